import Testing
import VerbatimCorpus
import VerbatimIngest

@testable import VerbatimStudy

@Suite("study.yaml")
struct StudyDescriptionTests {
  static let example = """
    study: Peer support in five places
    speakers: shared
    codebook: codebook.yaml
    codings: [codings-eo.csv, codings-mb.csv]
    coders: [{id: EO, name: Coder one}, {id: MB}]
    rules: [{id: rule-hug, theme: A/1, query: 'hug*', name: hugs}]
    sessions:
      - id: fg1
        file: fg1.xml
        group: FG1
        attributes: {place: coastal town, recorded: no, day: 2018-03-05, time: 10:30}
        participants:
          - {id: P1, label: "P1", role: participant, sex: F, born: 1954, nickname: "null", x: ~}
        text: {family: A3, dehyphenate: true, events: {lexicon: [no, '1', 1, 1.5e1, ~]}}
      - {file: fg2.txt, group: }
    text:
      - {files: "*.txt", settings: {preset: plain}}
    """

  @Test("a description says what it says, scalars as they are written")
  func wholeDescription() throws {
    let study = try StudyDescription(yaml: Array(Self.example.utf8))
    #expect(study.title == "Peer support in five places")
    #expect(study.speakers == .shared)
    #expect(study.codebook == "codebook.yaml")
    #expect(study.codings == ["codings-eo.csv", "codings-mb.csv"])
    #expect(study.coders.map(\.id) == ["EO", "MB"])
    #expect(study.coders.map(\.name) == ["Coder one", nil])
    #expect(study.rules == [.init(id: "rule-hug", theme: "A/1", query: "hug*", name: "hugs")])
    let session = try #require(study.sessions.first)
    #expect(session.id == "fg1")
    #expect(session.group == "FG1")
    #expect(
      session.attributes.entries.map(\.value) == ["coastal town", "no", "2018-03-05", "10:30"])
    #expect(
      session.participants == [
        .init(
          id: "P1", label: "P1", role: "participant",
          attributes: [
            .init(name: "sex", value: "F"), .init(name: "born", value: "1954"),
            .init(name: "nickname", value: "null"),
          ])
      ])
    #expect(
      session.text
        == .map([
          ("family", .string("A3")), ("dehyphenate", .bool(true)),
          (
            "events",
            .map([
              (
                "lexicon",
                .list([.string("no"), .string("1"), .number(1), .number(15), .null])
              )
            ])
          ),
        ]))
    #expect(session.line == 8)
    #expect(study.sessions[1].id == nil)
    #expect(study.sessions[1].file == "fg2.txt")
    #expect(study.sessions[1].group == nil)
    #expect(study.text.map(\.files) == ["*.txt"])
    #expect(study.text.map(\.settings) == [.map([("preset", .string("plain"))])])
  }

  @Test("an empty description is an empty study", arguments: ["", "# nothing\n", "study:\n", "{}"])
  func empty(_ text: String) throws {
    #expect(try StudyDescription(yaml: Array(text.utf8)) == StudyDescription())
  }

  typealias Kind = StudyDescriptionProblem.Kind

  static let refused: [(String, Kind, Int?)] = [
    (
      "study: x\ncodebok: y",
      .unknownKey(
        "codebok",
        known: [
          "study", "speakers", "codebook", "codings", "coders", "rules", "sessions", "text",
        ]), 2
    ),
    ("speakers: both", .badValue(key: "speakers", expected: ["session", "shared"]), 1),
    ("study: [x]", .wrongType(key: "study", expected: .text), 1),
    ("- x", .wrongType(key: "", expected: .map), 1),
    ("sessions: x", .wrongType(key: "sessions", expected: .list), 1),
    ("sessions:\n- x", .wrongType(key: "sessions", expected: .map), 2),
    ("sessions:\n- {group: a}", .missingKey("file"), 2),
    ("sessions:\n- {id: a}\n- {id: a}", .duplicate(key: "id", value: "a"), 3),
    ("coders: [{name: a}]", .missingKey("id"), 1),
    ("rules: [{id: a, theme: b}]", .missingKey("query"), 1),
    ("text: [{files: a}]", .missingKey("settings"), 1),
    ("sessions: [{id: a, participants: [{sex: F}]}]", .missingKey("id"), 1),
    (
      "sessions: [{id: a, participants: [{id: p},\n {id: p}]}]",
      .duplicate(key: "id", value: "p"), 2
    ),
    (
      "sessions: [{id: a, attributes: {b: [c]}}]", .wrongType(key: "b", expected: .text), 1
    ),
    ("coders: [{id: a, colour: red}]", .unknownKey("colour", known: ["id", "name"]), 1),
  ]

  @Test("what means nothing is refused with its line", arguments: refused)
  func refusal(_ text: String, _ kind: Kind, _ line: Int?) {
    #expect {
      _ = try StudyDescription(yaml: Array(text.utf8))
    } throws: { error in
      let problem = error as? StudyDescriptionProblem
      return problem?.kind == kind && problem?.line == line
    }
  }

  @Test("what is no YAML is refused with its line")
  func syntax() {
    for (text, line) in [("study: x\n  a: b: c", 2), ("a: [1,\n2", 3), ("study: *x", 1)] {
      #expect {
        _ = try StudyDescription(yaml: Array(text.utf8))
      } throws: { error in
        guard let problem = error as? StudyDescriptionProblem, case .notYAML = problem.kind else {
          return false
        }
        return (problem.line ?? line) <= line
      }
    }
    #expect(throws: StudyDescriptionProblem(kind: .notUTF8)) {
      _ = try StudyDescription(yaml: [0x61, 0xFF])
    }
    #expect {
      _ = try StudyDescription(yaml: Array("study: a\nstudy: b".utf8))
    } throws: { error in
      (error as? StudyDescriptionProblem)?.kind == .duplicate(key: "study", value: "")
    }
  }

  @Test("aliases that multiply and deep nesting are refused")
  func bombs() {
    var bomb = "text:\n- {files: a, settings: {a0: &a0 [x, x]"
    for level in 1...20 {
      bomb +=
        ", a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]"
    }
    bomb += "}}"
    #expect(throws: (any Error).self) { try StudyDescription(yaml: Array(bomb.utf8)) }
    let forms = [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[", "")]
    for (depth, (open, close)) in [100, 900, 3000, 9000, 20_000].flatMap({ depth in
      forms.map { (depth, $0) }
    }) {
      let deep =
        "text: " + (open == "- " || open == "? " ? "\n" : "")
        + String(repeating: open, count: depth) + String(repeating: close, count: depth)
      #expect(throws: (any Error).self) { try StudyDescription(yaml: Array(deep.utf8)) }
    }
  }
}
