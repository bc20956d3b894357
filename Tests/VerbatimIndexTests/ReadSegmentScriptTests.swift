import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

private let python = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }

/// The reader in Scripts was written from the article alone, so what it prints proves the article.
@Suite(
  "A reader in another language finds what was written",
  // Where there is no python3 the suite shows as skipped.
  .enabled(if: python != nil, "python3 is not installed"))
struct ReadSegmentScriptTests {
  private struct Line: Decodable {
    var session: String?
    var turn: Int?
    var speakers: [String]?
    var text: String?
    var id: Int?
    var kind: Int?
    var term: String?
    var turns: [Int]?
    var layer: String?
    var value: String?
    var occurrences: Int?
    var values: Int?
    var tokens: Int?
    /// Of a turn's tokens.
    var tokensValues: [String?]?

    enum CodingKeys: String, CodingKey {
      case session, turn, speakers, text, id, kind, term, turns, layer, value, occurrences, values
      case tokens
      case tokensValues = "tokens_values"
    }
  }

  /// What the script prints of a segment that is written to a temporary folder.
  private func run(_ image: SegmentImage, _ options: [String] = []) throws -> [Line] {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("test.segment")
    try Data(image.bytes).write(to: file)
    let script = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Scripts/read-segment.py")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(python))
    process.arguments = [script.path] + options + [file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    let decoder = JSONDecoder()
    return try data.split(separator: UInt8(ascii: "\n")).map {
      try decoder.decode(Line.self, from: Data($0))
    }
  }

  /// Random turns, letters of many scripts in any case, and rare words beyond the flat terms.
  private func transcripts() -> [Transcript] {
    var generator = SeededGenerator(seed: 21)
    var all = RandomCorpus.transcripts(sessions: 4, turns: 300, using: &generator)
    let pool = Array("aAbBéÉßẞıİſǆǅΣσςᾳᾼﬁñ日א' -._!?…\n ".unicodeScalars)
    let strange = (0..<200).map { _ in
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &generator) { text.append(generator.pick(pool)) }
      return String(text)
    }
    all.append(TestIndex.transcript("strange", strange))
    let words = (0..<66_000).map { "W\($0)" }
    all.append(
      TestIndex.transcript(
        "cold",
        stride(from: 0, to: words.count, by: 660).map {
          words[$0..<$0 + 660].joined(separator: " ") + " " + words[65_999]
        }))
    return all
  }

  @Test("sessions, speakers and texts, and the turns of every term")
  func corpus() throws {
    let transcripts = transcripts()
    let image = try TestIndex.image(transcripts)
    let segment = try Segment(image)
    let lines = try run(image)
    #expect(lines.count == segment.turnCount)
    var number = 0
    for transcript in transcripts.sorted(by: {
      NaturalOrder.precedes($0.session.id, $1.session.id)
    }) {
      for turn in transcript.turns {
        let line = lines[number]
        number += 1
        let isSame =
          line.session == transcript.session.id && line.turn == turn.number
          && line.speakers == turn.speakers
          && line.text.map { $0.utf8.elementsEqual(turn.text.utf8) } ?? false
        if !isSame { Issue.record("turn \(turn.number) of \(transcript.session.id) differs") }
      }
    }

    let terms = try run(image, ["--terms"])
    #expect(terms.count == segment.termCount)
    var turnsOf = [[Int]](repeating: [], count: segment.termCount)
    var ids: [Int] = []
    for turn in 0..<segment.turnCount where segment.decodeTerms(turn, into: &ids) {
      for id in Set(ids) { turnsOf[id].append(turn) }
    }
    var forms: Set<UInt8> = []
    for line in terms {
      let entry = try #require(line.id.flatMap { segment.entry($0) })
      forms.insert(entry.postings.list.form.rawValue)
      let isSame =
        line.term == entry.term.string && line.kind == Int(entry.term.kind.rawValue)
        && line.turns == turnsOf[entry.term.id]
      if !isSame { Issue.record("term \(entry.term.id) differs") }
    }
    #expect(forms == [0, 2])
  }

  @Test("the values of every token in every layer, and their turns")
  func layers() throws {
    var generator = SeededGenerator(seed: 22)
    var transcripts = RandomCorpus.transcripts(sessions: 3, turns: 90, using: &generator)
    RandomAnnotations.add(to: &transcripts, using: &generator)
    let image = try TestIndex.image(transcripts)
    let segment = try Segment(image)
    let lines = try run(image, ["--layers"])
    var values = 0
    var turns = 0
    var ids: [Int] = []
    for line in lines {
      let layer = try #require(line.layer.flatMap(segment.layer(named:)))
      if let turn = line.turn {
        turns += 1
        #expect(layer.valueIDs(ofTurn: turn, into: &ids))
        let expected = ids.map { $0 < 0 ? nil : layer.entry($0)?.string }
        #expect(line.tokensValues == expected)
      } else if let id = line.id {
        values += 1
        let entry = try #require(layer.entry(id))
        #expect(line.value == entry.string && line.occurrences == entry.occurrenceCount)
        var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
        var cursor = entry.postings.cursor()
        words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
        let found = (0..<segment.turnCount).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
        #expect(line.turns == found)
      } else {
        #expect(line.values == layer.valueCount && line.tokens == layer.tokenCount)
      }
    }
    #expect(turns == segment.turnCount * segment.layers.count && segment.layers.count == 5)
    #expect(values == segment.layers.reduce(0) { $0 + $1.valueCount })
  }

  @Test("lists in blocks, and offsets that need the wide table")
  func blocks() throws {
    // `rare` in 200 of 4,000 turns; turns of which 64 take more than 64 KiB.
    let long = (0..<1500).map { "u\($0 % 300)" }.joined(separator: ", ")
    let transcript = TestIndex.transcript(
      "s",
      (0..<4000).map {
        ($0 % 20 == 7 ? "Rare" : "Usual") + " words" + ($0 >= 1024 && $0 < 1090 ? long : "")
      })
    let image = try TestIndex.image([transcript])
    let segment = try Segment(image)
    let rare = try #require(segment.terms(fold: Array("rare".utf8)).first)
    #expect(rare.postings.list.form == .blocks)
    let lines = try run(image)
    #expect(lines.compactMap(\.text) == transcript.turns.map(\.text))
    let found = try run(image, ["--terms"]).first { $0.term == "rare" }
    #expect(found?.turns == (0..<4000).filter { $0 % 20 == 7 })
  }
}
