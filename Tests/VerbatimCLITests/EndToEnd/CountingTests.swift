import Foundation
import Testing

@Suite("Collocates, co-occurrences and key words of the shipped corpus")
struct CountingTests {
  private func json(_ arguments: [String]) throws -> (
    counted: [String: Any], results: [[String: Any]], run: Verbatim.Run
  ) {
    let run = try Verbatim.run(arguments + ["--json"], on: try DemoStudy.path)
    let object = try JSON.object(run.out)
    return (
      try #require(object["counted"] as? [String: Any]),
      try #require(object["results"] as? [[String: Any]]), run
    )
  }

  /// The words of every turn as the search gives them, by a pattern of its own: an independent way to
  /// the tokens. A placeholder is one; the bracket that the ingestion warns of is none.
  private func turns(_ query: String) throws -> [[String]] {
    try DemoStudy.run("search", query, "--format", "jsonl").objects.map { hit in
      let text = (hit["text"] as? String ?? "").lowercased()
        .folding(options: .diacriticInsensitive, locale: nil)
        .replacingOccurrences(of: "’", with: "'")
        .replacingOccurrences(of: "[nav-like office]", with: "nav-like office")
        .replacingOccurrences(of: "[benefits office]", with: "benefits office")
      var words: [String] = []
      var rest = text[...]
      while let range = rest.range(
        of:
          "\\[[^\\]]*\\]|[£€$%]|[\\p{L}\\p{N}][\\p{L}\\p{N}'-]*([.:][\\p{L}\\p{N}][\\p{L}\\p{N}'-]*)*",
        options: .regularExpression)
      {
        words.append(String(rest[range]))
        rest = rest[range.upperBound...]
      }
      return words
    }
  }

  @Test("together, frequency and totals are those of the texts")
  func collocates() throws {
    let (counted, results, run) = try json(["collocates", "support", "--window", "5"])
    #expect(run.status == 0)
    let turns = try turns("*")
    var together: [String: Int] = [:]
    var frequency: [String: Int] = [:]
    for words in turns {
      for (place, word) in words.enumerated() {
        frequency[word, default: 0] += 1
        guard word == "support" else { continue }
        for other in max(0, place - 5)..<min(words.count, place + 6) where other != place {
          together[words[other], default: 0] += 1
        }
      }
    }
    #expect(results.count == together.values.count { $0 >= 3 })
    for result in results {
      let word = try #require(result["collocate"] as? String)
      #expect(result["together"] as? Int == together[word])
      #expect(result["frequency"] as? Int == frequency[word])
      #expect(result["sessions_of"] as? Int == 5)
      #expect(result["participants_of"] as? Int == 26)
    }
    let window = try #require(counted["window"] as? [String: Any])
    #expect(window["left"] as? Int == 5 && window["clipped_at"] as? String == "turns")
    #expect(counted["version"] as? String == "verbatim 0.1")
    let logDice = results.compactMap { $0["logdice"] as? Double }
    #expect(logDice.count == results.count && logDice == logDice.sorted(by: >))
  }

  @Test("every measure is in the files, a value or why there is none")
  func measures() throws {
    let (_, results, _) = try json(["collocates", "hug*", "--min-together", "1"])
    #expect(results.count > 50)
    let all = [
      "ll", "mi", "mi2", "mi3", "t", "z", "zbr", "dice", "logdice", "dp2", "dp1", "or", "bic",
      "ell",
    ]
    for result in results {
      let reasons = (result["without_value"] as? [String] ?? []).map { $0.split(separator: ":")[0] }
      for measure in all {
        #expect((result[measure] is Double) != reasons.contains(Substring(measure)), "\(measure)")
      }
    }
  }

  @Test(
    "JSON, CSV and JSON Lines have the same rows; where there is no place, sizes are said beside")
  func formats() throws {
    for command in [
      ["collocates", "hug*"], ["cooccur", "hug*", "ask*", "theme:A"],
      ["keyness", "role:participant", "role:moderator"],
    ] {
      let (_, results, _) = try json(command)
      let lines = try Verbatim.run(command + ["--format", "jsonl"], on: try DemoStudy.path)
      let csv = try Verbatim.run(command + ["--format", "csv"], on: try DemoStudy.path)
      #expect(try lines.objects.count == results.count)
      let rows = Comma.rows(csv.out)
      #expect(rows.count == results.count + 1)
      #expect(Set(rows.map(\.count)).count == 1)
      for run in [lines, csv] {
        #expect(run.errorLines.contains("version: verbatim 0.1"), "\(run.error)")
        #expect(run.errorLines.contains { $0.hasPrefix("counted in: ") })
      }
      for format in ["text", "md", "html"] {
        let run = try Verbatim.run(command + ["--format", format], on: try DemoStudy.path)
        #expect(run.status == 0 && run.error == "")
        #expect(run.out.contains("verbatim 0.1") && run.out.contains("G²"))
      }
    }
  }

  @Test("nothing found is exit code 1 and says what to do")
  func nothing() throws {
    for arguments in [
      ["collocates", "nowhere"], ["collocates", "support", "--min-together", "1000"],
      ["cooccur", "nowhere", "hug*"], ["keyness", "nowhere"], ["keyness", "hug*", "nowhere"],
    ] {
      let run = try Verbatim.run(arguments, on: try DemoStudy.path)
      #expect(run.status == 1, "\(arguments)")
      #expect(!(run.error + run.out).isEmpty)
    }
  }

  @Test("--in restricts node, collocates and tokens; a filter in the query the node alone")
  func within() throws {
    let (inside, _, _) = try json(["collocates", "hug*", "--in", "role:participant"])
    let (filtered, _, _) = try json(["collocates", "hug* role:participant"])
    let tokens = { (counted: [String: Any], key: String) -> Int? in
      (counted[key] as? [String: Any])?["tokens"] as? Int
    }
    #expect(tokens(inside, "window_tokens") == tokens(filtered, "window_tokens"))
    #expect(tokens(filtered, "corpus") == 8262)
    let words = try turns("role:participant").reduce(0) { $0 + $1.count }
    #expect(tokens(inside, "corpus") == words)
  }

  @Test("units of a co-occurrence are what searching for both finds")
  func cooccur() throws {
    let (_, results, _) = try json(["cooccur", "hug*", "ask*", "door", "--examples", "1000"])
    #expect(results.count == 4)
    for result in results {
      let queries = try #require(result["queries"] as? String).components(separatedBy: "  +  ")
      let hits = try DemoStudy.run(
        "search", queries.map { "(\($0))" }.joined(separator: " "), "--format", "jsonl"
      ).objects
      let turns = Set(hits.map { "\($0["session"] ?? ""):\($0["turn"] ?? 0)" })
      #expect(result["turns"] as? Int ?? result["together"] as? Int == turns.count)
      #expect(Set(result["examples"] as? [String] ?? []) == turns)
    }
  }

  @Test("both sides of keyness have the counts of their texts, both directions apart")
  func keyness() throws {
    let (counted, results, _) = try json(["keyness", "role:participant", "role:moderator"])
    func count(_ query: String) throws -> (words: [String: Int], total: Int) {
      let words = try turns(query).flatMap { $0 }
      return (Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +), words.count)
    }
    let (one, two) = (try count("role:participant"), try count("role:moderator"))
    #expect((counted["first"] as? [String: Any])?["tokens"] as? Int == one.total)
    #expect((counted["second"] as? [String: Any])?["tokens"] as? Int == two.total)
    #expect(counted["tests"] as? Int ?? 0 >= results.count)
    var directions: Set<String> = []
    for result in results {
      let word = try #require(result["form"] as? String)
      let (a, b) = (one.words[word] ?? 0, two.words[word] ?? 0)
      #expect(result["first"] as? Int == a && result["second"] as? Int == b, "\(word)")
      let isOver = a * two.total > b * one.total
      #expect(result["direction"] as? String == (isOver ? "over" : "under"))
      directions.insert(isOver ? "over" : "under")
    }
    #expect(directions == ["over", "under"])
    let overlap = try DemoStudy.run("keyness", "role:participant", "hug*")
    #expect(overlap.out.contains("the sides overlap"))
  }
}
