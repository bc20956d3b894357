import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

/// A segment's bytes depend on its sessions and on the analyser, and on nothing else.
@Suite("The same sessions give the same segment")
struct BuilderIdentityTests {
  private static func sessions(_ seed: UInt64) -> [Transcript] {
    var generator = SeededGenerator(seed: seed)
    var sessions = RandomCorpus.transcripts(sessions: 25, turns: 60, using: &generator)
    // Words of all lengths and cases, some of them rare.
    for index in sessions.indices {
      for turn in sessions[index].turns.indices where generator.chance(40) {
        let length = Int.random(in: 1...40, using: &generator)
        let number = Int.random(in: 0...400, using: &generator)
        let word = String(String(repeating: "wörtlich", count: 6).prefix(length)) + "\(number)"
        sessions[index].turns[turn].text +=
          " "
          + generator.pick([word, word.uppercased(), word.capitalized, "mc" + word.capitalized])
      }
    }
    return sessions
  }

  private static func image(
    _ sessions: [Transcript], _ builder: SegmentBuilder
  ) throws -> SegmentImage {
    for session in sessions {
      try builder.add(session, fingerprint: session.session.source.digest)
    }
    return try builder.finish()
  }

  @Test("with any number of threads", arguments: [1, 2, 7], [Analyzer.standard, .letters])
  func threads(_ threads: Int, _ analyzer: Analyzer) throws {
    let sessions = Self.sessions(1)
    let alone = try Self.image(sessions, SegmentBuilder(analyzer: analyzer))
    let image = try Self.image(sessions, SegmentBuilder(analyzer: analyzer, threads: threads))
    #expect(image.name == alone.name)
    #expect(image.bytes == alone.bytes)
    #expect(try Segment(image).check() == [])
  }

  @Test("whatever stays in memory", arguments: [0, 1, 5000, 1 << 20], [1, 3])
  func memory(_ limit: Int, _ threads: Int) throws {
    let folder = try TemporaryDirectory()
    let sessions = Self.sessions(2)
    let alone = try Self.image(sessions, SegmentBuilder(analyzer: .standard))
    let image = try Self.image(
      sessions,
      SegmentBuilder(
        analyzer: .standard, threads: threads, folder: folder.path, memoryLimit: limit))
    #expect(image.bytes == alone.bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test("in any order of arrival", arguments: 0..<4)
  func order(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let sessions = Self.sessions(3)
    let alone = try Self.image(sessions, SegmentBuilder(analyzer: .standard))
    let image = try Self.image(
      sessions.shuffled(using: &generator),
      SegmentBuilder(analyzer: .standard, threads: 1 + Int(seed)))
    #expect(image.bytes == alone.bytes)
  }

  @Test("after sessions came and were taken back", arguments: [1, 2], [0, 1 << 20])
  func takenBack(_ threads: Int, _ limit: Int) throws {
    let folder = try TemporaryDirectory()
    let sessions = Self.sessions(4)
    let alone = try Self.image(Array(sessions[..<12]), SegmentBuilder(analyzer: .standard))
    let builder = SegmentBuilder(
      analyzer: .standard, threads: threads, folder: folder.path, memoryLimit: limit)
    for session in sessions[..<5] {
      try builder.add(session, fingerprint: session.session.source.digest)
    }
    let mark = try builder.mark()
    let facts = (builder.sessionCount, builder.textBytes, try builder.tokenCount())
    for session in sessions[12...] {
      try builder.add(session, fingerprint: session.session.source.digest)
    }
    try builder.keep(mark)
    #expect((builder.sessionCount, builder.textBytes, try builder.tokenCount()) == facts)
    let image = try Self.image(Array(sessions[5..<12]), builder)
    #expect(image.bytes == alone.bytes)
  }

  @Test("a session that cannot be kept is an error with several threads too")
  func failure() throws {
    var sessions = Self.sessions(5)
    sessions[7].turns[3].start = Milliseconds(rawValue: .max)
    let builder = SegmentBuilder(analyzer: .standard, threads: 2)
    #expect(throws: IndexProblem.self) { try Self.image(sessions, builder) }
  }

  @Test("many terms: bits, lists of their own, and streams by block of the dictionary")
  func manyTerms() throws {
    // More than 8,192 terms in more than 4,096 × 2 places, and every eighth turn holds one twice.
    var generator = SeededGenerator(seed: 6)
    let texts = (0..<600).map { turn in
      var words = (0..<40).map { _ in
        "w\(Int(pow(10, Double.random(in: 0...4.3, using: &generator))))"
      }
      if turn % 8 == 0 { words += [words[0], words[1], words[1]] }
      return words.joined(separator: " ")
    }
    let sessions = (0..<6).map {
      TestIndex.transcript("s\($0)", Array(texts[$0 * 100..<($0 + 1) * 100]))
    }
    let image = try Self.image(sessions, SegmentBuilder(analyzer: .standard, threads: 2))
    #expect(image.bytes == (try Self.image(sessions, SegmentBuilder(analyzer: .standard))).bytes)
    let segment = try Segment(image)
    // Every list against the turns that hold the word.
    var expected: [String: [Int]] = [:]
    for (turn, text) in texts.enumerated() {
      for word in Set(text.split(separator: " ").map(String.init)) {
        expected[word, default: []].append(turn)
      }
    }
    #expect(segment.termCount == expected.count)
    for (word, turns) in expected {
      let entry = try #require(segment.terms(fold: Array(word.utf8)).first)
      var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
      var cursor = entry.postings.cursor()
      words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
      let found = (0..<segment.turnCount).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
      #expect(found == turns, "\(word)")
    }
  }
}

/// A folder that goes with the value.
final class TemporaryDirectory {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/verbatim-index-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
