import Testing
import VerbatimCorpus
import VerbatimExtract

@testable import VerbatimReport

@Suite("Attribution")
struct AttributionTests {
  @Test(
    "placeholders stand for what the extract knows",
    arguments: [
      ("({speaker}, {group})", "(P07, FG2)"), ("{id} {session} {turn}", "fg2:118:12-24 fg2 118"),
      ("{role} at {time}", "participant at 12:34"), ("{source}", "fg2.xml:212"),
      ("{sex}, b. {born}", "F, b. ?"), ("{{{speaker}}}", "{P07}"), ("", ""), ("plain", "plain"),
    ])
  func rendered(pattern: String, text: String) throws {
    let template = try AttributionTemplate(pattern, attributes: ["sex", "born"])
    #expect(template.text(for: Samples.first) { $0 == "sex" ? "F" : nil } == text)
  }

  @Test("the ready templates are what they say")
  func ready() throws {
    #expect(try AttributionTemplate("({speaker}, {group})") == .publication)
    #expect(try AttributionTemplate("{speaker}, {group} ({source})") == .working)
  }

  @Test("nobody's words are attributed to a question mark")
  func unknown() throws {
    var extract = Samples.second
    extract.speakers = []
    #expect(try AttributionTemplate("{speaker} {role} {time}").text(for: extract) == "? ? ?")
  }

  @Test("an attribute that was not approved is an error that lists what is known")
  func unapproved() {
    let known = ["id", "session", "group", "speaker", "role", "turn", "time", "source", "sex"]
    #expect(throws: AttributionTemplate.Failure.unknownPlaceholder("born", known: known)) {
      try AttributionTemplate("{born}", attributes: ["sex"])
    }
  }

  @Test(
    "a brace without its partner is named by its place",
    arguments: [("{speaker", 0), ("a}", 1), ("é{a{b}}", 3), ("{", 0), ("}}}", 2)])
  func unpaired(pattern: String, offset: Int) {
    #expect(throws: AttributionTemplate.Failure.unpairedBrace(offset: offset)) {
      try AttributionTemplate(pattern)
    }
  }
}
