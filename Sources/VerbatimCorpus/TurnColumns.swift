import Synchronization

/// The turns of a session as a reader gave them, in columns.
///
/// All values are fixed; ``turns`` makes turns of them for whoever wants them one by one.
public final class TurnColumns: Sendable {
  public typealias Row = TurnRows.Row

  /// What few turns of a plain format have.
  public struct Extra: Sendable {
    public var attributes: Attributes
    public var map: OffsetMap

    public init(attributes: Attributes, map: OffsetMap) {
      self.attributes = attributes
      self.map = map
    }
  }

  public let all: TurnRows
  private let made = Mutex<[Turn]?>(nil)

  public init(_ rows: TurnRows) {
    all = rows
  }

  /// - Parameters:
  ///   - text: well-formed, whole turn by whole turn.
  ///   - rows: their ``TurnRows/Row/textEnd`` ascends to the end of `text`; they name the `extras`.
  public convenience init(text: [UInt8], rows: [Row], speakers: [[String]], extras: [Extra]) {
    var all = TurnRows(text: text, rows: rows, speakers: speakers)
    all.extras.reserveCapacity(extras.count)
    for given in extras {
      var extra = TurnRows.Extra()
      extra.hasMap = true
      extra.runs = all.runs.count..<all.runs.count + given.map.runCount
      given.map.forEachRun { all.runs.append($0) }
      let first = all.attributes.count
      for entry in given.attributes.entries { all.append(entry) }
      extra.attributes = first..<all.attributes.count
      all.extras.append(extra)
    }
    self.init(all)
  }

  public var count: Int { all.rows.count }

  /// A turn by its place from 0.
  public func turn(_ index: Int) -> Turn { all.turn(index) }

  /// All turns. Cost: several allocations for each, the first time.
  public var turns: [Turn] {
    made.withLock { made in
      if let made { return made }
      let turns = all.rows.indices.map { turn($0) }
      made = turns
      return turns
    }
  }
}
