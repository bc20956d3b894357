import VerbatimIndex
import VerbatimQuery

/// How many sessions and people some turns are of, from the turns' numbers alone.
///
/// A person is a participant of a session; where the sessions of a study share their speakers, a label
/// is the same person in all of them.
struct TurnTally {
  private(set) var sessionCount = 0
  private let sharesSpeakers: Bool
  private var distinct = 0
  private var labels: Set<String> = []

  var speakerCount: Int { sharesSpeakers ? labels.count : distinct }

  init(sharesSpeakers: Bool) {
    self.sharesSpeakers = sharesSpeakers
  }

  /// Counts turns of a segment, of which none was counted before.
  ///
  /// Cost: about 2 ns a turn, and one pass over the participants of each session that has one.
  ///
  /// - Parameter turns: ascending.
  mutating func add(_ turns: [UInt32], of segment: Segment) throws(IndexProblem) {
    var seen = NumberSet()
    var next = 0
    while next < turns.count {
      let session = segment.session(ofTurn: Int(turns[next]))
      let end = segment.turns(ofSession: session).upperBound
      seen.removeAll()
      repeat {
        seen.insert(segment.speakerSet(ofTurn: Int(turns[next])))
        next += 1
      } while next < turns.count && Int(turns[next]) < end
      sessionCount += 1
      try add(seen, segment, session)
    }
  }

  /// Counts the people of those of a session's speaker sets that were seen.
  private mutating func add(
    _ seen: NumberSet, _ segment: Segment, _ session: Int
  ) throws(IndexProblem) {
    let speakers = try segment.speakers(ofSession: session, withLabels: sharesSpeakers)
    var people = NumberSet()
    for set in 0..<speakers.count where seen.contains(set) {
      for person in speakers[set] where people.insert(person) {
        if sharesSpeakers { labels.insert(speakers.labels[person]) } else { distinct += 1 }
      }
    }
  }
}

/// Small numbers, a bit each. A number that is too large for any session is left out.
private struct NumberSet {
  private var words: [UInt64] = []

  /// Above this, a number is no speaker set of a session: a turn has at most three bytes of it.
  private static let limit = 1 << 24

  /// True where the number was not there before.
  @discardableResult
  @inline(__always)
  mutating func insert(_ number: Int) -> Bool {
    guard number >= 0, number < Self.limit else { return false }
    let word = number >> 6
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    let bit: UInt64 = 1 << UInt64(number & 63)
    let isNew = words[word] & bit == 0
    words[word] |= bit
    return isNew
  }

  func contains(_ number: Int) -> Bool {
    number >> 6 < words.count && words[number >> 6] >> UInt64(number & 63) & 1 == 1
  }

  mutating func removeAll() {
    for index in words.indices { words[index] = 0 }
  }
}
