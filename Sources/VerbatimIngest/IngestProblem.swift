/// What a reader found wrong with a source, and where. Errors reject the file; warnings go with
/// what was read. Data only: the wording is made where the problem is shown, and no word of a
/// transcript stands in it.
public struct IngestProblem: Error, Sendable {
  /// The file, as ``SourceFile/path`` names it.
  public var path: String
  /// 1-based.
  public var line: Int?
  /// 1-based, in bytes of the line.
  public var column: Int?
  public var kind: any ReaderProblem

  public init(path: String, line: Int? = nil, column: Int? = nil, kind: any ReaderProblem) {
    self.path = path
    self.line = line
    self.column = column
    self.kind = kind
  }

  /// False for a warning.
  public var isError: Bool { kind.isError }
}

extension IngestProblem: Equatable {
  public static func == (left: IngestProblem, right: IngestProblem) -> Bool {
    left.path == right.path && left.line == right.line && left.column == right.column
      && left.kind.equals(right.kind)
  }
}

/// One kind of problem of one reader: an enum whose cases carry what was found and expected.
public protocol ReaderProblem: Sendable, Equatable {
  /// Stable, in kebab-case, unique over all readers: `no-turns`, `not-xml`.
  var code: String { get }
  /// True where the file was rejected, false for a warning.
  var isError: Bool { get }
}

extension ReaderProblem {
  fileprivate func equals(_ other: any ReaderProblem) -> Bool {
    (other as? Self) == self
  }
}
