import Synchronization

/// The turns of a session as a reader gave them, in columns.
///
/// All values are fixed; ``turns`` makes turns of them for whoever wants them one by one.
public final class TurnColumns: Sendable {
  /// As rows of numbers.
  public let all: TurnRows
  private let made = Mutex<[Turn]?>(nil)

  /// - Parameter rows: their texts are well-formed, whole turn by whole turn; ``TurnRows/Row/textEnd`` ascends to
  ///   the end.
  public init(_ rows: TurnRows) {
    all = rows
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
