import Foundation
import Testing

@Suite("The log as a command")
struct LogCommandTests {
  private func run(_ arguments: [String], _ study: String) throws -> Verbatim.Run {
    let run = try Verbatim.run(arguments, on: study)
    #expect(run.status == 0, "\(arguments): \(run.error)")
    return run
  }

  @Test("tells how a theme came to be: brought in, coded by whom, moved, renamed")
  func story() throws {
    let (folder, study) = try DemoStudy.copy()
    _ = try run(["code", "add", "A/3/b", "fg1:20", "--coder", "ZZ"], study)
    _ = try run(["code", "add", "A/3/b", "fg1:22", "--coder", "ZZ"], study)
    _ = try run(["code", "remove", "A/3/b", "fg1:20", "--coder", "ZZ"], study)
    var yaml = try String(contentsOfFile: DemoStudy.corpus + "/codebook.yaml", encoding: .utf8)
    yaml = yaml.replacingOccurrences(
      of: "name: Authoritarian peer support workers", with: "name: Imposed ways")
    yaml = yaml.replacingOccurrences(of: "label: \"3\"", with: "label: \"9\"")
    _ = try run(["import", try folder.write("codebook.yaml", yaml)], study)
    let rows = try run(["log", "--theme", "A/9/b", "--format", "jsonl"], study).objects
    let events = rows.compactMap { $0["event"] as? String }
    #expect(
      events == [
        "added as A/3/b", "EO: 9 codings added", "MB: 10 codings added",
        "ZZ: 2 codings added, 1 removed", "renamed from A/3/b to A/9/b",
      ])
    // The codings that are there are those that came and did not go.
    let added = rows.reduce(0) { $0 + ($1["added"] as? Int ?? 0) }
    let removed = rows.reduce(0) { $0 + ($1["removed"] as? Int ?? 0) }
    let csv = folder.path + "/codings.jsonl"
    _ = try run(["export", "--jsonl", csv], study)
    let codings = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
    let there = try codings.count {
      try JSON.object(String($0))["theme"] as? String == "authoritarian"
    }
    #expect(added - removed == there)
    // Its old path and its id find the same story.
    for name in ["A/3/b", "authoritarian", "Imposed ways"] {
      #expect(
        try run(["log", "--theme", name, "--format", "jsonl"], study).objects.count == rows.count)
    }
  }

  @Test("entries by actor, action and time")
  func filters() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    let all = try run(["log", "--format", "jsonl"], study).objects
    for key in ["actor", "action"] {
      for value in Set(all.compactMap { $0[key] as? String }) {
        let found = try run(["log", "--\(key)", value, "--format", "jsonl"], study).objects
        #expect(found.count == all.count { $0[key] as? String == value })
      }
    }
    let last = try #require(all.last?["at"] as? String)
    let since = try run(["log", "--since", last, "--format", "jsonl"], study).objects
    #expect(since.count == all.count { ($0["at"] as? String ?? "") >= last })
    #expect(
      try run(["log", "--since", "1999-12-31", "--format", "jsonl"], study).objects.count
        == all.count)
    #expect(try Verbatim.run(["log", "--since", "9999-01-01"], on: study).status == 1)
  }

  @Test("the chain is proved; a change and a cut end are found")
  func verify() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    let before = try JSON.object(try run(["log", "--verify", "--json"], study).out)
    let count = try #require(before["entries"] as? Int)
    #expect(before["intact"] as? Bool == true && count > 5)
    let anchor = try #require(before["head"] as? String)
    #expect(try run(["log", "--verify"], study).out.contains("anchor \(anchor)\n"))
    _ = try run(["code", "add", "A/1", "fg1:20", "--coder", "ZZ"], study)
    #expect(try run(["log", "--anchor", anchor], study).out.contains("since entry \(count)"))
    let later = try JSON.object(try run(["log", "--verify", "--json"], study).out)
    let head = try #require(later["head"] as? String)
    // The copy from before stands for a log whose end was cut.
    let original = try Verbatim.run(["log", "--anchor", head], on: DemoStudy.path)
    #expect(original.status == 2 && original.error.contains("entry \(count + 1)"))
    #expect(original.errorLines.count == 1)
  }

  @Test("holds no word of the corpus, whatever was done")
  func silent() throws {
    let (folder, study) = try DemoStudy.copy()
    let other = folder.path + "/other"
    #expect(try Verbatim.run(["init", other]).status == 0)
    // Everything that writes: by hand, by rules, by queries, by exchange, by correction, by settling.
    _ = try run(
      [
        "code", "add", "A/1", "fg1:22:22-41", "--coder", "EO", "--memo", "They hug you at the door",
      ], study)
    _ = try run(["code", "add", "B/1", "fg1:22", "--coder", "EO"], study)
    _ = try run(["code", "remove", "B/1", "fg1:22", "--coder", "EO"], study)
    _ = try run(["queries", "save", "doors", "\"hug you at the door\""], study)
    let qdpx = folder.path + "/x.qdpx"
    _ = try run(["export", "--qdpx", qdpx], study)
    _ = try run(["import", qdpx], other)
    let transcript = try String(contentsOfFile: DemoStudy.corpus + "/fg5.txt", encoding: .utf8)
    let corrected = transcript.replacingOccurrences(
      of: "She’d my week written out", with: "She had my whole week written out")
    #expect(corrected != transcript)
    _ = try run(["ingest", try folder.write("fg5.txt", corrected)], study)
    let review = try run(["code", "review", "--format", "jsonl"], study).objects
    #expect(!review.isEmpty)
    for question in review {
      _ = try run(
        ["code", "settle", "\(try #require(question["number"] as? Int))", "--keep"], study)
    }
    _ = try Verbatim.run(["compact"], on: study)
    var words: Set<String> = []
    for object in try DemoStudy.run("search", "*", "--format", "jsonl").objects {
      let text = object["text"] as? String ?? ""
      for word in text.lowercased().split(whereSeparator: { !$0.isLetter }) where word.count > 3 {
        words.insert(String(word))
      }
    }
    #expect(words.count > 800)
    for place in [study, other] {
      let entries = try run(["log", "--format", "jsonl"], place).objects
      #expect(entries.count >= (place == study ? 12 : 1))
      let themes = try run(["themes", "--format", "jsonl"], place).objects
        .compactMap { $0["id"] as? String }
      for entry in entries {
        let details = try #require(entry["details"] as? String)
        #expect(try !DemoStudy.quotes(details))
        // What is left behind keys and ids of the program is no word that anybody said; folders have
        // the names that the machine gives them.
        var members = try JSON.object(details)
        for key in ["from", "path", "paths"] { members[key] = nil }
        var rest = String(
          decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
        for id in themes.sorted(by: { $0.count > $1.count }) {
          rest = rest.replacingOccurrences(of: "\"\(id)\"", with: "")
        }
        let said = rest.lowercased().split(whereSeparator: { !$0.isLetter }).map(String.init)
          .filter { words.contains($0) && !Self.vocabulary.contains($0) }
        #expect(said.isEmpty, "\(entry["action"] ?? ""): \(said)")
      }
    }
  }

  /// Words of the program that people of the corpus happen to say too.
  private static let vocabulary: Set<String> = [
    "added", "keep", "move", "remove", "what", "from", "path", "answer", "theme", "themes", "rule",
    "coder", "sessions", "files", "codings", "changes", "moved", "removed",
  ]
}
