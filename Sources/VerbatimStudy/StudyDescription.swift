import VerbatimCorpus
import VerbatimIngest

/// What a team says about its study in `study.yaml`: which transcripts, who spoke, which codebook
/// and codings. Paths are as written, relative to the file.
public struct StudyDescription: Sendable, Equatable {
  public enum Speakers: String, Sendable, CaseIterable {
    /// A label means a person of its session.
    case session
    /// A label means the same person in every session.
    case shared
  }

  public struct Coder: Sendable, Equatable {
    public var id: String
    public var name: String?
  }

  /// A query whose hits are coded with a theme.
  public struct Rule: Sendable, Equatable {
    public var id: String
    /// Id, path or unique name.
    public var theme: String
    public var query: String
    public var name: String?
  }

  public struct Participant: Sendable, Equatable {
    public var id: String
    /// The label in the transcript, where it differs from the id.
    public var label: String?
    public var name: String?
    public var role: String?
    /// All other keys, their values as written.
    public var attributes: Attributes
  }

  public struct Session: Sendable, Equatable {
    /// The stem of the file's name where it is not given.
    public var id: String?
    /// Absent where the session comes out of a file with several.
    public var file: String?
    public var group: String?
    public var title: String?
    public var language: String?
    public var attributes: Attributes
    public var participants: [Participant]
    /// Plain-text settings of this file alone.
    public var text: SettingsValue?
    /// Where it stands in the description, from 1.
    public var line: Int?
  }

  /// Plain-text settings for the files that match a glob.
  public struct TextSettings: Sendable, Equatable {
    public var files: String
    public var settings: SettingsValue
    public var line: Int?
  }

  public var title: String?
  public var speakers: Speakers = .session
  public var codebook: String?
  public var codings: [String] = []
  public var coders: [Coder] = []
  public var rules: [Rule] = []
  public var sessions: [Session] = []
  public var text: [TextSettings] = []

  public init() {}
}

/// Why a description was refused. No value of the file is told, only keys and ids.
public struct StudyDescriptionProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case notUTF8
    /// What the YAML parser says; it speaks of the syntax only.
    case notYAML(String)
    /// More nesting or more values than any description has: an alias that multiplies itself.
    case tooLarge
    case unknownKey(String, known: [String])
    case missingKey(String)
    case duplicate(key: String, value: String)
    /// `key` wants a value of this shape; an empty key is the document itself.
    case wrongType(key: String, expected: Shape)
    case badValue(key: String, expected: [String])
  }

  public enum Shape: String, Sendable {
    case text, list, map
  }

  public var kind: Kind
  /// From 1, where it is known.
  public var line: Int?
  public var column: Int?

  public init(kind: Kind, line: Int? = nil, column: Int? = nil) {
    self.kind = kind
    self.line = line
    self.column = column
  }
}
