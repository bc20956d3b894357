import Foundation
import Testing

@Suite("withdraw, backup and check --repair, as a person runs them")
struct WithdrawTests {
  /// Runs of four words that only one speaker of the shipped corpus says: an own count, over what search
  /// gives.
  private static func ownRuns(_ session: String, _ speaker: String) throws -> Set<String> {
    var theirs: Set<String> = []
    var others: Set<String> = []
    for hit in try DemoStudy.run("search", "*", "--format", "jsonl").objects {
      let runs = Self.runs(hit["text"] as? String ?? "")
      if hit["session"] as? String == session, hit["speaker"] as? String == speaker {
        theirs.formUnion(runs)
      } else {
        others.formUnion(runs)
      }
    }
    return theirs.subtracting(others)
  }

  private static func runs(_ text: String) -> [String] {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    guard words.count >= 4 else { return [] }
    return (0...(words.count - 4)).map { words[$0..<($0 + 4)].joined(separator: " ") }
  }

  /// Every command that shows or writes something of a study.
  private static let commands: [[String]] = [
    ["search", "*", "--limit", "100000"], ["search", "*", "--format", "jsonl"],
    ["search", "speaker:P2 session:fg2"], ["search", "[]{2}", "--cql"],
    ["extracts", "--theme", "A", "--format", "md"], ["extracts", "--theme", "B", "--context", "2"],
    ["kwic", "the", "--format", "csv"], ["explain", "peer support"],
    ["stats"], ["freq", "--limit", "5000"], ["ngrams", "--n", "4", "--limit", "5000"],
    ["collocates", "support"], ["cooccur"], ["dispersion", "support"], ["themes"],
    ["matrix"], ["agreement"], ["saturation"], ["negative", "--theme", "A/1"], ["participation"],
    ["code", "review"], ["check"], ["log"], ["queries", "list"], ["report"],
    ["report", "--format", "md"], ["report", "--counts", "--table1"], ["coreq"],
    ["lint", "--show", "--all"],
    ["lint", "people", "--all"], ["codebook", "show", "A/1"], ["codebook", "history"], ["coders"],
    ["code", "rules", "show", "rule-hug"], ["code", "bulk", "A/1", "the", "--coder", "EO"],
    ["code", "next", "the", "--coder", "EO"],
    ["extracts", "--theme", "A", "--rules", "--limit", "1000"],
  ]

  @Test(
    "nobody who is under embargo is shown by any command, and all is there again when it is lifted")
  func embargo() throws {
    let runs = try Self.ownRuns("fg2", "P2")
    #expect(runs.count > 50)
    let (folder, study) = try DemoStudy.copy()
    // Without an embargo the words are shown: the net has no hole.
    let shown = try Verbatim.run(["search", "*", "--limit", "100000"], on: study).out
    #expect(!runs.isDisjoint(with: Self.runs(shown)))
    let hidden = try Verbatim.run(["withdraw", "fg2/P2", "--mode", "embargo"], on: study)
    #expect(hidden.status == 0, "\(hidden.error)")
    var answered = 0
    for command in Self.commands {
      let run = try Verbatim.run(command, on: study)
      if run.status == 0 { answered += 1 }
      #expect(run.status >= 0, "\(command)")
      #expect(runs.isDisjoint(with: Self.runs(run.out)), "\(command)")
      #expect(runs.isDisjoint(with: Self.runs(run.error)), "\(command)")
    }
    #expect(answered > 15)
    let files = folder.path + "/out"
    try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    for (option, name) in [
      ("--csv", "tables"), ("--codings", "c.csv"), ("--jsonl", "c.jsonl"), ("--qdpx", "p.qdpx"),
    ] {
      let run = try Verbatim.run(["export", option, files + "/" + name], on: study)
      #expect(run.status == 0, "\(run.error)")
    }
    _ = try Verbatim.shell("cd \(files) && python3 -m zipfile -e p.qdpx x && rm p.qdpx")
    var read = 0
    let all = try #require(FileManager.default.enumerator(atPath: files))
    for case let name as String in all {
      guard let data = FileManager.default.contents(atPath: files + "/" + name) else { continue }
      read += 1
      #expect(runs.isDisjoint(with: Self.runs(String(decoding: data, as: UTF8.self))), "\(name)")
    }
    #expect(read > 6)
    let lifted = try Verbatim.run(["withdraw", "fg2/P2", "--lift"], on: study)
    #expect(lifted.status == 0, "\(lifted.error)")
    #expect(try Verbatim.run(["search", "*", "--limit", "100000"], on: study).out == shown)
  }

  @Test("withdraw shows, asks, and does: nothing without a yes")
  func withdraw() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    let ambiguous = try Verbatim.run(["withdraw", "P1"], on: study)
    #expect(ambiguous.status == 2)
    #expect(ambiguous.error.contains("fg2/P1"))
    let unknown = try Verbatim.run(["withdraw", "fg2/P99"], on: study)
    #expect(unknown.status == 2 && unknown.error.contains("fg2/P1"))
    let dry = try Verbatim.run(["withdraw", "fg2/P2", "--dry-run"], on: study)
    #expect(dry.status == 0 && dry.error.contains("nothing is changed"))
    #expect(dry.out.contains("fg2/P2, mode redact"))
    // The originals come first.
    #expect(dry.outLines.first?.contains("outside of the study") == true)
    let unasked = try Verbatim.run(["withdraw", "fg2/P2"], on: study)
    #expect(unasked.status == 2 && unasked.error.contains("--yes"))
    #expect(try Verbatim.run(["withdraw", "--resume"], on: study).status == 2)
    let runs = try Self.ownRuns("fg2", "P2")
    let done = try Verbatim.run(["withdraw", "fg2/P2", "--mode", "redact", "--yes"], on: study)
    #expect(done.status == 0, "\(done.error)")
    #expect(done.out.contains("found: nothing"))
    let certificate = try String(
      contentsOfFile: study + "/certificates/withdrawal-1.md", encoding: .utf8)
    #expect(!certificate.contains("P2"))
    #expect(runs.isDisjoint(with: Self.runs(certificate)))
    #expect(runs.isDisjoint(with: Self.runs(done.out + done.error)))
    let json = try Verbatim.run(
      ["withdraw", "fg3/P1", "--mode", "remove", "--yes", "--json"], on: study)
    #expect(json.status == 0, "\(json.error)")
    let object = try JSON.object(json.out)
    #expect(object["request"] as? String == "withdrawal-2")
    #expect(try Verbatim.run(["check"], on: study).status == 0)
  }

  @Test("words left in the folder make it partial, and exports are named")
  func left() throws {
    let (folder, study) = try DemoStudy.copy()
    let exported = try Verbatim.run(["export", "--codings", folder.path + "/c.csv"], on: study)
    #expect(exported.status == 0)
    let theirs = try Verbatim.run(
      ["search", "speaker:P2 session:fg2", "--format", "jsonl"], on: study)
    try theirs.outBytes.withUnsafeBytes {
      try Data($0).write(to: URL(fileURLWithPath: study + "/n.txt"))
    }
    let run = try Verbatim.run(["withdraw", "fg2/P2", "--yes"], on: study)
    #expect(run.status == 3, "\(run.error)")
    #expect(run.out.contains("n.txt"))
    #expect(run.out.contains("/c.csv"))
  }

  @Test("a backup has no secret of the study and says which it left out")
  func backupSecrets() throws {
    let (folder, study) = try DemoStudy.copy()
    let none = try Verbatim.run(["backup", folder.path + "/plain"], on: study)
    #expect(none.status == 0 && !none.error.contains("left out"), "\(none.error)")
    let lock = folder.path + "/x.lock"
    let locked = try Verbatim.run(
      ["quotes", "lock", DemoStudy.corpus + "/manuscript.md", "--output", lock], on: study)
    #expect(locked.status == 0 || locked.status == 1, "\(locked.error)")
    try folder.write("study/lint.key", [UInt8](repeating: 7, count: 32))
    try folder.write("study/lint-allow.txt", "Tuesday\n")
    let made = try Verbatim.run(["backup", folder.path + "/backup"], on: study)
    #expect(made.status == 0, "\(made.error)")
    #expect(made.error.contains("keys/quotes.key, lint.key"), "\(made.error)")
    let files = try #require(
      FileManager.default.enumerator(atPath: folder.path + "/backup")?.allObjects as? [String])
    #expect(!files.contains { $0.contains("key") }, "\(files)")
    #expect(files.contains("lint-allow.txt"))
  }

  @Test("reports and exports that still have the words are named with what they hold")
  func exports() throws {
    let (folder, study) = try DemoStudy.copy()
    let runs = try Self.ownRuns("fg1", "P2")
    let report = folder.path + "/findings.docx"
    let page = folder.path + "/checked.html"
    for command in [
      ["report", "--theme", "A/3", "--output", report],
      ["export", "--csv", folder.path + "/tables"],
      ["quotes", "verify", DemoStudy.corpus + "/manuscript.md", "--annotated", page],
    ] {
      #expect(try Verbatim.run(command, on: study).status < 2, "\(command)")
    }
    // An own look: the document unpacked, without its tags.
    _ = try Verbatim.shell(
      "cd \(folder.path) && python3 -m zipfile -e findings.docx x")
    let xml = try String(contentsOfFile: folder.path + "/x/word/document.xml", encoding: .utf8)
    let text = xml.replacing(/<[^>]*>/, with: "").replacingOccurrences(of: "&#x2019;", with: "’")
    let isQuoted = !runs.isDisjoint(with: Self.runs(text))
    let codings = try String(contentsOfFile: folder.path + "/tables/codings.csv", encoding: .utf8)
    #expect(isQuoted && !runs.isDisjoint(with: Self.runs(codings)))
    let preview = try Verbatim.run(["withdraw", "fg1/P2", "--dry-run", "--json"], on: study)
    let found = try #require(try JSON.object(preview.out)["exports"] as? [[String: Any]])
    var states: [String: String] = [:]
    for one in found {
      let path = one["path"] as? String ?? ""
      states[path.split(separator: "/").last.map(String.init) ?? ""] = one["state"] as? String
    }
    #expect(states["findings.docx"] == "found" && states["tables"] == "found", "\(states)")
    #expect(states["checked.html"] != nil)
    try FileManager.default.removeItem(atPath: folder.path + "/tables")
    let done = try Verbatim.run(["withdraw", "fg1/P2", "--yes"], on: study)
    #expect(
      done.status == 0 && done.out.contains("findings.docx: written earlier, has their words"))
    let certificate = try String(
      contentsOfFile: study + "/certificates/withdrawal-1.md", encoding: .utf8)
    #expect(certificate.contains("findings.docx`: **has their words**"))
    #expect(certificate.contains("tables`: not there any more"))
    #expect(runs.isDisjoint(with: Self.runs(certificate)))
  }

  @Test("a session is taken out, or hidden, by its id")
  func session() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    for wrong in [
      ["withdraw", "--session", "fg9"], ["withdraw", "fg1/P1", "--session", "fg1"],
      ["withdraw", "--session", "fg1", "--mode", "redact"], ["withdraw"],
    ] {
      #expect(try Verbatim.run(wrong, on: study).status != 0, "\(wrong)")
    }
    let near = try Verbatim.run(["withdraw", "--session", "FG2", "--yes"], on: study)
    #expect(near.status == 2 && near.error.contains("fg2"))
    let shown = try Verbatim.run(["stats", "--format", "csv"], on: study).out
    let hidden = try Verbatim.run(["withdraw", "--session", "fg2", "--mode", "embargo"], on: study)
    #expect(hidden.status == 0 && hidden.error.contains("70 turns"), "\(hidden.error)")
    #expect(try Verbatim.run(["search", "session:fg2 hug*"], on: study).status == 1)
    #expect(try Verbatim.run(["withdraw", "--session", "fg2", "--lift"], on: study).status == 0)
    #expect(try Verbatim.run(["stats", "--format", "csv"], on: study).out == shown)
    let dry = try Verbatim.run(["withdraw", "--session", "fg2", "--dry-run"], on: study)
    #expect(dry.status == 0 && dry.out.contains("the session fg2, with fg2/M"), "\(dry.out)")
    let done = try Verbatim.run(["withdraw", "--session", "fg2", "--yes"], on: study)
    #expect(done.status == 0 && done.out.contains("70 turns erased"), "\(done.error)")
    #expect(try Verbatim.run(["stats"], on: study).outLines.allSatisfy { !$0.hasPrefix("fg2") })
    #expect(try Verbatim.run(["check"], on: study).status == 0)
  }

  @Test("a manuscript that quotes somebody under embargo is told so, and not where they said it")
  func withheld() throws {
    let (folder, study) = try DemoStudy.copy()
    let words = try #require(
      try Verbatim.run(["search", "speaker:P2 session:fg2", "--format", "jsonl"], on: study)
        .objects.compactMap { $0["text"] as? String }.first {
          Self.runs($0).count > 8 && !$0.contains("[")
        })
    let quote = words.split(separator: " ").prefix(9).joined(separator: " ")
    let paper = try folder.write("paper.md", "One said “\(quote)” and left.\n")
    func tiers() throws -> [String] {
      try Verbatim.run(["quotes", "verify", paper, "--all", "--format", "jsonl"], on: study).objects
        .compactMap { $0["tier"] as? String }
    }
    #expect(try tiers() == ["exact"] || tiers() == ["typographic"])
    _ = try Verbatim.run(["withdraw", "fg2/P2", "--mode", "embargo"], on: study)
    #expect(try tiers() == ["withheld"])
    let text = try Verbatim.run(["quotes", "verify", paper], on: study)
    #expect(
      text.status == 1 && !text.out.contains("fg2") && !text.out.contains("FG2"), "\(text.out)")
    let lock = folder.path + "/paper.lock"
    let locked = try Verbatim.run(["quotes", "lock", paper, "--output", lock], on: study)
    #expect(locked.status == 1 && locked.error.contains("nothing to lock"), "\(locked.error)")
  }

  @Test("tables and projects with people's facts say how few share them")
  func risk() throws {
    let (folder, study) = try DemoStudy.copy()
    for (option, name) in [("--csv", "t"), ("--qdpx", "p.qdpx")] {
      let run = try Verbatim.run(["export", option, folder.path + "/" + name], on: study)
      #expect(run.status == 0)
      #expect(run.error.contains("of 26 participants"), "\(run.error)")
      #expect(run.error.split(separator: "\n").count { $0.contains("of 26 participants") } == 1)
    }
    let codings = try Verbatim.run(["export", "--codings", folder.path + "/c.csv"], on: study)
    #expect(!codings.error.contains("participants"))
  }

  @Test("a backup is a study, and its own place only")
  func backup() throws {
    let (folder, study) = try DemoStudy.copy()
    let place = folder.path + "/backup"
    let made = try Verbatim.run(["backup", place], on: study)
    #expect(made.status == 0 && made.out.contains("whole"), "\(made.error)")
    #expect(try Verbatim.run(["backup", place], on: study).status == 2)
    let verified = try Verbatim.run(["backup", "--verify", place], on: study)
    #expect(verified.status == 0 && verified.out.contains("whole"))
    let restored = try Verbatim.run(["backup", folder.path + "/restored"], on: place)
    #expect(restored.status == 0)
    let answers = try [study, place, folder.path + "/restored"].map {
      try Verbatim.run(["extracts", "--theme", "A/1"], on: $0).out
    }
    #expect(Set(answers).count == 1)
    #expect(try Verbatim.run(["backup"], on: study).status == 2)
  }

  @Test("check --repair says what it did, and a lost index comes back")
  func repair() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    let before = try Verbatim.run(["extracts", "--theme", "A"], on: study).out
    try FileManager.default.removeItem(atPath: study + "/index")
    #expect(try Verbatim.run(["check"], on: study).status == 2)
    let repaired = try Verbatim.run(["check", "--repair"], on: study)
    #expect(repaired.status == 0, "\(repaired.error)")
    #expect(repaired.error.contains("built anew"))
    #expect(try Verbatim.run(["extracts", "--theme", "A"], on: study).out == before)
    let again = try Verbatim.run(["check", "--repair"], on: study)
    #expect(again.status == 0 && again.error.contains("nothing to repair"))
  }

  @Test("ingest says once that the study keeps a copy")
  func copyIsSaid() throws {
    let (folder, study) = try DemoStudy.empty()
    let file = try folder.write("a.txt", "P1: One.\nP2: Two.\nP1: Three.\nP2: Four.\n")
    let first = try Verbatim.run(["ingest", file], on: study)
    #expect(first.error.contains("keeps a copy"))
    try folder.write("b.txt", "P1: One.\nP2: Two.\nP1: Three.\nP2: Five.\n")
    let second = try Verbatim.run(["ingest", folder.path + "/b.txt"], on: study)
    #expect(!second.error.contains("keeps a copy"))
  }

  @Test("locks that were written are listed, and go on without the person's quotations")
  func locks() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    let lock = URL(fileURLWithPath: folder.path + "/quotes.lock").standardizedFileURL.path
    let manuscript = DemoStudy.corpus + "/manuscript.md"
    // Some quotations of it are not as they were said, so that it ends with 1.
    #expect(
      try Verbatim.run(["quotes", "lock", manuscript, "--output", lock], on: study).status == 1)
    func speakers() throws -> [String] {
      try String(contentsOfFile: lock, encoding: .utf8).split(separator: "\n")
        .map { try JSON.object(String($0)) }
        .flatMap { entry in
          (entry["speakers"] as? [String] ?? []).map { "\(entry["session"] ?? "")/\($0)" }
        }
    }
    let before = try speakers()
    #expect(before.contains("fg1/P3"))
    let preview = try Verbatim.run(["withdraw", "fg1/P3", "--dry-run", "--json"], on: study)
    #expect(try JSON.object(preview.out)["locks"] as? [String] == [lock])
    let withdrawn = try Verbatim.run(
      ["withdraw", "fg1/P3", "--mode", "remove", "--yes"], on: study)
    #expect(withdrawn.status == 0, "\(withdrawn.error)")
    #expect(try speakers().sorted() == before.filter { $0 != "fg1/P3" }.sorted())
    // Others' turns have other numbers now; the lock has them.
    let check = try Verbatim.run(
      ["quotes", "verify", "--locked", "--lock", lock, manuscript, "--json"], on: study)
    #expect(check.status == 1)
    #expect(check.error.contains("0 moved, 0 not there any more") || check.out.contains("0 moved"))
  }
}
