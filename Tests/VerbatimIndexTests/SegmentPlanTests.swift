import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimTestSupport

@Suite("Which session goes into which segment")
struct SegmentPlanTests {
  private func sessions(_ count: Int, seed: UInt64 = 1) -> [SegmentPlan.Session] {
    var generator = SeededGenerator(seed: seed)
    return (1...count).map {
      SegmentPlan.Session(
        id: "fg\($0)", fingerprint: Digest(sha256Of: Array("source \($0)".utf8)),
        textBytes: Int.random(in: 50...150, using: &generator))
    }
  }

  @Test("every session once, in natural order, whatever the order of arrival")
  func pure() {
    var generator = SeededGenerator(seed: 4)
    let sessions = sessions(300)
    let plan = SegmentPlan(sessions, leastBytes: 1000, mostBytes: 4000)
    #expect(plan.segments.flatMap { $0 } == (1...300).map { "fg\($0)" })
    for _ in 0..<10 {
      let other = SegmentPlan(
        sessions.shuffled(using: &generator), leastBytes: 1000, mostBytes: 4000)
      #expect(other == plan)
    }
  }

  @Test("no segment but the last below the least, none above the most without its last session")
  func sizes() {
    let sessions = sessions(500)
    let sizes = Dictionary(uniqueKeysWithValues: sessions.map { ($0.id, $0.textBytes) })
    let plan = SegmentPlan(sessions, leastBytes: 1000, mostBytes: 3000)
    #expect(plan.segments.count > 5)
    for (index, segment) in plan.segments.enumerated() {
      let bytes = segment.reduce(0) { $0 + (sizes[$1] ?? 0) }
      #expect(bytes >= 1000 || index == plan.segments.count - 1)
      #expect(bytes - (segment.last.flatMap { sizes[$0] } ?? 0) < 3000)
    }
  }

  @Test("a session more, less or changed leaves most segments as they are")
  func local() {
    let sessions = sessions(400)
    let before = Set(SegmentPlan(sessions, leastBytes: 800, mostBytes: 20_000).segments)
    #expect(before.count > 10)
    for place in [0, 57, 200, 399] {
      var changed = sessions
      changed[place].fingerprint = Digest(sha256Of: Array("another".utf8))
      var less = sessions
      less.remove(at: place)
      var more = sessions
      more.append(
        .init(id: "fg\(place + 1)a", fingerprint: sessions[0].fingerprint, textBytes: 100))
      for other in [changed, less, more] {
        let after = SegmentPlan(other, leastBytes: 800, mostBytes: 20_000).segments
        #expect(after.filter { !before.contains($0) }.count <= 4)
      }
    }
  }

  @Test("no sessions, no segments; one beyond the limit, one segment")
  func edges() {
    #expect(SegmentPlan([]).segments == [])
    let huge = SegmentPlan.Session(
      id: "a", fingerprint: Digest(sha256Of: []), textBytes: SegmentPlan.mostBytes + 1)
    #expect(SegmentPlan([huge]).segments == [["a"]])
    var small = huge
    small.id = "b"
    small.textBytes = 0
    #expect(SegmentPlan([small, huge]).segments == [["a"], ["b"]])
  }
}

@Suite("Small segments are taken into new ones")
struct SegmentMergeTests {
  @Test("the smallest first, while they are no more than twice what there is")
  func chosen() {
    #expect(SegmentMerge.chosen([], incoming: 5) == [])
    #expect(SegmentMerge.chosen([10, 5, 100, 5], incoming: 5) == [0, 1, 3])
    #expect(SegmentMerge.chosen([10, 11], incoming: 4) == [])
    #expect(SegmentMerge.chosen([10, 10], incoming: 10, mostBytes: 25) == [0])
    // A commit that only removes has nothing to begin with.
    #expect(SegmentMerge.chosen([1, 1], incoming: 0) == [])
  }

  @Test("a thousand additions leave few segments, and write each byte few times")
  func additions() {
    var generator = SeededGenerator(seed: 9)
    var sizes: [Int] = []
    var added = 0
    var written = 0
    for _ in 0..<1000 {
      let new = Int.random(in: 1...1000, using: &generator)
      let chosen = Set(SegmentMerge.chosen(sizes, incoming: new))
      let merged = new + chosen.reduce(0) { $0 + sizes[$1] }
      sizes = sizes.indices.filter { !chosen.contains($0) }.map { sizes[$0] } + [merged]
      added += new
      written += merged
      let sorted = sizes.sorted()
      for (less, more) in zip(sorted, sorted.dropFirst()) { #expect(more > 2 * less) }
    }
    #expect(sizes.reduce(0, +) == added)
    #expect(sizes.count <= 20)
    #expect(written < 20 * added)
  }
}
