import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("A tally counts terms and lists those that it met")
struct TermTallyTests {
  /// Common and rare words, short turns and long ones, in groups of turns.
  private func segment(_ seed: UInt64) throws -> Segment {
    var generator = SeededGenerator(seed: seed)
    let words = (0..<13_000).map { number in
      String(decoding: [119] + String(number).utf8.map { $0 + 49 }, as: UTF8.self)
    }
    var texts = stride(from: 0, to: words.count, by: 50).map { start in
      words[start..<min(start + 50, words.count)].joined(separator: " ")
    }
    for length in [0, 1, 2, 30, 400, 3000] {
      for _ in 0..<12 {
        texts.append(
          (0..<length).map { _ in
            generator.chance(70)
              ? words[Int.random(in: 0..<60, using: &generator)] : generator.pick(words)
          }.joined(separator: " "))
      }
    }
    return try TestIndex.segment(
      [TestIndex.transcript("s", texts.shuffled(using: &generator))], analyzer: .letters)
  }

  private func counts(_ tally: inout TermTally, _ segment: Segment) -> [UInt32] {
    var counts = [UInt32](repeating: 0, count: segment.termCount)
    tally.drain { id, count in
      #expect(counts[id] == 0 && count > 0)
      counts[id] = count
    }
    return counts
  }

  @Test("tokens of turns, group by group, are those that decoding gives", arguments: [1, 2])
  func terms(seed: UInt64) throws {
    let segment = try segment(seed)
    try onEachProcessor { try terms(of: segment) }
  }

  private func terms(of segment: Segment) throws {
    var tally = TermTally(of: segment)
    var ids: [Int] = []
    for first in stride(from: 0, to: segment.turnCount, by: 23) {
      let turns = Array(UInt32(first)..<UInt32(min(first + 23, segment.turnCount)))
      var wanted = [UInt32](repeating: 0, count: segment.termCount)
      var tokens = 0
      for turn in turns {
        #expect(segment.decodeTerms(Int(turn), into: &ids))
        tokens += ids.count
        for id in ids { wanted[id] += 1 }
      }
      let counted = tally.add(turns: turns[...])
      #expect(counted == tokens)
      let found = counts(&tally, segment)
      #expect(found == wanted)
    }
    tally.drain { _, _ in Issue.record("a drained tally is empty") }
    let beyond = tally.add(turns: [UInt32(segment.turnCount)])
    #expect(beyond == nil)
  }

  /// Windows by a loop over decoded ids.
  private func windows(
    _ node: [Int], _ segment: Segment, _ left: Int, _ right: Int
  ) -> (counts: [UInt32], nodes: Int, tokens: Int) {
    var counts = [UInt32](repeating: 0, count: segment.termCount)
    var (nodes, tokens) = (0, 0)
    var ids: [Int] = []
    for turn in 0..<segment.turnCount where segment.decodeTerms(turn, into: &ids) {
      for (place, id) in ids.enumerated() where node.contains(id) {
        nodes += 1
        for other in max(0, place - left)..<min(ids.count, place + right + 1) where other != place {
          counts[ids[other]] += 1
          tokens += 1
        }
      }
    }
    return (counts, nodes, tokens)
  }

  @Test(
    "windows are those of a loop over decoded ids", arguments: [(5, 5), (0, 3), (2, 0), (40, 70)])
  func collocates(left: Int, right: Int) throws {
    let segment = try segment(3)
    try onEachProcessor { try collocates(in: segment, left, right) }
  }

  private func collocates(in segment: Segment, _ left: Int, _ right: Int) throws {
    var tally = TermTally(of: segment)
    let all = Array(0..<UInt32(segment.turnCount))
    for ids in [[0], [3, 40], [700], [12_900], [0, 1, 2, 3, 5, 8, 13, 21]] {
      let node = try #require(CodePattern(anyOf: ids))
      let plain = windows(ids, segment, left, right)
      var sum = [UInt32](repeating: 0, count: segment.termCount)
      var (nodes, tokens) = (0, 0)
      for first in stride(from: 0, to: all.count, by: 57) {
        let group = all[first..<min(first + 57, all.count)]
        let counted = tally.addCollocates(of: node, in: group, left: left, right: right)
        let found = try #require(counted)
        nodes += found.nodes
        tokens += found.tokens
        for (id, count) in counts(&tally, segment).enumerated() { sum[id] += count }
      }
      #expect(nodes == plain.nodes && tokens == plain.tokens)
      #expect(sum == plain.counts)
      var bits = [UInt64](repeating: 0, count: segment.termCount / 64 + 1)
      for id in ids { bits[id >> 6] |= 1 << UInt64(id & 63) }
      let counted = tally.addCollocates(ofAny: bits, in: all[...], left: left, right: right)
      let any = try #require(counted)
      #expect(any.nodes == plain.nodes && any.tokens == plain.tokens)
      let found = counts(&tally, segment)
      #expect(found == plain.counts)
    }
  }

  @Test("one by one")
  func single() throws {
    let segment = try segment(4)
    var tally = TermTally(of: segment)
    for id in [5, 7, 5, -1, segment.termCount, 5] { tally.add(id) }
    var found: [[Int]] = []
    tally.drain { found.append([$0, Int($1)]) }
    #expect(found == [[5, 3], [7, 1]])
  }
}

@Suite("A walk gives every term in the order of fold keys")
struct TermWalkTests {
  @Test("with its id, kind, occurrences and bytes", arguments: 0..<4)
  func terms(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let segment = try TestIndex.segment(
      RandomCorpus.transcripts(sessions: 4, turns: 40, using: &generator))
    var walk = TermWalk(segment)
    var seen: Set<Int> = []
    var last: [UInt8] = []
    while walk.next() {
      let term = try #require(segment.term(walk.id))
      #expect(seen.insert(walk.id).inserted)
      #expect(walk.kind == term.kind)
      #expect(walk.occurrenceCount == term.occurrenceCount)
      #expect(walk.bytes == term.bytes)
      let fold = walk.withFoldKey { Array($0) }
      #expect(segment.foldKey(ofTerm: walk.id) == fold)
      #expect(
        fold == (term.kind == .placeholder ? Keys.placeholder(term.bytes) : Keys.fold(term.bytes)))
      #expect(!fold.lexicographicallyPrecedes(last))
      #expect(walk.isSameFold == (fold == last && seen.count > 1))
      last = fold
    }
    #expect(seen.count == segment.termCount && !walk.failed)
    #expect(segment.foldKey(ofTerm: -1) == nil)
    #expect(segment.foldKey(ofTerm: segment.termCount) == nil)
  }
}
