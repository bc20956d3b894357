import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The report on a plain-text file")
struct PlainTextReportTests {
  @Test("equal bytes and settings give equal bytes, other settings another hash")
  func deterministic() {
    let text = PlainTextOracleTests.oracle + "\n\nAnna: (x \"y\") \\ [NAME] [TOWN]\n"
    let first = report(text).json()
    for _ in 0..<20 { #expect(report(text).json() == first) }
    var settings = PlainTextSettings()
    settings.participants = ["P1": [.init(name: "a", value: "b")]]
    settings.labelMap = ["a": "1", "b": "2", "c": "3"]
    let other = report(text, settings).settingsDigest
    #expect(other != report(text).settingsDigest)
    #expect(other == report(text, settings).settingsDigest)
  }

  @Test("it is JSON with the keys of the note, as Foundation reads it")
  func json() throws {
    let json = report(PlainTextOracleTests.oracle + "\nP2: a (quite \"so\") \u{1}\n").json()
    let parsed = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(
      Set(parsed.keys) == [
        "file", "sha256", "encoding", "newline", "family", "labels", "rejected", "header",
        "dropped", "times", "turns", "words", "adjacentTurns", "events", "placeholders",
        "undecidedBrackets", "warnings", "configHash", "toolVersion",
      ])
    let brackets = try #require(parsed["undecidedBrackets"] as? [[String: Any]])
    #expect(brackets.first?["text"] as? String == "quite \"so\"")
    #expect(brackets.first?["line"] as? Int == 11)
    #expect((parsed["events"] as? [String: Int]) == ["pause": 1, "vocal": 1])
    #expect((parsed["family"] as? [String: Any])?["source"] as? String == "detected")
  }

  @Test("no words of the transcript, and no contents of brackets on request")
  func confidential() {
    let text = PlainTextOracleTests.oracle + "\nP2: a (secretly)\n"
    let full = report(text).json()
    let short = report(text).json(reportText: false)
    for word in ["never", "rang", "cold", "Thanks"] {
      #expect(!full.contains(word) && !short.contains(word))
    }
    #expect(full.contains("secretly") && !short.contains("secretly"))
    #expect(full.contains("support worker") && !short.contains("support worker"))
  }

  @Test("of an absolute path only the name stands in it")
  func path() {
    #expect(report("P1: a", path: "/home/x/fg1.txt").file == "fg1.txt")
    #expect(report("P1: a", path: "fgs/fg1.txt").file == "fgs/fg1.txt")
  }

  @Test("a rejected file has a report with the reason and what was found so far")
  func rejected() {
    let mixed = report("P1: a\nP2: b\n\n**P3:** c\n\n**P4:** d\n")
    #expect(!mixed.isAccepted)
    #expect(mixed.problems.map { $0.kind.code } == ["mixed-labels"])
    #expect(mixed.scores.map(\.score) == [6, 6])
    let rare = report("Anna: a\n\nBen: b\n")
    #expect(rare.problems.map { $0.kind.code } == ["no-turns-in-text"])
    #expect(PlainTextReader().report(SourceFile(path: "x", bytes: [0, 1, 2])).problems.count == 1)
  }

  @Test("suspicious readings are warned about")
  func gates() throws {
    let long = "P1: " + String(repeating: "word ", count: 3001) + "\nP2: yes\n"
    #expect(try reading(long).codes == ["long-turn", "dominant-label"])
    var many = ""
    for person in 1...41 { many += "P\(person): yes\n" }
    #expect(try reading(many).codes == ["many-labels"])
    let late = "a\n\nb\n\nc\n\nP1: d\nP2: e\n"
    #expect(try reading(late).codes == ["unexplained-start"])
    let names = String(repeating: "Anna Lee: a\nBen Low: b\n", count: 3)
    #expect(try reading(names).codes == ["possible-real-name", "possible-real-name"])
  }
}
