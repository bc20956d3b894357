/// A REFI-QDA project (`project.qde`) as values: what the format says, before it means anything to a
/// study. GUIDs are in lower case without braces.
public struct QDAProject: Sendable, Equatable {
  public static let namespace = "urn:QDA-XML:project:1.0"

  public struct User: Sendable, Equatable {
    public var guid: String
    public var name: String?
    public var id: String?

    public init(guid: String, name: String?, id: String?) {
      self.guid = guid
      self.name = name
      self.id = id
    }
  }

  public struct Variable: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
      case text = "Text"
      case boolean = "Boolean"
      case integer = "Integer"
      case float = "Float"
      case date = "Date"
      case dateTime = "DateTime"
    }

    public var guid: String
    public var name: String
    public var kind: Kind

    public init(guid: String, name: String, kind: Kind) {
      self.guid = guid
      self.name = name
      self.kind = kind
    }
  }

  public struct Value: Sendable, Equatable {
    /// GUID of the variable.
    public var variable: String
    /// As it is written; `nil` where the element holds none.
    public var text: String?

    public init(variable: String, text: String?) {
      self.variable = variable
      self.text = text
    }
  }

  public struct Case: Sendable, Equatable {
    public var guid: String
    public var name: String
    public var description: String?
    public var codes: [String] = []
    public var values: [Value] = []
    public var sources: [String] = []
    public var selections: [String] = []

    public init(guid: String, name: String) {
      self.guid = guid
      self.name = name
    }
  }

  public struct Coding: Sendable, Equatable {
    public var guid: String
    /// GUID of the code.
    public var code: String
    public var user: String?
    public var createdAt: String?
    public var notes: [String] = []

    public init(guid: String, code: String, user: String?, createdAt: String?) {
      self.guid = guid
      self.code = code
      self.user = user
      self.createdAt = createdAt
    }
  }

  public struct Selection: Sendable, Equatable {
    public var guid: String
    public var name: String
    public var start: Int
    public var end: Int
    public var description: String?
    public var user: String?
    public var codings: [Coding] = []
    public var notes: [String] = []

    public init(guid: String, name: String, start: Int, end: Int) {
      self.guid = guid
      self.name = name
      self.start = start
      self.end = end
    }
  }

  /// A text source, the text of a PDF, a transcript of a recording, or a note.
  public struct Text: Sendable, Equatable {
    public var guid: String
    public var name: String
    public var description: String?
    public var plainTextPath: String?
    public var richTextPath: String?
    public var content: String?
    public var user: String?
    public var createdAt: String?
    public var selections: [Selection] = []
    /// Of the whole text.
    public var codings: [Coding] = []
    public var notes: [String] = []
    public var values: [Value] = []

    public init(guid: String, name: String) {
      self.guid = guid
      self.name = name
    }
  }

  public struct Link: Sendable, Equatable {
    public var guid: String
    public var name: String
    public var origin: String
    public var target: String

    public init(guid: String, name: String, origin: String, target: String) {
      self.guid = guid
      self.name = name
      self.origin = origin
      self.target = target
    }
  }

  public struct Group: Sendable, Equatable {
    public var guid: String
    public var name: String
    public var codes: [String] = []
    public var sources: [String] = []
    public var notes: [String] = []

    public init(guid: String, name: String) {
      self.guid = guid
      self.name = name
    }
  }

  public var name: String
  public var origin: String?
  public var description: String?
  public var users: [User] = []
  public var codebook = Codebook()
  /// GUIDs of notes by theme.
  public var codeNotes: [String: [String]] = [:]
  public var variables: [Variable] = []
  public var cases: [Case] = []
  public var sources: [Text] = []
  public var notes: [Text] = []
  public var links: [Link] = []
  public var groups: [Group] = []
  /// GUIDs of the notes on the project as a whole.
  public var projectNotes: [String] = []

  public init(name: String) {
    self.name = name
  }

  /// Whether this program wrote it, by what it calls itself.
  public var isOurs: Bool { origin?.lowercased().hasPrefix("verbatim") ?? false }
}

/// The GUIDs that things of a study have in every export, so that other programs know them again.
public enum ExchangeID {
  public static func theme(_ id: String) -> String { GUID.ofTheme(id) }

  /// Of anything else: a kind and what tells it from others of its kind.
  public static func of(_ kind: String, _ parts: String...) -> String {
    // Each part with its length in front: no two lists have one name.
    GUID.version5(of: kind + ":" + parts.map { "\($0.utf8.count):\($0)" }.joined())
  }

  /// Lower case, without braces; `nil` for what is no GUID.
  public static func normalised(_ text: String) -> String? { GUID.normalised(text) }
}
