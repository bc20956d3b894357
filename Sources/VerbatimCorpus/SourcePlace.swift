/// Where a turn's content stands in its source file.
public struct SourcePlace: Sendable, Equatable {
  /// 1-based line on which the turn starts.
  public var line: Int
  /// 1-based line on which it ends; not before ``line``.
  public var lastLine: Int
  /// Half-open byte range of the turn's content in the file as it is on disk; `nil` where no range
  /// can be given (content that came out of an entity).
  public var bytes: Range<Int>?
  /// A structural address such as `/TEI[1]/text[1]/body[1]/u[2]`, where the format has one. Cost: makes a
  /// string of ``parentPath`` and ``step``.
  public var path: String? {
    get { step.map { parentPath.isEmpty ? $0 : parentPath + $0 } }
    set {
      parentPath = ""
      step = newValue
    }
  }
  /// The path in two parts, of which neighbours share the first.
  public private(set) var parentPath: String
  /// `nil` where there is no path.
  public private(set) var step: String?
  /// From the text's bytes to the file's; `nil` where none could be kept (a transcoded file).
  public var map: OffsetMap?

  public init(
    line: Int, lastLine: Int? = nil, bytes: Range<Int>?, path: String? = nil, map: OffsetMap? = nil
  ) {
    self.line = line
    self.lastLine = max(line, lastLine ?? line)
    self.bytes = bytes
    parentPath = ""
    step = path
    self.map = map
  }

  /// - Parameters:
  ///   - parentPath: what ``path`` begins with.
  ///   - step: the rest of it.
  public init(
    line: Int, lastLine: Int, bytes: Range<Int>?, parentPath: String, step: String
  ) {
    self.line = line
    self.lastLine = max(line, lastLine)
    self.bytes = bytes
    self.parentPath = parentPath
    self.step = step
    map = nil
  }

  public static func == (left: SourcePlace, right: SourcePlace) -> Bool {
    left.line == right.line && left.lastLine == right.lastLine && left.bytes == right.bytes
      && left.path == right.path && left.map == right.map
  }
}

/// From UTF-8 offsets of a turn's text to byte offsets of its source file.
///
/// The runs cover the text from 0 to its end without gap or overlap, in ascending order, and their
/// source offsets never descend. In a run whose two lengths are equal the bytes of text and source
/// are the same bytes; a run whose lengths differ is one unit that cannot be divided (an entity
/// `&amp;`, a line break with its indentation that became one space, an escape `\u00e9`); a run
/// with a source length of 0 was put in by the reader's rules.
public struct OffsetMap: Sendable, Equatable {
  public struct Run: Sendable, Equatable, BitwiseCopyable {
    /// UTF-8 length in the text.
    public var textLength: Int
    /// Absolute byte offset in the file.
    public var source: Int
    public var sourceLength: Int

    public init(textLength: Int, source: Int, sourceLength: Int) {
      self.textLength = textLength
      self.source = source
      self.sourceLength = sourceLength
    }
  }

  /// One run alone, which most maps are, needs no array.
  @usableFromInline var single: Run?
  /// Two runs or more.
  @usableFromInline var several: [Run] = []

  public init(runs: [Run] = []) {
    if runs.count == 1 { single = runs[0] } else { several = runs }
  }

  /// Cost: an array for two runs or more.
  public init(runs: UnsafeBufferPointer<Run>) {
    if runs.count == 1 { single = runs[0] } else { several = Array(runs) }
  }

  /// The map of text that stands in the file as it is.
  public init(identityAt source: Int, length: Int) {
    if length > 0 { single = Run(textLength: length, source: source, sourceLength: length) }
  }

  public var runs: [Run] { single.map { [$0] } ?? several }

  @inlinable public var runCount: Int { single == nil ? several.count : 1 }

  /// Tells the runs in their order, without an array.
  @inlinable
  public func forEachRun(_ body: (Run) -> Void) {
    if let single { return body(single) }
    for run in several { body(run) }
  }

  /// Whether this is ``init(identityAt:length:)`` of the same.
  @inlinable
  public func isIdentity(at source: Int, length: Int) -> Bool {
    guard let single else { return several.isEmpty && length <= 0 }
    return single.source == source && single.textLength == length && single.sourceLength == length
  }

  /// Adds a run behind the last one, joined to it where both are byte for byte and adjacent.
  public mutating func append(textLength: Int, source: Int, sourceLength: Int) {
    let last = single ?? several.last
    if var last, last.textLength == last.sourceLength, textLength == sourceLength,
      last.source + last.sourceLength == source
    {
      last.textLength += textLength
      last.sourceLength += sourceLength
      if single == nil { several[several.count - 1] = last } else { single = last }
    } else if textLength > 0 || sourceLength > 0 {
      let run = Run(textLength: textLength, source: source, sourceLength: sourceLength)
      if let only = single {
        several = [only, run]
        single = nil
      } else if several.isEmpty {
        single = run
      } else {
        several.append(run)
      }
    }
  }

  /// UTF-8 length of the text that is mapped.
  public var textLength: Int {
    single?.textLength ?? several.reduce(0) { $0 + $1.textLength }
  }

  /// The smallest byte range of the file that holds the text's UTF-8 bytes `range`; `nil` where the
  /// range is empty or not covered. Cost: a scan of the runs.
  public func sourceRange(of range: Range<Int>) -> Range<Int>? {
    guard !range.isEmpty, range.lowerBound >= 0 else { return nil }
    var text = 0
    var lower: Int?
    for run in runs {
      let next = text + run.textLength
      if lower == nil, range.lowerBound < next {
        let isExact = run.textLength == run.sourceLength
        lower = run.source + (isExact ? range.lowerBound - text : 0)
      }
      if let lower, range.upperBound <= next {
        let isExact = run.textLength == run.sourceLength
        let upper = run.source + (isExact ? range.upperBound - text : run.sourceLength)
        return lower <= upper ? lower..<upper : nil
      }
      text = next
    }
    return nil
  }
}
