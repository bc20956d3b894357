import Testing

@testable import VerbatimLint

@Suite("Lint: lists, labels, placeholders, people")
struct ListTests {
  private let key = [UInt8](0..<32)

  private func found(_ names: LintNames, _ text: String) -> [(String, LintCertainty)] {
    var lint = TextLint(kinds: [.listedName], names: names)
    let scalars = Array(text.unicodeScalars)
    return lint.findings(in: LintText(text)).map { finding in
      (String(String.UnicodeScalarView(scalars[finding.range])), finding.certainty)
    }
  }

  @Test("names are found whole and by their words, whatever their case and marks")
  func names() {
    let names = LintNames(["Åse Marie Lund", "Rose"], key: key)
    let text = "then ase marie LUND and Marie's dog, Lund, a marie, a rose, Rose."
    let found = found(names, text)
    #expect(found.map(\.0) == ["ase marie LUND", "Marie's", "Lund", "rose", "Rose"])
    #expect(found.map(\.1) == [.certain, .likely, .likely, .look, .certain])
  }

  @Test("places are found whole and with a capital")
  func places() {
    let places = LintNames(["Reading", "New Harbour", "Østbyen"], key: key, kind: .listedPlace)
    var lint = TextLint(kinds: [.listedPlace], names: places)
    let text = "I was reading in Reading, new people in New Harbour, a harbour; østbyen, ØSTBYEN's."
    let scalars = Array(text.unicodeScalars)
    let found = lint.findings(in: LintText(text)).map { finding in
      (String(String.UnicodeScalarView(scalars[finding.range])), finding)
    }
    #expect(found.map(\.0) == ["Reading", "New Harbour", "ØSTBYEN's"])
    #expect(found.allSatisfy { $0.1.kind == .listedPlace && $0.1.certainty == .likely })
  }

  @Test("what stands before a colon where a sentence begins may be somebody's label")
  func unknownLabels() {
    var statistics = CaseStatistics()
    statistics.add(LintText("and then the reason was, my reason. The honest truth"))
    var lint = TextLint(kinds: [.labelInside], capitals: CapitalFinder(statistics))
    let text =
      "I think so. Jane: me too. Ann Lee: not me. Reason: none. He said: Bob: no. Note: this. "
      + "Moderator: go on. At 12:30 it ended. Jane said: fine. Yes: that. JB: right"
    let scalars = Array(text.unicodeScalars)
    let found = lint.findings(in: LintText(text), labels: ["P1"]).map {
      String(String.UnicodeScalarView(scalars[$0.range]))
    }
    #expect(found == ["Jane:", "Ann Lee:", "Bob:", "Moderator:", "JB:"])
  }

  @Test("kept as text and read again they find the same; the text holds no name")
  func stored() throws {
    let names = LintNames(["Åse Lund", "Rose"], key: key)
    let again = try #require(LintNames(parsing: names.text, key: key))
    #expect(again == names)
    for name in ["Åse", "Lund", "Rose", "ase", "lund", "rose"] {
      #expect(!names.text.contains(name))
    }
    // Another key finds nothing, and gives other hashes.
    let other = try #require(LintNames(parsing: names.text, key: key.reversed()))
    #expect(found(other, "Åse Lund and Rose").isEmpty)
    #expect(LintNames(["Rose"], key: key.reversed()).text != LintNames(["Rose"], key: key).text)
  }

  @Test(
    "what is no such text is refused",
    arguments: [
      "", "verbatim-names 2\nwords 1\n", "verbatim-names 1\nwords 0\n", "verbatim-names 1\n",
      "verbatim-names 1\nwords 99\n", "verbatim-names 1\nwords 1\nwhole 00\n",
      "verbatim-names 1\nwords 1\nhalf \(String(repeating: "0", count: 64))\n",
    ])
  func refused(_ text: String) {
    #expect(LintNames(parsing: text, key: key) == nil)
    #expect(LintNames(parsing: "verbatim-names 1\nwords 1\n", key: [1]) == nil)
  }

  @Test("labels of studies pass, names do not")
  func labels() {
    for label in [
      "P1", "M", "M2", "FG2-P3", "Moderator", "Co-moderator", "Interviewer 2", "PAD_04476", "S01",
      "Several", "Female participant", "INT", "Note taker", "12", "",
    ] {
      #expect(SpeakerLabels.certainty(of: label) == nil, "\(label)")
    }
    for label in ["Jane", "Jane Smith", "JANE", "P3 Jane", "Dr Jones", "Åse"] {
      #expect(SpeakerLabels.certainty(of: label) != nil, "\(label)")
    }
  }

  @Test("slips of placeholders: one letter off, another case, one session only")
  func placeholders() {
    var use = PlaceholderUse()
    func add(_ text: String, _ session: String, times: Int = 1) {
      for _ in 0..<times { use.add(text, session: session, turn: 1, range: 0..<text.count) }
    }
    for session in ["fg1", "fg2"] {
      use.add(session: session)
      add("[peer support worker A]", session, times: 3)
      add("[peer support worker B]", session)
      add("[town]", session)
    }
    add("[peer suport worker A]", "fg2")
    add("[Town]", "fg2")
    add("[clinic]", "fg1")
    let found = use.findings()
    #expect(found.map(\.placeholder) == ["[Town]", "[peer suport worker A]", "[clinic]"])
    #expect(
      found.map(\.slip) == [
        .spelledAs("[town]"), .near("[peer support worker A]"), .onlyIn(session: "fg1"),
      ])
  }

  @Test("an edit distance is the length of the shortest way", arguments: [1, 2])
  func distance(_ seed: UInt64) {
    // By the recursive definition, on short words.
    func slow(_ left: ArraySlice<UInt32>, _ right: ArraySlice<UInt32>) -> Int {
      guard let one = left.first, let other = right.first else {
        return left.count + right.count
      }
      if one == other { return slow(left.dropFirst(), right.dropFirst()) }
      return 1
        + min(
          slow(left.dropFirst(), right), slow(left, right.dropFirst()),
          slow(left.dropFirst(), right.dropFirst()))
    }
    let words: [[UInt32]] = [
      [], [1], [1, 2], [2, 1], [1, 2, 3], [3, 2, 1], [1, 1, 2, 2, 3], [2, 3],
    ]
    for left in words {
      for right in words {
        #expect(PlaceholderUse.distance(left, right) == slow(left[...], right[...]))
      }
    }
  }

  @Test("classes are the people with equal values, and a shared secret is told")
  func classes() {
    let people: [(id: String, values: [String?])] = [
      ("a", ["F", "old"]), ("b", ["M", "old"]), ("c", ["F", "old"]), ("d", ["F", nil]),
      ("e", ["M", "old"]), ("f", ["F", "old"]),
    ]
    let secrets: [String?] = ["x", "y", "x", "x", "z", "x"]
    let classes = AttributeClasses(people, names: ["sex", "age"], sensitive: secrets)
    #expect(classes.classes.map(\.people) == [["d"], ["b", "e"], ["a", "c", "f"]])
    #expect(classes.classes.map(\.shared) == [nil, nil, "x"])
    #expect(classes.exposed(2) == 1 && classes.exposed(3) == 3 && classes.exposed(4) == 6)
    #expect(AttributeClasses([], names: ["sex"]).classes.isEmpty)
    #expect(AttributeClasses(people, names: []).classes.count == 1)
  }
}
