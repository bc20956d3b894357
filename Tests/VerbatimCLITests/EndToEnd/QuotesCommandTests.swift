import Foundation
import Testing

@Suite("quotes")
struct QuotesCommandTests {
  static let manuscript = DemoStudy.corpus + "/manuscript.md"
  static let key = String(repeating: "ab", count: 32)

  private func json(_ run: Verbatim.Run) throws -> [String: Any] { try JSON.object(run.out) }

  /// Line, column and tier of each quotation of the shipped manuscript, as its README says.
  static let expected: [(Int, Int, String)] = [
    (12, 17, "too-short"), (12, 79, "cited"), (18, 3, "exact"), (23, 29, "exact"),
    (24, 29, "exact"), (25, 2, "white-space"), (28, 7, "exact"), (29, 7, "exact"),
    (31, 15, "omission"), (32, 12, "omission"), (36, 2, "typographic"), (36, 74, "not-found"),
    (37, 74, "misattributed"), (40, 47, "insertion"), (41, 2, "insertion"), (41, 101, "insertion"),
    (44, 2, "altered"), (45, 28, "first-letter"), (49, 2, "altered"), (49, 98, "altered"),
    (50, 80, "misattributed"), (51, 55, "not-found"),
  ]

  @Test("the shipped manuscript has every tier in it, each where it is expected")
  func tiers() throws {
    let run = try DemoStudy.run("quotes", "verify", Self.manuscript, "--format", "json")
    #expect(run.status == 1)
    let report = try json(run)
    let quotes = try #require(report["quotes"] as? [[String: Any]])
    let found = quotes.map { quote in
      "\(quote["line"] ?? 0):\(quote["column"] ?? 0) \(quote["tier"] ?? quote["unchecked"] ?? "")"
    }
    #expect(found == Self.expected.map { "\($0.0):\($0.1) \($0.2)" })
    let counted = try #require(report["counted"] as? [String: Any])
    #expect(counted["to_look_at"] as? Int == 11)
    let tiers = try #require(counted["tiers"] as? [String: Int])
    for (tier, count) in tiers {
      #expect(count == Self.expected.count { $0.2 == tier })
      // Nobody is under an embargo.
      #expect(count > 0 || tier == "withheld")
    }
    let manuscripts = try #require(report["manuscripts"] as? [[String: Any]])
    #expect(manuscripts[0]["unclosed"] as? [[String: Int]] == [["line": 54, "column": 28]])
  }

  @Test("the words of a place are the bytes of the transcript")
  func bytes() throws {
    let run = try DemoStudy.run("quotes", "verify", Self.manuscript, "--format", "jsonl")
    var seen = 0
    for quote in try run.objects where quote["tier"] as? String == "exact" {
      let places = try #require(quote["places"] as? [[String: Any]])
      let place = try #require(places.first)
      #expect(place["said"] as? String == quote["text"] as? String)
      let source = try #require(place["source"] as? [String: Any])
      let spans = try #require(place["spans"] as? [[String: Any]])
      let range = try #require(spans.first?["bytes"] as? [Int])
      let file = try DemoStudy.source(try #require(source["path"] as? String))
      let text = String(decoding: file[range[0]..<range[1]], as: UTF8.self)
      // Markup and line ends stand between words.
      let words = { (text: String) in
        text.replacing(/<[^>]*>/, with: " ").split(whereSeparator: \.isWhitespace)
      }
      #expect(words(text) == words(quote["text"] as? String ?? ""))
      seen += 1
    }
    #expect(seen == 5)
  }

  @Test("what needs nobody's look ends with 0")
  func clean() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/paper.md"
    try Data(
      """
      “Hold your arms out a bit and look at me, […] I'll tell you with my face” (P1, FG1) and
      “I can’t talk to women about the drink” (P2, FG1).
      """.utf8
    ).write(to: URL(fileURLWithPath: path))
    let strict = try DemoStudy.run("quotes", "verify", path)
    #expect(strict.status == 1)
    #expect(strict.error.contains("--accept typographic"))
    let mild = try DemoStudy.run("quotes", "verify", path, "--accept", "typographic")
    #expect(mild.status == 0, "\(mild.out)\(mild.error)")
    #expect(mild.error.contains("next: verbatim quotes lock"))
    for arguments in [["--accept", "altered"], ["--min-words", "0"], ["--as", "pdf"]] {
      let run = try Verbatim.run(["quotes", "verify", path] + arguments, on: try DemoStudy.path)
      #expect(run.status == 2, "\(arguments)")
    }
  }

  @Test("a file that is no manuscript is named, with no word of it")
  func bad() throws {
    let folder = try TemporaryFolder()
    for (name, bytes, reason) in [
      ("a.md", [0x61, 0xE9, 0x62], "a.md:1:2: a byte that is no UTF-8"),
      ("b.txt", [0x61, 0, 0x62], "no text"), ("c.docx", [0x50, 0x4B, 3, 4, 0], "c.docx"),
    ] as [(String, [UInt8], String)] {
      let path = folder.path + "/" + name
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let run = try DemoStudy.run("quotes", "verify", path)
      #expect(run.status == 2)
      #expect(run.error.contains(reason), "\(run.error)")
    }
    let missing = try DemoStudy.run("quotes", "verify", folder.path + "/none.md")
    #expect(missing.status == 2 && missing.error.contains("no such file"))
  }

  @Test("the annotated copy shows every quotation, escaped, without outside resources")
  func annotated() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/checked.html"
    let run = try DemoStudy.run("quotes", "verify", Self.manuscript, "--annotated", path)
    #expect(run.status == 1)
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(page.components(separatedBy: "<mark ").count - 1 == Self.expected.count)
    #expect(page.components(separatedBy: "<mark class=\"look\"").count - 1 == 10)
    #expect(page.contains("Sample &amp; Example"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("<script"))
  }

  @Test("a lock is checked without the study, by the key alone, and holds no words")
  func lock() throws {
    let (folder, study) = try DemoStudy.copy()
    let lock = folder.path + "/paper.lock"
    let made = try Verbatim.run(["quotes", "lock", Self.manuscript, "--output", lock], on: study)
    // Some quotations of the manuscript cannot be locked.
    #expect(made.status == 1 && made.error.contains("7 of 20 not locked"), "\(made.error)")
    let text = try String(contentsOfFile: lock, encoding: .utf8)
    #expect(try !DemoStudy.quotes(text))
    let keyPath = study + "/keys/quotes.key"
    let mode = try FileManager.default.attributesOfItem(atPath: keyPath)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let key = try String(contentsOfFile: keyPath, encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(!text.contains(key))
    // Once more: the same bytes.
    _ = try Verbatim.run(["quotes", "lock", Self.manuscript, "--output", lock], on: study)
    #expect(try String(contentsOfFile: lock, encoding: .utf8) == text)

    func verify(_ environment: String) throws -> Verbatim.Run {
      try Verbatim.shell(
        "\(environment) verbatim quotes verify '\(Self.manuscript)' --locked --lock paper.lock --format json",
        in: folder.path)
    }
    let keyed = try verify("VERBATIM_QUOTES_KEY=\(key)")
    #expect(keyed.status == 1)
    let rows = try #require(try json(keyed)["results"] as? [[String: Any]])
    let states = Dictionary(grouping: rows) { $0["state"] as? String ?? "" }.mapValues(\.count)
    #expect(states == ["locked": 13, "not-locked": 7, "unchecked": 2])
    let keyless = try verify("")
    #expect(keyless.status == 0 && keyless.error.contains("the words were not checked"))
    #expect(try verify("VERBATIM_QUOTES_KEY=\(Self.key)").error.contains("another") == false)
    #expect(try verify("VERBATIM_QUOTES_KEY=\(Self.key)").status == 2)
    #expect(try verify("VERBATIM_QUOTES_KEY=short").status == 2)
    // A lock that somebody edited.
    try text.replacingOccurrences(of: "\"P2\"", with: "\"P3\"")
      .write(toFile: lock, atomically: true, encoding: .utf8)
    #expect(try verify("").status == 2)
  }

  @Test("the log knows where locks were written and whose words they use; places are followed")
  func log() throws {
    let (folder, study) = try DemoStudy.copy()
    let lock = URL(fileURLWithPath: folder.path + "/paper.lock").standardizedFileURL.path
    _ = try Verbatim.run(["quotes", "lock", Self.manuscript, "--output", lock], on: study)
    let written = try Verbatim.run(
      ["quotes", "list", "--written", "--person", "fg2/P1", "--json"], on: study)
    let rows = try #require(try json(written)["results"] as? [[String: Any]])
    #expect(rows.map { $0["path"] as? String } == [lock])
    #expect(rows[0]["state"] as? String == "as written")
    #expect(
      rows[0]["people"] as? [String] == [
        "fg1/P1", "fg1/P2", "fg1/P3", "fg1/P4", "fg2/P1", "fg3/P3", "fg4/P1",
      ])
    let nobody = try Verbatim.run(["quotes", "list", "--written", "--person", "fg5/P1"], on: study)
    #expect(nobody.status == 1)
    // A turn comes in before all others of fg4.
    let source = try #require(String(bytes: DemoStudy.source("fg4.txt"), encoding: .utf8))
    let corrected = source.replacingOccurrences(
      of: "\nModerator: Thanks", with: "\nP5: Is it on?\nModerator: Thanks")
    #expect(corrected != source)
    let path = folder.path + "/fg4.txt"
    try corrected.write(toFile: path, atomically: true, encoding: .utf8)
    let again = try Verbatim.run(["ingest", path, "--replace"], on: study)
    #expect(again.status == 0, "\(again.error)")
    let checked = try Verbatim.run(
      ["quotes", "verify", Self.manuscript, "--locked", "--lock", lock], on: study)
    #expect(
      checked.out.contains("places: 12 of 13 as locked, 1 moved, 0 not there any more"),
      "\(checked.out)")
    let reissued = try Verbatim.run(["quotes", "lock", "--reissue", "--output", lock], on: study)
    #expect(reissued.status == 0 && reissued.error.contains("12 as they were, 1 moved, 0 left out"))
    let list = try Verbatim.run(["quotes", "list", "--lock", lock, "--json"])
    let entries = try #require(try json(list)["results"] as? [[String: Any]])
    #expect(entries.first { $0["session"] as? String == "fg4" }?["turn"] as? Int == 3)
  }
}
