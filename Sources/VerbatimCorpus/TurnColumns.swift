import Synchronization

/// The turns of a session as columns: their texts behind each other, and a row of numbers for each turn.
///
/// For readers of formats whose turns are words, speakers, times and a place: nothing is allocated for such a
/// turn. What few turns have beside it stands apart. All values are fixed; ``turns`` makes turns of them
/// for whoever wants them one by one.
public final class TurnColumns: Sendable {
  /// A turn but for its words. Its number is its place, from 1.
  public struct Row: Sendable {
    /// Where its text ends in ``TurnColumns/text``; it begins where that of the row before ends.
    public var textEnd: Int
    /// 1-based line on which it stands.
    public var line: Int
    /// Byte range of its content in the file.
    public var source: Range<Int>
    public var start: Milliseconds?
    public var end: Milliseconds?
    /// Who speaks, in ``TurnColumns/speakers``; -1 for nobody.
    public var speakers: Int32
    /// In ``TurnColumns/extras``; -1 where there is nothing, and the text stands in the file as it is.
    public var extra: Int32

    public init(
      textEnd: Int, line: Int, source: Range<Int>, start: Milliseconds?, end: Milliseconds?,
      speakers: Int32, extra: Int32
    ) {
      self.textEnd = textEnd
      self.line = line
      self.source = source
      self.start = start
      self.end = end
      self.speakers = speakers
      self.extra = extra
    }
  }

  /// What few turns have.
  public struct Extra: Sendable {
    public var attributes: Attributes
    public var map: OffsetMap

    public init(attributes: Attributes, map: OffsetMap) {
      self.attributes = attributes
      self.map = map
    }
  }

  /// All texts, UTF-8.
  public let text: [UInt8]
  public let rows: [Row]
  /// Participant ids of those who speak together; each speaks some turn.
  public let speakers: [[String]]
  public let extras: [Extra]
  private let made = Mutex<[Turn]?>(nil)

  /// - Parameters:
  ///   - text: well-formed, whole turn by whole turn.
  ///   - rows: their ``Row/textEnd`` ascends to the end of `text`.
  public init(text: [UInt8], rows: [Row], speakers: [[String]], extras: [Extra]) {
    self.text = text
    self.rows = rows
    self.speakers = speakers
    self.extras = extras
  }

  /// UTF-8 range of a turn's text in ``text``.
  @inlinable
  public func textRange(_ index: Int) -> Range<Int> {
    (index > 0 ? rows[index - 1].textEnd : 0)..<rows[index].textEnd
  }

  /// A turn by its place from 0.
  public func turn(_ index: Int) -> Turn {
    let row = rows[index]
    let text = String(decoding: text[textRange(index)], as: UTF8.self)
    let speakers = row.speakers < 0 ? [] : speakers[Int(row.speakers)]
    guard row.extra >= 0 else {
      return Turn(
        number: index + 1, speakers: speakers, verbatim: text, start: row.start, end: row.end,
        line: row.line, bytes: row.source)
    }
    let extra = extras[Int(row.extra)]
    return Turn(
      number: index + 1, speakers: speakers, text: text, start: row.start, end: row.end,
      attributes: extra.attributes,
      place: SourcePlace(line: row.line, bytes: row.source, map: extra.map))
  }

  /// All turns. Cost: a string for each, the first time.
  public var turns: [Turn] {
    made.withLock { made in
      if let made { return made }
      let turns = rows.indices.map { turn($0) }
      made = turns
      return turns
    }
  }
}
