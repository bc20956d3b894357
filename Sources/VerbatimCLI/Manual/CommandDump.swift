import ArgumentParser
import Foundation

/// What the parser knows of a command: the form in which it tells other programs
/// (`--experimental-dump-help`), as far as a manual page needs it.
struct CommandDump: Decodable {
  struct Argument: Decodable {
    struct Name: Decodable {
      /// `long`, `short` or `longWithSingleDash`.
      var kind: String
      var name: String
    }

    /// `positional`, `option` or `flag`.
    var kind: String
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
  }

  var commandName: String
  var shouldDisplay: Bool?
  var superCommands: [String]?
  var abstract: String?
  var discussion: String?
  var subcommands: [CommandDump]?
  var arguments: [Argument]?

  private struct Tool: Decodable {
    var command: CommandDump
  }

  /// The whole tree of `verbatim`. Cost: looks at every command and option.
  static func root() throws -> CommandDump {
    try JSONDecoder().decode(Tool.self, from: Data(VerbatimCommand._dumpHelp().utf8)).command
  }

  /// `verbatim code add`.
  var path: String { ((superCommands ?? []) + [commandName]).joined(separator: " ") }

  var isShown: Bool { shouldDisplay ?? true }
}

extension CommandDump.Argument {
  /// `--limit`, `-h`; none for what stands without a name.
  var flags: [String] {
    (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
  }
}
