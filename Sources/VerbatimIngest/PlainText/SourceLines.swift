import VerbatimCorpus

/// The lines of a plain-text source as its reader counts them, as ranges of the bytes on disk: for who
/// rewrites a source and must leave all other bytes alone.
public struct SourceLines: Sendable {
  /// Half-open, each with its line end; in order, without gaps but for a mark of byte order.
  public let ranges: [Range<Int>]
  /// Lines without anything on them.
  public let blanks: Set<Int>
  private let encoding: SourceEncoding

  /// `nil` where the bytes cannot be decoded. Cost: linear.
  public init?(_ file: [UInt8], _ settings: PlainTextSettings) {
    guard let text = try? DecodedText(file, encoding: settings.encoding) else { return nil }
    encoding = text.finding.encoding
    var ranges: [Range<Int>] = []
    var blanks: Set<Int> = []
    let starts = text.lines.map { text.source(of: $0.rawStart) } + [file.count]
    for (index, line) in text.lines.enumerated() {
      ranges.append(starts[index]..<max(starts[index], starts[index + 1]))
      if line.isBlank { blanks.insert(index) }
    }
    self.ranges = ranges
    self.blanks = blanks
  }

  /// ASCII text as bytes of the file.
  public func encoded(_ ascii: String) -> [UInt8] {
    switch encoding {
    case .utf8, .windows1252, .macRoman: Array(ascii.utf8)
    case .utf16LE: ascii.utf8.flatMap { [$0, 0] }
    case .utf16BE: ascii.utf8.flatMap { [0, $0] }
    case .utf32LE: ascii.utf8.flatMap { [$0, 0, 0, 0] }
    }
  }
}
