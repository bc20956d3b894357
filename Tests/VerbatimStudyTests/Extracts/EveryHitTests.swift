import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimIngest
import VerbatimQuery
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

/// Two promises over real transcripts: an answer is the slow scan's answer, and an extract's words
/// are those of the source's bytes, read again.
@Suite("Every hit of random queries")
struct EveryHitTests {
  static let isExhaustive = ProcessInfo.processInfo.environment["VERBATIM_EXHAUSTIVE"] != nil

  /// Files from the folder of shared corpora.
  struct Sample: Sendable, CustomTestStringConvertible {
    var name: String
    var paths: [String]
    var queries: Int

    var testDescription: String { name }
  }

  static let samples: [Sample] = {
    guard let shared = Checkout.shared else { return [] }
    func files(_ folder: String, _ ending: String, _ count: Int, below: Int) -> [String] {
      let root = shared + "/corpora/" + folder
      let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
      let small = names.sorted().map { root + "/" + $0 }.filter { path in
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        return path.hasSuffix(ending) && (size ?? 0) > 5_000 && (size ?? below) < below
          && !path.contains("/indices/")
      }
      let wanted = isExhaustive ? count * 4 : count
      return stride(from: 0, to: small.count, by: max(small.count / wanted, 1)).prefix(wanted)
        .map { small[$0] }
    }
    let tei = isExhaustive ? 20_000_000 : 400_000
    return [
      Sample(
        name: "ParlaMint-AT", paths: files("tei/parlamint-at", ".xml", 2, below: tei), queries: 12),
      Sample(
        name: "ParlaMint-ES-GA", paths: files("tei/parlamint-es-ga", ".xml", 1, below: tei * 3),
        queries: 8),
      Sample(
        name: "ParlaMint-TR", paths: files("tei/parlamint-tr", ".xml", 1, below: tei * 30),
        queries: 8),
      Sample(name: "GerDraCor", paths: files("tei/gerdracor", ".xml", 5, below: tei), queries: 12),
      Sample(name: "RusDraCor", paths: files("tei/rusdracor", ".xml", 2, below: tei), queries: 12),
      Sample(
        name: "bitcoin-transcripts", paths: files("plain/bitcoin-transcripts", "", 4, below: tei),
        queries: 12),
      Sample(name: "changelog", paths: files("plain/changelog", "", 4, below: tei), queries: 12),
      Sample(
        name: "fossrit", paths: files("plain/fossrit-mismatches", "", 3, below: tei), queries: 12),
    ]
  }()

  @Test("over the shipped study, with its people and themes")
  func shipped() throws {
    let test = try TestStudy()
    _ = try test.writer().importStudy(at: Checkout.corpus)
    let description = try StudyDescription(
      yaml: Array(Data(contentsOf: URL(fileURLWithPath: Checkout.corpus + "/study.yaml"))))
    let count = try compare(
      test, queries: 80, seed: 1, description: description, isWhole: true)
    #expect(count.hits > 1000)
  }

  // The corpora stand beside the checkout, and only with developers.
  @Test(
    "over samples of real transcripts",
    .enabled(if: Checkout.shared != nil, "needs ../shared/corpora or VERBATIM_SHARED"),
    arguments: samples)
  func real(_ sample: Sample) throws {
    let test = try TestStudy()
    #expect(!sample.paths.isEmpty)
    let summary = try test.writer().ingest(SourceBatch(sample.paths))
    #expect(summary.sessions > 0)
    let count = try compare(test, queries: sample.queries, seed: 2)
    #expect(count.hits > 0)
  }

  // As above; xz makes the turns of a compressed file.
  @Test(
    "over many short turns of a benchmark",
    .enabled(if: Checkout.shared != nil, "needs ../shared/corpora or VERBATIM_SHARED"))
  func bench() throws {
    let test = try TestStudy()
    let lines = Self.isExhaustive ? 100_000 : 3_000
    let path = (Checkout.shared ?? "") + "/corpora/bench/turns.jsonl.xz"
    try shell(
      "xz -dc \"$1\" 2>/dev/null | head -n \"$2\" > \"$3\"", path, String(lines),
      test.input + "/turns.jsonl")
    let summary = try test.ingest()
    #expect(summary.turns == lines)
    let count = try compare(test, queries: 10, seed: 3)
    #expect(count.hits > 0)
  }

  // MARK: The comparison

  struct Count {
    var queries = 0
    var hits = 0
    var extracts = 0
  }

  private func compare(
    _ test: TestStudy, queries: Int, seed: UInt64, description: StudyDescription? = nil,
    isWhole: Bool = false
  ) throws -> Count {
    let database = try test.study.database()
    let index = try test.study.index(of: database)
    let themes = try StudyThemes(database)
    let transcripts = try reread(test.study, description)
    for transcript in transcripts { try checkMaps(transcript, test.study) }
    let byID = Dictionary(
      transcripts.map { ($0.session.id, $0) }, uniquingKeysWith: { first, _ in first })
    let scan = LinearScan(transcripts, analyser: .standard())
    var generator = SeededGenerator(seed: seed)
    let random = RandomQueries(.init(of: transcripts, using: &generator))
    var count = Count()
    for _ in 0..<(Self.isExhaustive ? queries * 10 : queries) {
      let query =
        isWhole && count.queries % 3 == 0
        ? random.whole(depth: 2, using: &generator) : random.query(depth: 2, using: &generator)
      if query.hasGapAtEdge { continue }
      count.queries += 1
      let expected = scan.hits(of: query)
      let limit = 200
      let list = try ExtractList(
        query, in: index, ExtractRequest(limit: limit), regions: themes, themes: themes)
      let found = list.extracts.map(Self.scanHit)
      count.hits += expected.count
      if list.hitCount != expected.count || found != Array(expected.prefix(limit)) {
        Issue.record(
          "\(query.normalForm): index \(list.hitCount) hits, scan \(expected.count)")
        continue
      }
      let turns = expected.flatMap { hit in hit.spokenTurns.map { "\(hit.session) \($0)" } }
      #expect(list.turnCount == Set(turns).count)
      #expect(list.sessionCount == Set(expected.map(\.session)).count)
      for extract in list.extracts {
        count.extracts += 1
        guard let transcript = byID[extract.session] else {
          Issue.record("no session \(extract.session)")
          continue
        }
        if extract.parts.isEmpty {
          check(extract, transcript.turns[extract.turn - 1])
        } else {
          check(extract, transcript.turns)
        }
      }
    }
    print("every hit: \(count.queries) queries, \(count.hits) hits, \(count.extracts) extracts")
    return count
  }

  /// Sessions as the readers make them from the stored sources, and what the description says.
  private func reread(_ study: Study, _ description: StudyDescription?) throws -> [Transcript] {
    let records = try study.database().read { try $0.sessions() }
    let overlay = SessionOverlay(description)
    var all: [Transcript] = []
    // In one order, so that a seed means the same queries each time.
    let bySource = Dictionary(grouping: records, by: \.session.source.digest)
    for (_, records) in bySource.sorted(by: { $0.key < $1.key }) {
      let found = try SourceReader(study).transcripts(of: records)
      for record in records {
        var transcript = try #require(found[record.session.id])
        overlay.apply(to: &transcript, file: record.session.source.path, group: nil)
        #expect(transcript.session.group == record.session.group)
        transcript.session = record.session
        all.append(transcript)
      }
    }
    return all
  }

  /// An extract against its turn as the source gives it.
  private func check(_ extract: Extract, _ turn: Turn) {
    let place = Comment(rawValue: extract.id)
    #expect(extract.text == turn.text, place)
    #expect(extract.text.utf8.elementsEqual(turn.text.utf8), place)
    #expect(extract.speakers == turn.speakers, place)
    #expect(extract.source.bytes == turn.place.bytes, place)
    #expect(extract.source.line == turn.place.line, place)
    for span in extract.spans {
      let expected = bytes(of: span.range, turn)
      #expect(span.bytes == expected, place)
      if let bytes = span.bytes, let whole = turn.place.bytes {
        #expect(whole.lowerBound <= bytes.lowerBound && bytes.upperBound <= whole.upperBound, place)
      }
    }
  }

  /// An extract of several turns against these as the source gives them.
  private func check(_ extract: Extract, _ turns: [Turn]) {
    let place = Comment(rawValue: extract.id)
    #expect(extract.parts.map(\.turn) == Array(extract.turn...(extract.turns.last ?? 0)), place)
    #expect(extract.text == extract.parts.map(\.text).joined(separator: "\n"), place)
    for part in extract.parts {
      let turn = turns[part.turn - 1]
      #expect(part.text.utf8.elementsEqual(turn.text.utf8), place)
      #expect(part.speakers == turn.speakers, place)
      #expect(part.source.bytes == turn.place.bytes, place)
      for span in part.spans { #expect(span.bytes == bytes(of: span.range, turn), place) }
    }
  }

  private static func scanHit(_ extract: Extract) -> ScanHit {
    let spoken = extract.parts.filter { !$0.spans.isEmpty }.map(\.turn)
    return ScanHit(
      session: extract.session, turn: extract.turn, lastTurn: extract.turns.last,
      spans: extract.spans.map(\.range), spokenTurns: spoken.isEmpty ? extract.turns : spoken)
  }

  /// The smallest range of the file that holds a stretch of the text, worked out byte by byte.
  private func bytes(of scalars: Range<Int>, _ turn: Turn) -> Range<Int>? {
    guard let map = turn.place.map else { return nil }
    let scalar = Array(turn.text.unicodeScalars)
    let lower = scalar[..<scalars.lowerBound].reduce(0) { $0 + UTF8.width($1) }
    let upper = scalar[..<scalars.upperBound].reduce(0) { $0 + UTF8.width($1) }
    // For each byte of the text, where its unit begins and ends in the file.
    var text = 0
    var found: Range<Int>?
    for run in map.runs {
      let isExact = run.textLength == run.sourceLength
      for offset in 0..<run.textLength where text + offset >= lower && text + offset < upper {
        let unit =
          isExact
          ? run.source + offset..<run.source + offset + 1
          : run.source..<run.source + run.sourceLength
        found = (found?.lowerBound ?? unit.lowerBound)..<unit.upperBound
      }
      text += run.textLength
    }
    return found
  }

  /// Each run of each turn's map against the bytes of the stored file.
  private func checkMaps(_ transcript: Transcript, _ study: Study) throws {
    let source = try study.sources.read(transcript.session.source.digest)
    var wrong = 0
    for turn in transcript.turns {
      guard let map = turn.place.map else { continue }
      let text = Array(turn.text.utf8)
      var at = 0
      for run in map.runs {
        guard run.source >= 0, run.source + run.sourceLength <= source.count,
          at + run.textLength <= text.count
        else {
          wrong += 1
          break
        }
        let said = text[at..<at + run.textLength]
        let written = source[run.source..<run.source + run.sourceLength]
        at += run.textLength
        let isRight =
          run.textLength == run.sourceLength
          ? said.elementsEqual(written) : SourceDecoding.says(written, said)
        if !isRight { wrong += 1 }
      }
      if at != text.count { wrong += 1 }
    }
    #expect(wrong == 0, "\(transcript.session.id)")
  }
}

/// What a unit of a source may say, written apart from the readers.
enum SourceDecoding {
  /// Whether `written` bytes may become `said`: an entity, an escape, white space, or nothing.
  static func says(_ written: ArraySlice<UInt8>, _ said: ArraySlice<UInt8>) -> Bool {
    let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
    if said.allSatisfy({ space.contains($0) }) { return true }
    let text = String(decoding: written, as: UTF8.self)
    let wanted = String(decoding: said, as: UTF8.self)
    // The words of a gap that was made for anonymity become a placeholder.
    return "[\(text)]" == wanted || entities(text) == wanted || escapes(text) == wanted
      || text.filter { !$0.isWhitespace } == wanted.filter { !$0.isWhitespace }
  }

  private static func entities(_ text: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let start = rest.firstIndex(of: "&"), let end = rest[start...].firstIndex(of: ";") {
      result += rest[..<start]
      let name = rest[rest.index(after: start)..<end]
      let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
      if let character = named[String(name)] {
        result += character
      } else if name.hasPrefix("#x"), let value = UInt32(name.dropFirst(2), radix: 16) {
        result.unicodeScalars.append(Unicode.Scalar(value) ?? "?")
      } else if name.hasPrefix("#"), let value = UInt32(name.dropFirst()) {
        result.unicodeScalars.append(Unicode.Scalar(value) ?? "?")
      }
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func escapes(_ text: String) -> String? {
    let data = Data("[\"\(text)\"]".utf8)
    return (try? JSONSerialization.jsonObject(with: data) as? [String])?.first
  }
}
