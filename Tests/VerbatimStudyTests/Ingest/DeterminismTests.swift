import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimTestSupport

@testable import VerbatimStudy

@Suite("The same files give the same bytes, whatever the way")
struct DeterminismTests {
  private static let names = (1...6).map { "s\($0)." + ["txt", "xml", "jsonl"][$0 % 3] }

  private func files() throws -> TestStudy {
    let test = try TestStudy()
    for (number, name) in Self.names.enumerated() {
      let turns = Sample.turns(number + 1, count: 10 + number)
      switch name.suffix(3) {
      case "txt": try test.write(name, Sample.text(turns))
      case "xml": try test.write(name, Sample.tei(turns, people: ["P1", "P2"]))
      default: try test.write(name, Sample.lines("s\(number + 1)", turns))
      }
    }
    return test
  }

  @Test("shuffled, in one call and in several", arguments: 0..<6)
  func order(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let reference = try files()
    try reference.ingest()
    let other = try files()
    var names = Self.names.shuffled(using: &generator)
    while !names.isEmpty {
      let count = Int.random(in: 1...names.count, using: &generator)
      let paths = names.prefix(count).map { other.input + "/" + $0 }
      #expect(!(try other.writer().ingest(SourceBatch(paths))).hasErrors)
      names.removeFirst(count)
    }
    try other.writer().compact()
    try reference.writer().compact()
    #expect(try StudyState(other.path) == StudyState(reference.path))
  }

  /// A copy of the study whose sessions lie in as many segments as there are sessions.
  private func split(_ test: TestStudy) throws {
    let writer = try test.writer()
    let index = writer.index
    var entries: [Manifest.Entry] = []
    for (_, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let builder = SegmentBuilder(analyzer: .standard)
      try builder.add(
        try segment.transcript(place.session),
        fingerprint: try segment.session(place.session).fingerprint)
      entries.append(try writer.write(builder))
    }
    try writer.commit(entries) { _ in }
  }

  @Test("compacted out of many segments, and not before")
  func compact() throws {
    let test = try files()
    try test.ingest()
    let state = try StudyState(test.path)
    try split(test)
    #expect(try test.index().segments.count == 6)
    #expect(try test.findings() == [])
    #expect(try StudyState(test.path).index != state.index)
    #expect(try test.writer().compact())
    #expect(try StudyState(test.path) == state)
    #expect(!(try test.writer().compact()))
  }

  @Test("answers, samples and counts do not depend on the segments")
  func segmentation() throws {
    let test = try files()
    try test.ingest()
    let queries = [
      "trust", "\"peer support\" OR kettle", "bus NEAR/4 garden", "speaker:P2", "quiet -hug",
    ]
    let requests = [
      ExtractRequest(), ExtractRequest(limit: 3), ExtractRequest(context: .turns(2)),
      ExtractRequest(sample: .init(count: 5, seed: 1)),
      ExtractRequest(sample: .init(count: 4, seed: 2)),
      ExtractRequest(countsOnly: true),
    ]
    let answers = try queries.map { query in try requests.map { try test.extracts(query, $0) } }
    try split(test)
    for (query, expected) in zip(queries, answers) {
      for (request, expected) in zip(requests, expected) {
        #expect(try test.extracts(query, request) == expected, "\(query)")
      }
    }
  }

  @Test("a session replaced in one of many segments leaves the other segments' files alone")
  func replaceInSegments() throws {
    let test = try files()
    try test.ingest()
    try split(test)
    try test.write("s1.xml", Sample.tei([("P1", "zeppelin")]))
    try test.ingest("s1.xml")
    #expect(try test.extracts("zeppelin").turnCount == 1)
    #expect(try test.sessions().count == 6)
    #expect(try test.findings() == [])
    try test.writer().compact()
    let fresh = try files()
    try fresh.write("s1.xml", Sample.tei([("P1", "zeppelin")]))
    try fresh.ingest()
    #expect(try StudyState(test.path) == StudyState(fresh.path))
  }
}
