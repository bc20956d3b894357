import VerbatimDigest

/// Keeps the elements with the smallest keyed hash of their identity: the same for the same seed,
/// whatever the order or the number of what is offered. Cost: memory for twice the sample.
package struct SeededSample<Element> {
  private let count: Int
  private let seed: UInt64
  private var kept: [(key: UInt64, order: Int, element: Element)] = []
  private var offered = 0

  package init(_ sample: ExtractRequest.Sample) {
    count = max(sample.count, 0)
    seed = sample.seed
  }

  /// The identity is the session, the turn's number in it, and the spans (none for a whole turn); of a
  /// run also how many more turns it has.
  package mutating func offer(
    _ element: Element, session: String, turn: Int, more: Int = 0, spans: [Range<Int>]
  ) {
    let key = Self.key(session: session, turn: turn, more: more, spans: spans, seed: seed)
    kept.append((key, offered, element))
    offered += 1
    // Cutting back now and then keeps the memory small.
    if kept.count >= 1024, kept.count / 2 >= count { cut() }
  }

  /// The keyed hash of an identity: the same on any machine, whatever else there is.
  package static func key(
    session: String, turn: Int, more: Int = 0, spans: [Range<Int>], seed: UInt64
  ) -> UInt64 {
    let places = spans.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    let run = more > 0 ? "+\(more)" : ""
    return Checksum.xxh3("\(session)\u{0}\(turn)\(run)\u{0}\(places)", seed: seed)
  }

  private mutating func cut() {
    kept.sort { ($0.key, $0.order) < ($1.key, $1.order) }
    kept.removeLast(max(0, kept.count - count))
  }

  /// The sample in the order in which it was offered.
  package var elements: [Element] {
    var copy = self
    copy.cut()
    return copy.kept.sorted { $0.order < $1.order }.map(\.element)
  }
}
