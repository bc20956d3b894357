/// Why a document was refused, and where. Data only: no words of libxml2 (its messages quote the
/// document) and none of the document but names of its markup.
public struct XMLProblem: Error, Sendable, Equatable {
  /// 1-based, in the file as it is on disk; `nil` where no line can be named.
  public var line: Int?
  /// 1-based.
  public var column: Int?
  public var kind: Kind

  public init(line: Int? = nil, column: Int? = nil, kind: Kind) {
    self.line = line
    self.column = column
    self.kind = kind
  }

  public enum Kind: Sendable, Equatable {
    /// No bytes, or only white space.
    case empty
    /// The bytes do not begin as XML does.
    case notXML
    /// The file ends inside an element, a tag or a comment.
    case truncated
    case mismatchedTag
    case duplicateAttribute
    case undeclaredPrefix
    /// A character that XML does not allow.
    case invalidCharacter
    /// Anything else that is not well-formed, by libxml2's `xmlParserErrors` number.
    case malformed(code: Int)
    /// `&name;` without a declaration in the document itself.
    case undeclaredEntity(name: String)
    /// A declaration that points outside of the document.
    case externalEntity(name: String)
    case parameterEntity(name: String)
    /// Entities that contain themselves, or grow without measure.
    case entityLoop
    /// More text came out of the entities than `limit` bytes.
    case entityExpansion(limit: Int)
    case doctypeRefused
    case tooDeep(limit: Int)
    case tooLarge(bytes: Int, limit: Int)
    /// The bytes are no UTF-8; `declared` is false where UTF-8 was only assumed.
    case invalidUTF8(declared: Bool)
    /// A byte, or a pair of UTF-16, that means nothing in the encoding.
    case invalidBytes(encoding: String)
    case unsupportedEncoding(name: String)
  }
}

/// How a parse ended that did not reach the end.
public enum XMLFailure<Failure: Error>: Error {
  /// The document was refused.
  case document(XMLProblem)
  /// The handler threw.
  case handler(Failure)
}

extension XMLFailure: Sendable where Failure: Sendable {}
extension XMLFailure: Equatable where Failure: Equatable {}
