import Foundation
import Testing

@Suite("Counting commands on the shipped corpus")
struct CountTests {
  @Test("freq shows counts, range, and what was counted")
  func freq() throws {
    let run = try DemoStudy.run("freq", "--limit", "2", "--leave-out", "fillers,placeholder")
    #expect(run.status == 2)
    let list = try DemoStudy.run("freq", "--limit", "2", "--leave-out", "filler,placeholder")
    #expect(list.status == 0)
    #expect(
      list.out.hasPrefix(
        """
        form  count  per 10,000  turns  sessions  participants
        ────  ─────  ──────────  ─────  ────────  ────────────
        the     369
        """))
    #expect(list.out.contains("8,224 tokens"))
    #expect(list.out.contains("left out    punctuation, filler, placeholder"))
    #expect(list.out.contains("version     verbatim "))
  }

  @Test(
    "the sum of a whole list is the tokens that it names",
    arguments: ["fold", "lc", "word", "stem", "type"])
  func sums(by: String) throws {
    let whole = try JSON.object(try DemoStudy.run("freq", "--by", by, "--json").out)
    let rows = try #require(whole["results"] as? [[String: Any]])
    let counts = rows.compactMap { $0["count"] as? Int }
    #expect(counts.count == rows.count)
    #expect(counts.reduce(0, +) == 8262)
    let counted = try #require(whole["counted"] as? [String: Any])
    let sizes = try #require(counted["sizes"] as? [String: Any])
    #expect(sizes["tokens"] as? Int == 8262)
    #expect(sizes["forms"] as? Int == rows.count)
    for key in ["filter", "order", "per", "version", "left_out"] { #expect(counted[key] != nil) }
  }

  @Test("a frequency is as many tokens as search finds hits")
  func searched() throws {
    for row in try DemoStudy.run("freq", "--like", "hug*", "--format", "jsonl").objects {
      let form = try #require(row["form"] as? String)
      let count = try JSON.object(
        try DemoStudy.run("search", form, "--no-parts", "--count", "--json").out)
      #expect(row["count"] as? Int == count["hits"] as? Int, "\(form)")
      #expect(row["turns"] as? Int == count["turns"] as? Int, "\(form)")
      #expect(row["sessions"] as? Int == count["sessions"] as? Int, "\(form)")
    }
  }

  @Test("matches add up to the hits of the query")
  func matches() throws {
    let rows = try DemoStudy.run("freq", "hug*", "--of", "matches", "--format", "jsonl").objects
    #expect(rows.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == 34)
    #expect(rows.first?["match"] as? String == "hug")
  }

  @Test("a 1-gram list is the frequency list, and a cluster holds its node")
  func ngrams() throws {
    let grams = try DemoStudy.run("ngrams", "--n", "1", "--min", "1", "--format", "csv").out
    let forms = try DemoStudy.run("freq", "--format", "csv").out
    #expect(
      grams.split(separator: "\n").dropFirst() == forms.split(separator: "\n").dropFirst())
    let clusters = try DemoStudy.run(
      "ngrams", "--with", "peer support", "--n", "2..4", "--min", "1", "--format", "jsonl"
    ).objects
    #expect(!clusters.isEmpty)
    for row in clusters {
      #expect((row["ngram"] as? String)?.contains("peer support") == true)
    }
  }

  @Test("dispersion writes every format, with values that are missing and why")
  func dispersion() throws {
    for format in ["text", "json", "jsonl", "csv", "md", "html"] {
      let run = try DemoStudy.run("dispersion", "hug*", "trust*", "--format", format)
      #expect(run.status == 0)
      #expect(run.out.contains("hug*") || run.out.contains("hug\\*"), "\(format)")
    }
    let parts = try DemoStudy.run("dispersion", "hug*", "--parts", "--format", "csv")
    #expect(Comma.rows(parts.out).count == 6)
    let page = try DemoStudy.run("dispersion", "hug*", "--format", "html").out
    #expect(page.contains("<svg") && page.hasSuffix("</html>\n"))
    #expect(page.components(separatedBy: "<html").count == 2)
    let none = try DemoStudy.run("dispersion", "zebra", "--json")
    #expect(none.status == 1)
    let results = try #require(try JSON.object(none.out)["results"] as? [[String: Any]])
    let reasons = try #require(results.first?["undefined"] as? [String: String])
    #expect(reasons["dp"] == "there are no hits in any part")
    #expect(results.first?["dp"] == nil)
    let one = try DemoStudy.run("dispersion", "hug*", "--in", "session:fg1")
    #expect(one.out.contains("there is only one part"))
  }

  @Test("dispersion over parts adds up to the hits that have one")
  func parts() throws {
    for over in ["session", "group", "speaker", "participant", "role", "sex", "place"] {
      let run = try DemoStudy.run("dispersion", "hug*", "--over", over, "--json")
      let rows = try #require(try JSON.object(run.out)["results"] as? [[String: Any]])
      let row = try #require(rows.first)
      let parts = try #require(row["parts"] as? [[String: Any]])
      let hits = parts.reduce(0) { $0 + ($1["hits"] as? Int ?? 0) }
      #expect(hits == row["hits_in_parts"] as? Int)
      #expect(row["hits"] as? Int == 34)
      for part in parts {
        #expect((part["offsets"] as? [Int])?.count == part["hits"] as? Int)
      }
    }
  }

  @Test("stats by speaker, role and group add shares, means and the longest turn")
  func stats() throws {
    let rows = try DemoStudy.run("stats", "--by", "speaker", "--format", "jsonl").objects
    #expect(rows.count == 34)
    // One turn of two people counts for both.
    let words = rows.reduce(0) { $0 + ($1["words"] as? Int ?? 0) }
    #expect(words == 8263)
    let shares = rows.reduce(0) { $0 + ($1["percent"] as? Double ?? 0) }
    #expect(abs(shares - 100 * Double(words) / 8262) < 1e-6)
    for row in rows {
      let longest = try #require(row["longest"] as? Int)
      let turn = try #require(row["longest_turn"] as? String)
      let pieces = turn.split(separator: ":").map(String.init)
      let hit = try JSON.object(
        try DemoStudy.run(
          "search", "session:\(pieces[0])", "turn:\(pieces[1])", "--format", "jsonl"
        ).out)
      #expect(hit["id"] as? String == turn)
      #expect(longest > 0)
    }
    let part = try DemoStudy.run("stats", "--by", "role", "group:FG2", "--format", "jsonl").objects
    #expect(part.reduce(0) { $0 + ($1["turns"] as? Int ?? 0) } == 70)
  }

  @Test("who follows whom: all turns but the first of each session follow one")
  func follows() throws {
    for by in ["role", "speaker"] {
      let rows = try DemoStudy.run("stats", "--follows", "--by", by, "--format", "jsonl").objects
      #expect(rows.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == 345)
    }
    #expect(try DemoStudy.run("stats", "--follows").out.contains("60 (21 %)"))
  }

  @Test("every question is a moderator's turn that ends with a question mark")
  func answers() throws {
    let rows = try DemoStudy.run(
      "stats", "--answers", "--by", "question", "--format", "jsonl"
    ).objects
    #expect(rows.count > 20)
    let turns = try DemoStudy.run("search", "role:moderator", "--format", "jsonl").objects
    let asked = turns.filter { ($0["text"] as? String)?.hasSuffix("?") == true }
    #expect(
      rows.map { "\($0["session"] ?? ""):\($0["turn"] ?? "")" }
        == asked.map { $0["id"] as? String ?? "" })
  }

  @Test(
    "what cannot be counted is refused in one line, with the next step",
    arguments: [
      ["freq", "--of", "matches"], ["freq", "role:moderator", "--of", "matches"],
      ["freq", "--leave-out", "verbs"], ["freq", "--min", "0"], ["freq", "--per", "0"],
      ["freq", "--by", "lemma?"], ["freq", "--of", "matches", "hug*", "--by", "type"],
      ["ngrams", "--n", "9"], ["ngrams", "--n", "0"], ["ngrams", "--n", "4..2"],
      ["ngrams", "--n", "2", "--gaps", "1"], ["ngrams", "--gaps", "3"],
      ["ngrams", "--with", "role:moderator"], ["ngrams", "--memory", "0"],
      ["dispersion"], ["dispersion", "hug*", "--over", "shoe size"],
      ["dispersion", "\"open"], ["stats", "--follows", "--answers"],
      ["stats", "--follows", "--by", "session"], ["stats", "--by", "question"],
    ])
  func refused(_ arguments: [String]) throws {
    let run = try Verbatim.run(arguments, on: try DemoStudy.path)
    #expect(run.status == 2, "\(arguments)")
    #expect(run.out == "")
    #expect(run.error.hasPrefix("verbatim: "))
    #expect(run.errorLines.count <= 3, "\(run.error)")
  }

  @Test("nothing found ends with 1, an empty study says what is next")
  func nothing() throws {
    for arguments in [
      ["freq", "zebra"], ["freq", "--like", "zebra*"], ["ngrams", "--min", "1000"],
      ["dispersion", "zebra"], ["stats", "--by", "role", "zebra"], ["stats", "--answers", "zebra"],
      ["freq", "zebra*", "--of", "matches"],
    ] {
      #expect(try Verbatim.run(arguments, on: try DemoStudy.path).status == 1, "\(arguments)")
    }
    let (folder, study) = try DemoStudy.empty()
    for arguments in [
      ["freq"], ["ngrams"], ["dispersion", "hug"], ["stats", "--follows"], ["stats", "--answers"],
    ] {
      let run = try Verbatim.run(arguments, on: study)
      #expect(run.status == 1, "\(arguments)")
      #expect(run.error.contains("verbatim ingest"), "\(arguments)")
    }
    withExtendedLifetime(folder) {}
  }
}
