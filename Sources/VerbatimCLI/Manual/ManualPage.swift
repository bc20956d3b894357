/// The manual page of `verbatim`, made of its commands: every command and every option that help shows
/// stands on it.
struct ManualPage {
  private var roff = Roff()
  private let root: CommandDump

  /// - Parameter version: `verbatim 0.1`.
  init(_ root: CommandDump, version: String) {
    self.root = root
    roff.request("TH", root.commandName.uppercased(), "1", "", version, "User Commands")
    writeHead()
    writeCommands()
    writeFacts()
  }

  var text: String { roff.text }

  private var commands: [CommandDump] { (root.subcommands ?? []).filter(\.isShown) }

  private mutating func writeHead() {
    roff.request("SH", "NAME")
    roff.raw(
      "\(Roff.escape(root.commandName)) \\- \(Roff.escape(Self.lowered(root.abstract ?? "")))")
    roff.request("SH", "SYNOPSIS")
    roff.raw(
      "\(Roff.bold(root.commandName)) \(Roff.italic("command")) [\(Roff.italic("option"))] ...")
    roff.request("SH", "DESCRIPTION")
    write(discussion: root.discussion ?? "")
    roff.request("PP")
    roff.raw(
      "\(Roff.bold("verbatim help query")) teaches both query languages. Every command takes "
        + "\(Roff.bold("-h")) or \(Roff.bold("--help")), and "
        + "\(Roff.bold("verbatim --version")) says which version this is.")
  }

  private mutating func writeCommands() {
    roff.request("SH", "COMMANDS")
    for command in commands { write(command) }
  }

  private mutating func write(_ command: CommandDump) {
    roff.request("SS", command.path)
    roff.line(command.abstract ?? "")
    let arguments = (command.arguments ?? []).filter { $0.shouldDisplay && !Self.isHelp($0) }
    let parts = (command.subcommands ?? []).filter(\.isShown)
    roff.request("PP")
    var synopsis = Roff.bold(command.path)
    if !parts.isEmpty { synopsis += " " + Roff.italic("command") }
    for argument in arguments { synopsis += " " + Self.synopsis(argument) }
    roff.raw(synopsis)
    write(discussion: command.discussion ?? "")
    for argument in arguments {
      roff.request("TP")
      roff.raw(Self.heading(argument))
      roff.line(Self.description(argument))
    }
    for part in parts { write(part) }
  }

  private mutating func writeFacts() {
    for (title, entries) in [
      ("EXIT STATUS", ManualFacts.exitStatus), ("ENVIRONMENT", ManualFacts.environment),
      ("FILES", ManualFacts.files),
    ] {
      roff.request("SH", title)
      for entry in entries {
        roff.request("TP")
        roff.raw(Roff.bold(entry.name))
        roff.line(entry.text)
      }
    }
    roff.request("SH", "EXAMPLES")
    roff.line("On the transcripts that are shipped:")
    roff.example(Self.examples(in: root.discussion ?? ""))
    for command in commands {
      if let first = Self.examples(in: command.discussion ?? "").first { roff.example([first]) }
    }
  }

  // MARK: Parts of a page

  /// Paragraphs, with the lines that are indented as they stand.
  private mutating func write(discussion: String) {
    var paragraph: [String] = []
    var example: [String] = []
    func isIndented(_ line: Substring) -> Bool { line.hasPrefix("  ") }
    let text = discussion + "\n"
    for line in text.split(separator: "\n" as Character, omittingEmptySubsequences: false) {
      if isIndented(line) {
        if !paragraph.isEmpty { writeParagraph(&paragraph) }
        example.append(String(line.dropFirst(2)))
      } else {
        if !example.isEmpty {
          roff.example(example)
          example = []
        }
        if line.isEmpty { writeParagraph(&paragraph) } else { paragraph.append(String(line)) }
      }
    }
  }

  private mutating func writeParagraph(_ lines: inout [String]) {
    guard !lines.isEmpty else { return }
    roff.request("PP")
    for line in lines { roff.line(line) }
    lines = []
  }

  private static func examples(in discussion: String) -> [String] {
    discussion.split(separator: "\n" as Character).filter { $0.hasPrefix("  verbatim ") }
      .map { String($0.dropFirst(2)) }
  }

  private static func isHelp(_ argument: CommandDump.Argument) -> Bool {
    argument.flags.contains("--help") || argument.flags.contains("--version")
  }

  private static func synopsis(_ argument: CommandDump.Argument) -> String {
    var text = argument.flags.last.map(Roff.bold) ?? ""
    if argument.kind != "flag" {
      text += (text.isEmpty ? "" : " ") + Roff.italic(argument.valueName ?? "value")
    }
    if argument.isRepeating { text += " ..." }
    return argument.isOptional ? "[\(text)]" : text
  }

  private static func heading(_ argument: CommandDump.Argument) -> String {
    var text = argument.flags.map(Roff.bold).joined(separator: ", ")
    if argument.kind != "flag" {
      text += (text.isEmpty ? "" : " ") + Roff.italic(argument.valueName ?? "value")
    }
    return text
  }

  private static func description(_ argument: CommandDump.Argument) -> String {
    var text = argument.abstract ?? ""
    if let values = argument.allValues, !values.isEmpty {
      text += (text.isEmpty ? "" : " ") + "One of " + values.joined(separator: ", ") + "."
    }
    if let value = argument.defaultValue, argument.kind != "flag" {
      text += (text.isEmpty ? "" : " ") + "Unless given: \(value)."
    }
    return text
  }

  private static func lowered(_ sentence: String) -> String {
    let text = sentence.hasSuffix(".") ? String(sentence.dropLast()) : sentence
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}
