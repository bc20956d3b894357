import ArgumentParser

/// A command line that cannot be understood: one line that says why, and one with the next step.
struct UsageMessage {
  let lines: [String]

  init(_ error: any Error, _ arguments: [String]) {
    // The parser lists values a line each.
    let parts = VerbatimCommand.message(for: error).split(separator: "\n").map(String.init)
    var message = parts.first ?? ""
    for (index, part) in parts.dropFirst().enumerated() {
      message += (index == 0 ? " " : ", ") + String(part.drop { $0 == " " || $0 == "-" })
    }
    message = message.prefix(1).lowercased() + message.dropFirst()
    let command = arguments.first ?? ""
    let isCommand = Self.commands.contains(command)
    if !isCommand, message.hasPrefix("unexpected argument '\(command)'") {
      lines = [
        "verbatim: there is no command '\(command)'",
        "the commands: " + Self.commands.joined(separator: ", "),
      ]
      return
    }
    var lines = ["verbatim: " + message]
    if error is ValidationError {
      // Thrown by a command that was understood: its usage would not help.
    } else if ["search", "kwic", "explain"].contains(command),
      message.hasPrefix("unknown option '-"),
      !message.hasPrefix("unknown option '--")
    {
      lines.append("if it belongs to the query, put -- before the query: \(command) -- QUERY")
    } else {
      lines.append("see: verbatim help" + (isCommand ? " " + command : ""))
    }
    self.lines = lines
  }

  private static let commands: [String] = {
    var names: [String] = []
    for group in VerbatimCommand.configuration.groupedSubcommands {
      for command in group.subcommands where command.configuration.shouldDisplay {
        if let name = command.configuration.commandName { names.append(name) }
      }
    }
    return names
  }()
}
