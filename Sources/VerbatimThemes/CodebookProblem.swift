import VerbatimXML

/// What is wrong with a codebook, or with the file that should hold one.
public struct CodebookProblem: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    // Of the tree.
    case emptyID
    /// Holds `/`, `*` or a control character.
    case invalidID
    case duplicateID
    case emptyName
    /// An id, label or name of more bytes than this.
    case nameTooLong(limit: Int)
    case emptyLabel
    /// Holds `/`, `*` or a control character.
    case invalidLabel(String)
    /// A sibling has the label; `parent` is the id of the theme above, `nil` at the top.
    case duplicateLabel(String, parent: String?)
    case unknownParent(String, suggestions: [String])
    /// The theme is, through its parents, above itself.
    case cycle
    case invalidColour(String)
    /// A text holds a control character other than tab and line ends.
    case controlCharacter
    case tooDeep(limit: Int)
    case tooManyThemes(limit: Int)

    // Of the file.
    case tooLarge(bytes: Int, limit: Int)
    case notUTF8(byte: Int)
    /// What the YAML layer says.
    case syntax(String)
    case xml(XMLProblem.Kind)
    case duplicateKey(String)
    case unknownKey(String, known: [String], suggestion: String?)
    case missingKey(String)
    case wrongType(key: String, expected: Expected)
    /// YAML anchors with aliases, by which a small file can hold a billion nodes.
    case aliasRefused
    /// The root is no codebook; its name where it has one.
    case notACodebook(root: String?)
    case missingGUID
    case invalidGUID(String)
  }

  public enum Expected: Sendable, Equatable {
    case text
    case boolean
    case list
    case mapping
  }

  public var kind: Kind
  /// Id of the theme, where it is about one that has an id.
  public var theme: String?
  /// 1-based, where a file was read.
  public var line: Int?

  public init(_ kind: Kind, theme: String? = nil, line: Int? = nil) {
    self.kind = kind
    self.theme = theme
    self.line = line
  }
}

/// Everything that was found wrong at once, in the order of the file.
public struct CodebookProblems: Error, Sendable, Equatable {
  public var problems: [CodebookProblem]

  public init(_ problems: [CodebookProblem]) {
    self.problems = problems
  }
}
