import VerbatimCorpus
import VerbatimIndex

/// The exchanges of a session: each begins with a turn in which a moderator speaks (the first with the
/// session) and ends before the next such turn.
///
/// The one definition for `WITHIN exchange`, for the context of extracts and for whatever counts by
/// exchange.
public struct Exchanges: Sendable {
  /// Turns of the segment at which exchanges begin, ascending; the first is the session's.
  private let starts: [Int]
  private let end: Int

  /// Cost: one look-up a turn of the session.
  public init(_ entry: SessionEntry, _ segment: Segment, turns: Range<Int>) {
    let isModerated = entry.speakerSets.map { set in
      set.contains {
        $0 < entry.session.participants.count
          && entry.session.participants[$0].role == .moderator
      }
    }
    var starts = [turns.lowerBound]
    if isModerated.contains(true) {
      for turn in turns.dropFirst() {
        let set = segment.speakerSet(ofTurn: turn)
        if set < isModerated.count, isModerated[set] { starts.append(turn) }
      }
    }
    self.starts = starts
    end = turns.upperBound
  }

  /// All exchanges in order; together they are the session.
  public var all: [Range<Int>] {
    starts.indices.map { starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : end) }
  }

  /// The exchange that holds a turn of the session. Cost: a binary search.
  public func range(around turn: Int) -> Range<Int> {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= turn { low = middle } else { high = middle }
    }
    return starts[low]..<max(starts[low], low + 1 < starts.count ? starts[low + 1] : end)
  }
}
