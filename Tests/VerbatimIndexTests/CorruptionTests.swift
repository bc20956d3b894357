import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

/// A damaged file is refused or found by `check`; nothing traps, whatever is read from it.
@Suite("A damaged segment is found out")
struct CorruptionTests {
  private func image(_ layers: [Annotation.Layer]) throws -> [UInt8] {
    var generator = SeededGenerator(seed: 11)
    var transcripts = RandomCorpus.transcripts(sessions: 2, turns: 3, using: &generator)
    if !layers.isEmpty {
      RandomAnnotations.add(to: &transcripts, layers: layers, using: &generator)
    }
    let image = try TestIndex.image(transcripts)
    #expect(try Segment(image).layers.count == layers.count)
    return image.bytes
  }

  private static let layers: [[Annotation.Layer]] = [
    [], [.pos], [.lemma, Annotation.Layer(rawValue: "sense")],
  ]

  /// Opens, checks and reads everything. True where damage was reported.
  private func isFoundOut(_ bytes: [UInt8]) -> Bool {
    guard let segment = try? Segment(copying: bytes, file: "test") else { return true }
    let problems = segment.check()
    var decoded = DecodedTurn()
    for turn in 0..<min(segment.turnCount, 100) {
      _ = segment.decode(turn, into: &decoded)
      _ = segment.decodeText(turn, into: &decoded)
      _ = try? segment.details(ofTurn: turn)
    }
    for session in 0..<min(segment.sessionCount, 10) {
      _ = try? segment.transcript(session)
      _ = try? segment.speakers(ofSession: session, withLabels: true)
    }
    _ = segment.terms(fold: Array("the".utf8))
    for first in 0..<min(segment.termCount, 8) {
      for second in 0..<min(segment.termCount, 8) { _ = segment.pair(first, second) }
    }
    segment.walkTerms(prefix: []) { _, entry in
      if let entry = entry() {
        var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
        var cursor = entry.postings.cursor()
        words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
      }
      return true
    }
    search(segment)
    readLayers(of: segment)
    return !problems.isEmpty
  }

  private func readLayers(of segment: Segment) {
    var ids: [Int] = []
    for layer in segment.layers {
      for turn in -1..<min(segment.turnCount + 1, 100) {
        _ = layer.hasValues(turn)
        _ = layer.valueIDs(ofTurn: turn, into: &ids)
      }
      for id in -1..<min(layer.valueCount + 1, 20) {
        _ = layer.value(id)
        _ = layer.entry(id)
      }
      layer.walk(prefix: []) { _, entry in
        if let entry = entry() {
          var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
          var cursor = entry.postings.cursor()
          words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
        }
        return true
      }
    }
  }

  /// Goes through what searches in code bytes and lists; the answers mean nothing.
  private func search(_ segment: Segment) {
    let all = (0..<UInt32(min(segment.turnCount, 100))).map { $0 }
    let ids = Array(0..<min(3, segment.termCount))
    var patterns = [CodePattern(anyOf: ids), CodePattern(sequence: ids.map { [$0] })]
    patterns.append(
      CodePattern(near: ids, ids, distance: 5, isAfter: true, isBefore: true))
    var decoded = DecodedTurn()
    for pattern in patterns.compactMap({ $0 }) {
      _ = segment.count(pattern, in: all)
      _ = segment.countTurns(with: pattern, in: all)
      var kept = all
      _ = segment.keep(pattern, in: &kept)
      kept = all
      _ = segment.keepCounting(pattern, in: &kept)
    }
    if let node = CodePattern(anyOf: ids), segment.termCount < 1 << 16 {
      var tally = TermTally(of: segment)
      _ = tally.add(turns: all[...])
      tally.drain { _, _ in }
      _ = tally.addCollocates(of: node, in: all[...], left: 5, right: 5)
      tally.drain { _, _ in }
      let every = [UInt64](repeating: .max, count: segment.termCount / 64 + 1)
      _ = tally.addCollocates(ofAny: every, in: all[...], left: 5, right: 5)
      tally.drain { _, _ in }
      var walk = TermWalk(segment)
      while walk.next() {
        _ = walk.bytes
        _ = segment.foldKey(ofTerm: walk.id)
      }
      for session in 0..<segment.sessionCount {
        _ = try? segment.speakers(ofSession: session, withLabels: true)
      }
    }
    for turn in all { _ = segment.decode(Int(turn), positions: 2..<9, into: &decoded) }
    var common = TurnIntersection(of: segment)
    for fold in ["the", "you", "trust"] {
      for entry in segment.terms(fold: Array(fold.utf8)) { common.add(entry.postings) }
    }
    _ = common.turns()
    _ = common.count()
  }

  @Test("cut at any length", arguments: layers)
  func cut(_ layers: [Annotation.Layer]) throws {
    let bytes = try image(layers)
    #expect(!isFoundOut(bytes))
    for length in 0..<bytes.count where !isFoundOut(Array(bytes[..<length])) {
      Issue.record("cut at \(length) of \(bytes.count) was not found")
    }
  }

  @Test("with any byte flipped", arguments: layers)
  func flipped(_ layers: [Annotation.Layer]) throws {
    let bytes = try image(layers)
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 1 << UInt8(index % 8)
      if !isFoundOut(damaged) { Issue.record("byte \(index) of \(bytes.count) was not found") }
    }
  }

  @Test("with parts exchanged, the checksums made right again", arguments: layers)
  func forged(_ layers: [Annotation.Layer]) throws {
    // Random bytes inside sections whose checksums are recomputed reach every decoder.
    var generator = SeededGenerator(seed: 3)
    let bytes = try image(layers)
    for _ in 0..<800 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let index = Int.random(in: 16..<bytes.count - 32, using: &generator)
        damaged[index] = UInt8.random(in: 0...255, using: &generator)
      }
      Segment.repairChecksums(&damaged)
      if damaged != bytes, !isFoundOut(damaged) { expectMeaning(damaged, bytes) }
    }
  }

  @Test("in the lists of pairs, which only larger segments have")
  func pairs() throws {
    var generator = SeededGenerator(seed: 12)
    let bytes = try TestIndex.image(
      RandomCorpus.transcripts(sessions: 3, turns: 60, using: &generator)
    ).bytes
    let segment = try Segment(copying: bytes, file: "test")
    #expect(segment.pairs.pairCount > 20)
    let tags: [SectionTag] = [.pairKeys, .pairLists]
    let places = segment.contents.entries.filter { entry in
      tags.contains { $0.rawValue == entry.tag }
    }.flatMap(\.range)
    for (number, index) in places.enumerated() where number % 9 == 0 {
      var damaged = bytes
      damaged[index] ^= 1 << UInt8(index % 8)
      if !isFoundOut(damaged) { Issue.record("byte \(index) of \(bytes.count) was not found") }
    }
    for _ in 0..<30 {
      var damaged = bytes
      for _ in 0..<3 {
        damaged[places[Int.random(in: 0..<places.count, using: &generator)]] =
          UInt8.random(in: 0...255, using: &generator)
      }
      Segment.repairChecksums(&damaged)
      if damaged != bytes { #expect(isFoundOut(damaged)) }
    }
  }

  /// Forged bytes that pass `check` say something else in the right form (another line, another
  /// digest): then the name gives it away.
  private func expectMeaning(_ forged: [UInt8], _ bytes: [UInt8]) {
    let names = [forged, bytes].map { try? Segment(copying: $0, file: "test").computedName }
    #expect(names[0] != nil && names[0] != names[1])
  }
}
