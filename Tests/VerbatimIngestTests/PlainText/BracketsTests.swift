import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The bracket problem")
struct BracketsTests {
  @Test(
    "event words at either end make an event",
    arguments: [
      ("laughs", "vocal"), ("Laughter", "vocal"), ("P3 laughing", "vocal"), ("coughs", "vocal"),
      ("phone rings", "incident"), ("door slams", "incident"), ("long pause", "pause"),
      ("silence", "pause"), ("nods", "kinesic"), ("applause", "kinesic"),
      ("crosstalk 00:38:26", "incident"), ("overlapping speech", "incident"),
      ("Recording paused", "incident"), ("sings a song", "vocal"),
    ])
  func events(content: String, kind: String) {
    #expect(
      Brackets.classify(content)
        == .event(kind: kind, description: content, duration: nil))
  }

  @Test(
    "words that only begin like event words are none",
    arguments: ["Node Inspector", "crypto wallets", "single one", "out of sight now"])
  func falseFriends(content: String) {
    #expect(Brackets.classify(content) == .undecided)
  }

  @Test(
    "pauses have a duration where it is given",
    arguments: [
      (".", nil), ("..", nil), ("...", nil), ("-", nil), ("--", nil), ("2.5", 2500), ("2s", 2000),
      ("2,5", 2500), ("5 seconds pause", 5000), ("12 sec", 12000), ("0.3", 300),
    ] as [(String, Int?)])
  func pauses(content: String, milliseconds: Int?) {
    #expect(
      Brackets.classify(content, delimiter: .round)
        == .event(
          kind: "pause", description: content,
          duration: milliseconds.map(Milliseconds.init(rawValue:))))
  }

  @Test("years and numbering are no pauses", arguments: ["2019", "2", "16"])
  func numbers(content: String) {
    #expect(Brackets.classify(content, delimiter: .round) == .undecided)
  }

  @Test("what cannot be heard is a gap, with its time")
  func gaps() {
    #expect(Brackets.classify("inaudible") == .gap(time: nil))
    #expect(
      Brackets.classify("inaudible 00:12:30") == .gap(time: Milliseconds(rawValue: 750_000)))
    #expect(Brackets.classify("12:30") == .gap(time: Milliseconds(rawValue: 750_000)))
    #expect(Brackets.classify("   ", delimiter: .round) == .gap(time: nil))
    #expect(Brackets.classify("xx") == .gap(time: nil))
    #expect(Brackets.classify("...") == .gap(time: nil))
    #expect(Brackets.classify("", delimiter: .round) == .text)
  }

  @Test(
    "placeholders stand for names",
    arguments: [
      "peer support worker A", "NAME", "TOWN 1", "redacted", "name of clinic removed", "Clinic B",
      "their manager", "HOSPITAL_2",
    ])
  func placeholders(content: String) {
    #expect(Brackets.classify(content) == .placeholder)
    #expect(Brackets.classify(content, delimiter: .angle) == .placeholder)
  }

  @Test("round brackets hold asides, not names", arguments: ["UASF", "at the hospital"])
  func asides(content: String) {
    #expect(Brackets.classify(content, delimiter: .round) == .undecided)
  }

  @Test("all else is undecided, [sic] is the editor's")
  func rest() {
    #expect(Brackets.classify("their") == .undecided)
    #expect(Brackets.classify("sic") == .annotation)
    #expect(Brackets.classify("very", delimiter: .star) == .undecided)
  }

  @Test("the study's lists come first")
  func lists() {
    var lists = Brackets.Lists()
    lists.exact["laughs"] = .text
    lists.exact["their"] = .annotation
    lists.delimiters[.curly] = .event(kind: "incident", description: nil, duration: nil)
    lists.events = ["yawn*"]
    lists.placeholders = ["person #"]
    #expect(Brackets.classify("Laughs", lists: lists) == .text)
    #expect(Brackets.classify("their", lists: lists) == .annotation)
    #expect(
      Brackets.classify("sighs", delimiter: .curly, lists: lists)
        == .event(kind: "incident", description: "sighs", duration: nil))
    #expect(
      Brackets.classify("yawning", lists: lists)
        == .event(kind: "incident", description: "yawning", duration: nil))
    #expect(Brackets.classify("Person 12", delimiter: .round, lists: lists) == .placeholder)
  }

  @Test(
    "patterns are anchored and linear",
    arguments: [
      ("a*c", "abbc", true), ("a*c", "abbd", false), ("*", "", true), ("", "", true),
      ("", "a", false), ("p#", "p12", true), ("p#", "p", false), ("p?", "p1", true),
      ("p?", "p", false), ("*b", "aab", true), ("a*b*c", "axbxbxc", true), ("#", "12", true),
      ("*#", "ab12", true), ("page # of #", "page 3 of 21", true),
    ])
  func patterns(pattern: String, text: String, fits: Bool) {
    #expect(WordPattern.matches(pattern, text) == fits)
  }
}
