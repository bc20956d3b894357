import Foundation
import Testing

@Suite("The article on writing up")
struct ArticleTests {
  private struct Command {
    var line: String
    var output: [String] = []
  }

  private static let folder = DemoStudy.package + "/Sources/VerbatimStudy/VerbatimStudy.docc"

  /// The lines `$ …` of the blocks marked `console`, each with what the article says it prints.
  private static func commands() throws -> [Command] {
    let page = try String(contentsOfFile: folder + "/WritingUp.md", encoding: .utf8)
    var commands: [Command] = []
    var isInside = false
    for line in page.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```console"
      } else if isInside, line.hasPrefix("$ ") {
        commands.append(Command(line: String(line.dropFirst(2))))
      } else if isInside, !commands.isEmpty {
        commands[commands.count - 1].output.append(line)
      }
    }
    return commands
  }

  /// Whether `…` in a line stands for what is there, and a line `…` for any lines.
  private static func matches(_ expected: ArraySlice<String>, _ actual: ArraySlice<String>) -> Bool
  {
    guard let first = expected.first else { return actual.isEmpty }
    if first == "…" {
      return actual.indices.contains { matches(expected.dropFirst(), actual[$0...]) }
        || matches(expected.dropFirst(), actual.dropFirst(actual.count))
    }
    guard let line = actual.first, same(first, line) else { return false }
    return matches(expected.dropFirst(), actual.dropFirst())
  }

  private static func same(_ expected: String, _ actual: String) -> Bool {
    var parts = expected.components(separatedBy: "…")[...]
    guard parts.count > 1, let head = parts.popFirst(), let tail = parts.popLast() else {
      return expected == actual
    }
    guard actual.count >= head.count + tail.count, actual.hasPrefix(head), actual.hasSuffix(tail)
    else { return false }
    var rest = actual.dropFirst(head.count).dropLast(tail.count)
    for part in parts where !part.isEmpty {
      guard let found = rest.range(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }

  @Test("shows what its commands print, in their order")
  func output() throws {
    let commands = try Self.commands()
    #expect(commands.count > 20)
    let work = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: work.path + "/corpus", withDestinationPath: DemoStudy.corpus)
    for command in commands where !command.line.hasPrefix("export ") {
      let run = try Verbatim.shell(
        "( \(command.line) ) 2>&1", on: work.path + "/peer-support", in: work.path)
      #expect(run.status == 0, "\(command.line)")
      var lines = run.out.components(separatedBy: "\n")
      while lines.last == "" { lines.removeLast() }
      var expected = command.output
      while expected.last == "" { expected.removeLast() }
      #expect(
        Self.matches(expected[...], lines[...]), "\(command.line) prints:\n\(run.out)")
    }
    // The pictures are those that the commands wrote.
    for name in ["agreement.svg", "saturation.svg"] {
      let drawn = try String(contentsOfFile: work.path + "/" + name, encoding: .utf8)
      let shown = try String(contentsOfFile: Self.folder + "/Resources/" + name, encoding: .utf8)
      #expect(drawn == shown, "\(name)")
    }
  }

  @Test("names types that there are")
  func symbols() throws {
    let page = try String(contentsOfFile: Self.folder + "/WritingUp.md", encoding: .utf8)
    let sources = FileManager.default.enumerator(
      atPath: DemoStudy.package + "/Sources/VerbatimStudy")
    var text = ""
    for case let file as String in try #require(sources) where file.hasSuffix(".swift") {
      text += try String(
        contentsOfFile: DemoStudy.package + "/Sources/VerbatimStudy/" + file, encoding: .utf8)
    }
    let names = page.matches(of: /(?:^|[^`])``([A-Za-z]+)``/).map { String($0.output.1) }
    #expect(names.count > 10)
    for name in names {
      #expect(
        ["struct", "enum", "protocol", "class"].contains { text.contains("public \($0) \(name)") },
        "\(name)")
    }
  }
}
