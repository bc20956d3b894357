import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimReport

@Suite("JSON")
struct JSONTests {
  @Test("an extract has the keys of design.md §7, in their order")
  func extractIsStable() {
    let report = ExtractReport(Samples.list)
    let lines = report.string(as: .jsonl).split(separator: "\n" as Character)
    let sha = Samples.sha
    #expect(
      lines == [
        """
        {"id": "fg2:118:12-24", "session": "fg2", "group": "FG2", "turn": 118, "speaker": "P07", \
        "role": "participant", "text": "I think the peer support worker was really there for me.", \
        "spans": [{"start": 12, "end": 24, "bytes": [10250, 10262]}], "match": "peer support", \
        "themes": ["A/3/b"], "theme_ids": ["t7"], "start": 754.2, "end": 761.0, \
        "source": {"path": "fg2.xml", "sha256": "\(sha)", "line": 212, "bytes": [10233, 10411], \
        "exact": true}}
        """,
        """
        {"id": "fg2:120", "session": "fg2", "group": "FG2", "turn": 120, \
        "speakers": ["P08", "P09"], "speaker": "P08", "text": "Yes.", "spans": [], "match": "", \
        "themes": [], "theme_ids": [], \
        "source": {"path": "fg2.xml", "sha256": "\(sha)", "line": 214, "exact": true}}
        """,
      ])
  }

  @Test("the object of an answer says what was counted and holds its lines")
  func answer() throws {
    let report = ExtractReport(Samples.list)
    let text = report.string(as: .json)
    #expect(
      text.hasPrefix(
        """
        {"query": "\\"peer support\\"", "hits": 12, "turns": 9, "sessions": 3, "speakers": 6, \
        "shown": 2, "notes": [], "results": [
        {"id": "fg2:118:12-24",
        """))
    #expect(text.hasSuffix("}\n]}\n"))
    let results = text.split(separator: "\n" as Character).dropFirst().dropLast()
      .map { $0.hasSuffix(",") ? $0.dropLast() : $0 }
    #expect(results == report.string(as: .jsonl).split(separator: "\n" as Character))
  }

  @Test("no hit gives an empty list")
  func empty() throws {
    let text = ExtractReport(Samples.list(of: [])).string(as: .json)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((object["results"] as? [Any])?.isEmpty == true)
    #expect(ExtractReport(Samples.list(of: [])).string(as: .jsonl).isEmpty)
  }

  @Test("context is there only when it was asked for")
  func context() throws {
    var report = ExtractReport(Samples.list)
    #expect(!report.string(as: .jsonl).contains("\"context\""))
    report.showsContext = true
    #expect(
      report.string(as: .jsonl).contains(
        """
        "context": [{"turn": 117, "speaker": "M", "role": "moderator", "text": "How was it?"}, \
        {"turn": 119, "speaker": "P08", "role": "participant", "text": "Same here."}]}
        """))
  }

  @Test("nobody's words have no speaker")
  func unattributed() {
    var extract = Samples.first
    extract.speakers = []
    #expect(!ExtractReport(Samples.list(of: [extract])).string(as: .jsonl).contains("\"speaker"))
  }

  @Test(
    "seconds are the shortest decimal",
    arguments: [
      (0, "0.0"), (5, "0.005"), (50, "0.05"), (754_200, "754.2"), (761_000, "761.0"),
      (-1_250, "-1.25"), (Int.min, "-9223372036854775.808"), (Int.max, "9223372036854775.807"),
    ])
  func seconds(milliseconds: Int, expected: String) {
    var json = JSONWriter()
    json.value(Milliseconds(rawValue: milliseconds))
    #expect(json.take() == expected)
  }

  @Test("numbers without a form in JSON are left out")
  func notFinite() {
    var json = JSONWriter()
    json.beginObject()
    json.member("a", Double.nan)
    json.member("b", Double.infinity)
    json.member("c", 0.1)
    json.member("d", nil as String?)
    json.endObject()
    #expect(json.take() == "{\"c\": 0.1}")
  }

  @Test("brackets that nobody opened do not trap")
  func unbalanced() {
    var json = JSONWriter()
    json.endArray()
    json.endObject()
    #expect(json.take() == "]}")
  }

  @Test("Foundation reads back every hostile text, and a terminal sees none of it")
  func hostile() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let extract = random.extract()
      var report = ExtractReport(Samples.list(of: [extract], title: random.text()))
      report.showsContext = true
      let text = report.string(as: .json)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
      #expect(isSame(try #require(object["query"] as? String), report.list.title))
      let result = try #require((object["results"] as? [[String: Any]])?.first)
      #expect(isSame(try #require(result["text"] as? String), extract.text))
      #expect(isSame(try #require(result["match"] as? String), extract.match))
      #expect(isSame(try #require(result["id"] as? String), extract.id))
      #expect(result["themes"] as? [String] == extract.themes.map(\.path))
      let lines = text.split(separator: "\n" as Character, omittingEmptySubsequences: false)
      for line in lines { #expect(isSame(VisibleText.escape(String(line)), String(line))) }
    }
  }
}
