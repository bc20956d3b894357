import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

/// Indexes of format version 1 as they were written when it was frozen (`FixtureCorpus` says of what).
///
/// To write them where there are none: `VERBATIM_WRITE_FIXTURES=1 swift test --filter FixtureTests`. Files
/// that are there are never written again.
@Suite("Indexes of version 1 stay readable", .serialized)
struct FixtureTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures").path
  private static let isWriting =
    ProcessInfo.processInfo.environment["VERBATIM_WRITE_FIXTURES"] != nil

  private static func images(_ fixture: FixtureCorpus.Index) throws -> [SegmentImage] {
    try fixture.segments.map { sessions in
      let builder = SegmentBuilder(analyzer: fixture.analyzer)
      for session in sessions {
        try builder.add(session, fingerprint: session.session.source.digest)
      }
      return try builder.finish()
    }
  }

  private static func manifest(
    _ fixture: FixtureCorpus.Index, _ images: [SegmentImage]
  ) -> Manifest {
    Manifest(
      analyzer: fixture.analyzer.identifier,
      entries: zip(images, fixture.segments).map { image, sessions in
        Manifest.Entry(
          name: image.name, sessions: sessions.count,
          turns: sessions.reduce(0) { $0 + $1.turns.count })
      })
  }

  private static func write(_ fixture: FixtureCorpus.Index) throws {
    let folder = folder + "/" + fixture.folder
    guard !FileManager.default.fileExists(atPath: folder) else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let images = try images(fixture)
    for image in images {
      try Data(image.bytes).write(
        to: URL(fileURLWithPath: folder + "/" + Manifest.file(of: image.name)))
    }
    try Data(manifest(fixture, images).text.utf8).write(
      to: URL(fileURLWithPath: folder + "/" + Manifest.fileName))
  }

  private static func index(_ fixture: FixtureCorpus.Index) throws -> Index {
    if isWriting { try write(fixture) }
    let path = folder + "/" + fixture.folder
    let text = try String(contentsOfFile: path + "/" + Manifest.fileName, encoding: .utf8)
    return try Index(folder: path, manifest: Manifest(parsing: text))
  }

  @Test("today's build gives their very bytes", arguments: FixtureCorpus.version1.indices)
  func bytes(_ number: Int) throws {
    let fixture = FixtureCorpus.version1[number]
    if Self.isWriting { try Self.write(fixture) }
    let path = Self.folder + "/" + fixture.folder
    let images = try Self.images(fixture)
    var files: Set<String> = [Manifest.fileName]
    for image in images {
      let file = Manifest.file(of: image.name)
      files.insert(file)
      let kept = try Data(contentsOf: URL(fileURLWithPath: path + "/" + file))
      #expect(kept.elementsEqual(image.bytes), "\(fixture.folder)/\(file)")
    }
    let manifest = try Data(contentsOf: URL(fileURLWithPath: path + "/" + Manifest.fileName))
    #expect(manifest.elementsEqual(Self.manifest(fixture, images).text.utf8))
    #expect(Set(try FileManager.default.contentsOfDirectory(atPath: path)) == files)
  }

  @Test(
    "they open, pass the check, and give every turn back", arguments: FixtureCorpus.version1.indices
  )
  func turns(_ number: Int) throws {
    let fixture = FixtureCorpus.version1[number]
    let index = try Self.index(fixture)
    for segment in index.segments { #expect(segment.check() == []) }
    let sessions = Dictionary(
      uniqueKeysWithValues: fixture.segments.joined().map { ($0.session.id, $0) })
    #expect(index.sessions().map(\.id) == sessions.keys.sorted(by: NaturalOrder.precedes))
    for (id, place) in index.sessions() {
      var expected = try #require(sessions[id])
      var found = try index.segments[place.segment].transcript(place.session)
      // Annotations come back as tokens have them: see below.
      for turn in expected.turns.indices { expected.turns[turn].annotations = [] }
      for turn in found.turns.indices { found.turns[turn].annotations = [] }
      #expect(found == expected)
    }
  }

  @Test("they say which turns hold a word", arguments: FixtureCorpus.version1.indices)
  func words(_ number: Int) throws {
    let fixture = FixtureCorpus.version1[number]
    let index = try Self.index(fixture)
    let words = [
      "yes", "we", "deeply", "word622", "b1", "b0", "they", "w3", "v299", "beans", "i", "nowhere",
    ]
    var forms: Set<TurnList.Form> = []
    for segment in index.segments {
      var expected: [String: [Int]] = [:]
      var turn = 0
      for session in 0..<segment.sessionCount {
        for spoken in try segment.transcript(session).turns {
          // Letters and digits alone make up these words.
          let found = spoken.text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" }
          for word in Set(found.map(String.init)) { expected[word, default: []].append(turn) }
          turn += 1
        }
      }
      for word in words {
        let entries = segment.terms(fold: Array(word.utf8))
        #expect(entries.count == (expected[word] == nil ? 0 : 1), "\(word)")
        guard let entry = entries.first else { continue }
        forms.insert(entry.postings.list.form)
        #expect(Self.turns(entry.postings, segment) == expected[word], "\(word)")
      }
    }
    #expect(forms.contains(.varints))
    if fixture.analyzer.identifier == Analyzer.standard.identifier {
      #expect(forms == [.varints, .blocks, .bitmap])
      #expect(index.segments.contains { $0.pairs.pairCount > 20 })
    }
  }

  private static func turns(_ postings: TurnPostings, _ segment: Segment) -> [Int] {
    var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    var cursor = postings.cursor()
    words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
    return (0..<segment.turnCount).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
  }

  @Test("their layers have the values of the source", arguments: FixtureCorpus.version1.indices)
  func layers(_ number: Int) throws {
    let fixture = FixtureCorpus.version1[number]
    let index = try Self.index(fixture)
    let place = try #require(index.find("fg20"))
    let segment = index.segments[place.segment]
    #expect(segment.layers.map(\.name) == ["lemma", "pos", "norm", "sense"])
    #expect(index.segments.filter { $0.layers.isEmpty }.count == 1)
    for layer in segment.layers {
      var ids: [Int] = []
      for transcript in [FixtureCorpus.annotated, FixtureCorpus.manyValues] {
        let session = try #require(index.find(transcript.session.id)).session
        for (turn, spoken) in zip(segment.turns(ofSession: session), transcript.turns) {
          let tokens = fixture.analyzer.tokens(of: spoken.text)
          let expected = RandomAnnotations.expected(
            spoken, Annotation.Layer(rawValue: layer.name), tokens)
          #expect(layer.valueIDs(ofTurn: turn, into: &ids))
          #expect(ids.map { $0 < 0 ? nil : layer.entry($0)?.string } == expected)
        }
      }
    }
    let lemma = try #require(segment.layer(named: "lemma"))
    #expect(lemma.valueCount > 192)
    let go = try #require(lemma.entry(of: Array("go".utf8)))
    #expect(Self.turns(go.postings, segment) == [0, 3] && go.occurrenceCount == 2)
    let verb = try #require(segment.layer(named: "pos")?.entry(of: Array("VERB".utf8)))
    #expect(verb.postings.count == 151)
  }
}
