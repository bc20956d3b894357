import Testing
import VerbatimCorpus
import VerbatimXML

@testable import VerbatimIngest

/// Over the real corpora: `../shared/corpora/tei`, or where VERBATIM_SHARED says. A debug run takes
/// samples; VERBATIM_FULL=1 reads everything.
@Suite("TEI corpora", .enabled(if: Shared.isThere, "needs the shared corpora"))
struct TEICorporaTests {
  static let samples =
    Shared.sample("gerdracor", every: 29) + Shared.sample("rusdracor", every: 5)
    + Shared.sample("parlamint-at", every: 11).filter { !$0.contains("indices") }
    + Shared.sample("parlamint-es-ga", every: 4)
    + Shared.sample("parlamint-tr", every: 1).filter { $0.contains("_T27-tbmm-20") }
    .filter { Shared.isFull || $0.contains("05-27") }

  func file(_ path: String) -> SourceFile { SourceFile(path: path, bytes: Shared.bytes(path)) }

  @Test("texts equal those of the obvious reading", arguments: samples)
  func texts(path: String) throws {
    let file = file(path)
    let transcript = try #require(try TEIReader().read(file).transcripts.first)
    let oracle = ObviousTEI(file.bytes).turns
    try #require(transcript.turns.count == oracle.count)
    for (turn, node) in zip(transcript.turns, oracle) {
      let same = turn.text.utf8.elementsEqual(ObviousTEI.text(of: node).utf8)
      #expect(same, "turn \(turn.number) at line \(turn.place.line)")
      if !same { break }
      #expect(turn.place.line == node.line)
    }
  }

  @Test("where a map says that bytes are equal, they are; it covers every turn", arguments: samples)
  func maps(path: String) throws {
    let file = file(path)
    for turn in try TEIReader().read(file).transcripts[0].turns {
      let text = Array(turn.text.utf8)
      let map = try #require(turn.place.map)
      let content = try #require(turn.place.bytes)
      var at = 0
      var source = content.lowerBound
      var isRight = map.textLength == text.count
      for run in map.runs where isRight {
        isRight = run.source >= source && run.source + run.sourceLength <= content.upperBound
        if run.textLength == run.sourceLength, isRight {
          isRight =
            text[at..<(at + run.textLength)]
            == file.bytes[run.source..<(run.source + run.sourceLength)]
        }
        at += run.textLength
        source = run.source + run.sourceLength
      }
      #expect(isRight, "turn \(turn.number) at line \(turn.place.line)")
    }
  }

  @Test("offsets of marks and events lie within their texts", arguments: samples)
  func offsets(path: String) throws {
    let transcript = try #require(try TEIReader().read(file(path)).transcripts.first)
    for turn in transcript.turns {
      let count = turn.text.unicodeScalars.count
      let areInside =
        turn.events.allSatisfy { (0...count).contains($0.offset) }
        && turn.marks.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= count }
      #expect(areInside, "turn \(turn.number)")
    }
    #expect(transcript.turns.map(\.number) == Array(1...transcript.turns.count))
  }

  @Test(
    "a sitting has as many turns as its header counts speeches",
    arguments: Shared.sample("parlamint-at", every: 11).filter { !$0.contains("indices") }
      + Shared.sample("parlamint-es-ga", every: 4))
  func speeches(path: String) throws {
    let file = file(path)
    let transcript = try #require(try TEIReader().read(file).transcripts.first)
    let text = String(decoding: file.bytes.prefix(20_000), as: UTF8.self)
    let measure = try #require(
      text.split(separator: "<measure").first { $0.contains("\"speeches\"") })
    let quantity = measure.split(separator: "quantity=\"").last?.prefix { $0.isNumber }
    #expect(transcript.turns.count == quantity.flatMap { Int($0) })
  }

  @Test(
    "files that are no transcripts have no turns",
    arguments: [
      "parlamint-at/indices/listorg.xml", "parlamint-at/indices/listplace.xml",
      "teic/TS-TranscriptionsofSpeech.xml",
    ])
  func noTranscripts(name: String) throws {
    let path = try #require(Shared.folder) + "/corpora/tei/" + name
    let error = #expect(throws: IngestProblem.self) { try TEIReader().read(file(path)) }
    guard case .noTurns(_, let elsewhere) = kind(error) else {
      Issue.record("\(String(describing: error?.kind))")
      return
    }
    #expect((elsewhere > 0) == name.hasPrefix("teic"))
  }

  @Test("a sitting is the same alone and through its corpus root")
  func corpusRoot() throws {
    let folder = try #require(Shared.folder) + "/corpora/tei/parlamint-tr/"
    let alone = try #require(
      try TEIReader().read(file(folder + "ParlaMint-TR_T27-tbmm-2020-05-27.xml")).transcripts.first)
    let root = try TEIReader().read(file(folder + "ParlaMint-TR.xml")) { path in
      let bytes = Shared.bytes(path)
      return bytes.isEmpty ? nil : SourceFile(path: path, bytes: bytes)
    }
    #expect(root.transcripts.count == 4 && root.rejected.isEmpty && root.included.count == 4)
    let same = try #require(root.transcripts.first { $0.session.id == alone.session.id })
    #expect(same.session.source == alone.session.source && same.turns == alone.turns)
    #expect(alone.session.participants.allSatisfy { !$0.isDeclared })
    #expect(same.session.participants.allSatisfy { $0.isDeclared && $0.name != nil })
    #expect(same.session.participants.first?.attributes["sex"] != nil)
    #expect(same.themes.contains { $0.parent != nil })
  }

  @Test("a root whose components are missing is reported")
  func missingComponents() throws {
    let path = try #require(Shared.folder) + "/corpora/tei/parlamint-tr/ParlaMint-TR.ana.xml"
    let error = #expect(throws: IngestProblem.self) { try TEIReader().read(file(path)) }
    #expect(kind(error) == .missingComponents(found: 0, expected: 4))
    let some = try TEIReader().read(file(path)) { path in
      let bytes = Shared.bytes(path)
      return bytes.isEmpty ? nil : SourceFile(path: path, bytes: bytes)
    }
    #expect(some.transcripts.count == 2)
    #expect(some.rejected.count == 2)
    #expect(some.transcripts.allSatisfy { !$0.session.isReconstructed })
  }

  @Test(
    "every play gives one turn for each speech: 120,505, of them 1,163 by several",
    .enabled(if: Shared.isFull, "reads 38 MB: set VERBATIM_FULL"))
  func plays() throws {
    var turns = 0
    var choruses = 0
    for path in Shared.files("gerdracor") {
      for transcript in try TEIReader().read(file(path)).transcripts {
        turns += transcript.turns.count
        choruses += transcript.turns.count { $0.speakers.count > 1 }
      }
    }
    #expect(turns == 120_505)
    #expect(choruses == 1_163)
  }

  private struct Bare: XMLHandler {
    var bytes = 0
    mutating func startElement(_ element: XMLElement) {}
    mutating func endElement(_ end: XMLElementEnd) {}
    mutating func characters(_ text: XMLText) { bytes += text.count }
  }

  @Test(
    "how fast the corpora are read beside a bare pass",
    .enabled(if: Shared.isFull, "a measurement: set VERBATIM_FULL"))
  func speed() throws {
    for collection in [
      "gerdracor", "rusdracor", "parlamint-at", "parlamint-es-ga", "parlamint-tr",
    ] {
      let files = Shared.files(collection).map(file)
      let size = files.reduce(0) { $0 + $1.bytes.count }
      var bare = Bare()
      let clock = ContinuousClock()
      let pass = try clock.measure {
        for file in files { try XMLParser().parse(XMLDocumentBytes(file.bytes), into: &bare) }
      }
      var turns = 0
      var bytes = 0
      let reading = clock.measure {
        for file in files {
          guard let transcripts = try? TEIReader().read(file).transcripts else { continue }
          for transcript in transcripts {
            turns += transcript.turns.count
            for turn in transcript.turns { bytes += turn.text.utf8.count }
          }
        }
      }
      func rate(_ time: Duration) -> Int {
        Int(
          Double(size) / 1e6
            / (Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds)))
      }
      print(
        "\(collection): \(files.count) files, \(size) bytes, \(turns) turns, \(bytes) of text;",
        "bare \(rate(pass)) MB/s, read \(rate(reading)) MB/s")
    }
  }
}
