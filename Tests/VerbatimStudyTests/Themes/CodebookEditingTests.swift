import Testing
import VerbatimCorpus
import VerbatimTestSupport
import VerbatimThemes

@testable import VerbatimStudy

/// The codebook and its codings as a person would keep them on paper: a list of children for each theme,
/// a pile of slips for each theme. Knows nothing of positions, trees or databases.
private struct PaperCodebook {
  struct Slip: Hashable {
    var coder: String
    var turn: Int
    var span: Range<Int>?
  }

  var names: [String: String] = [:]
  var labels: [String: String] = [:]
  var parents: [String: String?] = [:]
  var children: [String?: [String]] = [:]
  var slips: [String: [Slip: String?]] = [:]
  /// What a path or id finds, by the last time that it was a theme's.
  var once: [String: String] = [:]

  func path(_ id: String) -> String {
    let label = labels[id] ?? "?"
    guard let parent = parents[id] ?? nil else { return label }
    return path(parent) + "/" + label
  }

  func below(_ id: String) -> [String] {
    (children[id] ?? []).flatMap { [$0] + below($0) }
  }

  /// Runs a change and remembers the paths that were other before.
  mutating func change(_ body: (inout PaperCodebook) -> Void) {
    let before = names.keys.map { ($0, path($0)) }
    body(&self)
    for (id, old) in before where names[id] != nil && path(id) != old { once[old] = id }
  }

  var ids: [String] { names.keys.sorted() }
  var slipCount: Int { slips.values.reduce(0) { $0 + $1.count } }

  func find(_ path: String) -> String? {
    names.keys.first { self.path($0) == path } ?? once[path]
  }
}

@Suite("Changes of the codebook")
struct CodebookEditingTests {
  private func study() throws -> TestStudy {
    let test = try TestStudy()
    try test.write("one.txt", Sample.text(Sample.turns(1)))
    try test.ingest()
    return test
  }

  private func compare(_ paper: PaperCodebook, _ test: TestStudy, _ note: Comment) throws {
    let (book, codings) = try test.study.database().read {
      (try $0.codebook(), try $0.codings())
    }
    #expect(Set(book.themes.map(\.id)) == Set(paper.names.keys), note)
    for id in paper.ids {
      #expect(book.path(of: id) == paper.path(id), note)
      #expect(book.theme(id: id)?.name == paper.names[id], note)
      #expect(book.children(of: id).map(\.id) == paper.children[id] ?? [], note)
    }
    #expect(book.children(of: nil).map(\.id) == paper.children[nil] ?? [], note)
    for (path, id) in paper.once where paper.names[path] == nil {
      guard let wanted = paper.find(path) else { continue }
      _ = id
      #expect(try book.theme(path).id == wanted, "\(note): \(path)")
    }
    var found: [String: [PaperCodebook.Slip: String?]] = [:]
    for coding in codings {
      let slip = PaperCodebook.Slip(
        coder: coding.coder ?? "", turn: coding.turn, span: coding.span)
      #expect(found[coding.theme, default: [:]].updateValue(coding.memo, forKey: slip) == nil, note)
    }
    #expect(found == paper.slips.filter { !$0.value.isEmpty }, note)
  }

  @Test("in any order leave what paper and scissors leave, and no coding is lost", arguments: 1...6)
  func againstPaper(seed: Int) throws {
    print("seed \(seed)")
    var random = SeededGenerator(seed: UInt64(seed))
    let test = try study()
    let writer = try test.writer()
    var paper = PaperCodebook()
    var number = 0
    for step in 0..<60 {
      let note: Comment = "seed \(seed), step \(step)"
      let pick = paper.ids.randomElement(using: &random)
      let other = paper.ids.randomElement(using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0...2:
        number += 1
        let id = "t\(number)"
        let parent = Bool.random(using: &random) ? pick : nil
        let at = Int.random(in: 1...4, using: &random)
        _ = try writer.editCodebook("codebook-add", theme: id) { book, used in
          try book.adding(
            Theme(id: id, label: "L\(number)", name: "Theme \(number)"), under: parent,
            at: .number(at), taken: used)
        }
        paper.names[id] = "Theme \(number)"
        paper.labels[id] = "L\(number)"
        paper.parents[id] = parent
        paper.children[parent, default: []].insert(
          id, at: min(at - 1, paper.children[parent, default: []].count))
      case 3:
        guard let pick else { continue }
        number += 1
        _ = try writer.editCodebook("codebook-rename", theme: pick) { book, _ in
          try book.changing(pick) { ($0.label, $0.name) = ("R\(number)", "Renamed \(number)") }
        }
        paper.change { $0.labels[pick] = "R\(number)" }
        paper.names[pick] = "Renamed \(number)"
      case 4...5:
        guard let pick else { continue }
        let parent = Bool.random(using: &random) ? other : nil
        if parent == pick || parent.map({ paper.below(pick).contains($0) }) == true {
          #expect(throws: CodebookEditProblem.self) {
            try writer.editCodebook("codebook-move", theme: pick) { book, _ in
              try book.moving(pick, under: parent)
            }
          }
          continue
        }
        let from = paper.parents[pick] ?? nil
        let siblings = (paper.children[parent] ?? []).filter { $0 != pick }
        if from == parent, paper.children[parent]?.last == pick { continue }
        _ = try writer.editCodebook("codebook-move", theme: pick) { book, _ in
          try book.moving(pick, under: parent)
        }
        paper.change { paper in
          paper.children[from]?.removeAll { $0 == pick }
          paper.children[parent] = siblings + [pick]
          paper.parents[pick] = parent
        }
      case 6:
        guard let pick, let other, pick != other, !paper.below(pick).contains(other) else {
          continue
        }
        try merge(pick, into: other, &paper, writer, note)
      case 7:
        guard let pick else { continue }
        number += 1
        try split(pick, "s\(number)", &paper, writer, note)
      default:
        guard let pick else { continue }
        var new: [Coding] = []
        for _ in 0..<4 {
          let start = Int.random(in: 0..<3, using: &random)
          let slip = PaperCodebook.Slip(
            coder: ["EO", "MB"].randomElement(using: &random) ?? "EO",
            turn: Int.random(in: 1...3, using: &random),
            span: Bool.random(using: &random) ? nil : start..<start + 4)
          let memo = Bool.random(using: &random) ? "memo \(number) \(new.count)" : nil
          new.append(
            Coding(
              theme: pick, coder: slip.coder, session: "one", turn: slip.turn, span: slip.span,
              memo: memo, createdAt: .now()))
          if paper.slips[pick]?[slip] == nil {
            paper.slips[pick, default: [:]].updateValue(memo, forKey: slip)
          }
        }
        _ = try writer.code(new)
      }
      if step % 6 == 5 { try compare(paper, test, note) }
    }
    try compare(paper, test, "seed \(seed), end")
    #expect(try test.findings() == [], "seed \(seed)")
  }

  private func merge(
    _ pick: String, into other: String, _ paper: inout PaperCodebook, _ writer: StudyWriter,
    _ note: Comment
  ) throws {
    let before = paper.slipCount
    let planned = try writer.mergeThemes(pick, into: other, dryRun: true)
    let report = try writer.mergeThemes(pick, into: other)
    #expect(planned.moved == report.moved && planned.doubles == report.doubles, note)
    let path = paper.path(pick)
    let slips = paper.slips[pick] ?? [:]
    var doubles = 0
    paper.change { paper in
      for (slip, memo) in slips {
        if let there = paper.slips[other]?[slip] {
          doubles += 1
          let both = there.map { there in
            memo.map { $0 == there ? there : there + "\n" + $0 } ?? there
          }
          paper.slips[other]?.updateValue(both ?? memo, forKey: slip)
        } else {
          paper.slips[other, default: [:]].updateValue(memo, forKey: slip)
        }
      }
      paper.slips[pick] = nil
      let moved = paper.children[pick] ?? []
      let parent = paper.parents[pick] ?? nil
      paper.children[parent]?.removeAll { $0 == pick }
      paper.children[pick] = nil
      paper.names[pick] = nil
      paper.labels[pick] = nil
      paper.parents[pick] = nil
      for child in moved { paper.parents[child] = other }
      paper.children[other, default: []] += moved
    }
    for (old, id) in paper.once where id == pick { paper.once[old] = other }
    paper.once[path] = other
    paper.once[pick] = other
    // Every coding is accounted for.
    #expect(report.moved + report.doubles.count == slips.count, note)
    #expect(report.doubles.count == doubles, note)
    #expect(paper.slipCount == before - doubles, note)
  }

  private func split(
    _ pick: String, _ id: String, _ paper: inout PaperCodebook, _ writer: StudyWriter,
    _ note: Comment
  ) throws {
    let slips = paper.slips[pick] ?? [:]
    let parent = paper.parents[pick] ?? nil
    let report = try writer.splitTheme(
      pick, new: Theme(id: id, label: id, name: "Split \(id)"), under: parent, at: .after(pick)
    ) { $0.coder == "EO" }
    let moved = slips.filter { $0.key.coder == "EO" }
    #expect(report.moved.count == moved.count && report.left == slips.count - moved.count, note)
    paper.names[id] = "Split \(id)"
    paper.labels[id] = id
    paper.parents[id] = parent
    let place = paper.children[parent]?.firstIndex(of: pick) ?? 0
    paper.children[parent]?.insert(id, at: place + 1)
    paper.slips[id] = moved
    paper.slips[pick] = slips.filter { $0.key.coder != "EO" }
  }

  @Test("rules, memos, exemplars and codings of sources go where their theme goes")
  func whatHangsOnATheme() throws {
    let test = try TestStudy()
    let tei = """
      <TEI xmlns="http://www.tei-c.org/ns/1.0">
        <teiHeader><fileDesc><titleStmt><title>Talk</title></titleStmt></fileDesc>
          <encodingDesc><classDecl><taxonomy>
            <category xml:id="cat-trust" n="A"><catDesc>Trust</catDesc></category>
          </taxonomy></classDecl></encodingDesc></teiHeader>
        <text><body><u who="#P1" ana="#cat-trust">I trust the kettle.</u>
        <u who="#P2">The kettle trusts me.</u></body></text>
      </TEI>
      """
    try test.write("talk.xml", tei)
    let writer = try test.writer()
    try writer.setCodebook(
      Codebook(themes: [
        Theme(id: "trust", label: "A", name: "Trust", exemplars: ["talk:1:2-7"]),
        Theme(id: "faith", label: "B", name: "Faith", exemplars: ["talk:2"]),
      ]))
    _ = try writer.ingest(SourceBatch([test.input]), IngestOptions())
    try writer.setRule(ThemeRule(id: "r", theme: "trust", query: "kettle", name: "kettles"))
    try writer.database.transaction { study in
      try study.addMemo(
        Memo(subject: .theme("trust"), author: "EO", createdAt: study.now, text: "think"))
    }
    #expect(try test.codings().filter { $0.origin == .source }.map(\.theme) == ["trust"])
    let report = try writer.mergeThemes("trust", into: "faith")
    #expect(report.moved == 3 && report.rules == 1 && report.memos == 1)
    let book = try writer.database.read { try $0.codebook() }
    #expect(book.themes.map(\.exemplars) == [["talk:2", "talk:1:2-7"]])
    for reference in ["A", "trust", "Trust", "B"] {
      #expect(try book.theme(reference).id == "faith", "\(reference)")
    }
    let memos = try writer.database.read { try $0.memos(on: .theme("faith")) }
    #expect(memos.map(\.text) == ["think"])
    // Read again, the source still finds the theme that took over, and the rule its own.
    try writer.refreshSourceCodings()
    try writer.applyRules()
    let codings = try test.codings()
    #expect(codings.count == 3 && codings.allSatisfy { $0.theme == "faith" })
    #expect(codings.filter { $0.origin == .source }.count == 1)
    #expect(try test.findings() == [])
  }

  @Test(
    "stand-off codings of TEI come in as the source's, apart from people's, and follow their theme")
  func standOff() throws {
    let test = try TestStudy()
    try test.write(
      "talk.xml",
      """
      <TEI xmlns="http://www.tei-c.org/ns/1.0">
        <teiHeader><fileDesc><titleStmt><title>Talk</title></titleStmt></fileDesc></teiHeader>
        <text><body><u xml:id="u1" who="#P1">I <w xml:id="s1">trust</w> the kettle.</u>
        <u xml:id="u2" who="#P2">The kettle trusts me.</u>
          <spanGrp resp="#EO"><span from="#s1" to="#s1" ana="#trust"/>
          <span target="#u2" ana="#trust"/></spanGrp></body></text>
      </TEI>
      """)
    let writer = try test.writer()
    try writer.setCodebook(
      Codebook(yaml: "themes: [{id: trust, label: A, name: Trust}, {id: b, label: B, name: Be}]"))
    _ = try writer.ingest(SourceBatch([test.input]), IngestOptions())
    let codings = try test.codings()
    #expect(
      codings.count == 2 && codings.allSatisfy { $0.origin == .source && $0.theme == "trust" })
    #expect(codings.map(\.turn) == [1, 2])
    // They are not a person's to take back.
    #expect(try writer.undoCoding(by: codings[0].coder ?? "EO").isEmpty)
    _ = try writer.editCodebook("codebook-move", theme: "trust") { book, _ in
      try book.moving("trust", under: "b")
    }
    try writer.refreshSourceCodings()
    #expect(try test.codings().map(\.theme) == ["trust", "trust"])
    #expect(try test.findings() == [])
  }

  @Test("what a dry run says happens, and a dry run changes nothing")
  func dryRun() throws {
    let test = try study()
    let writer = try test.writer()
    try writer.setCodebook(
      Codebook(yaml: "themes: [{id: a, label: A, name: First}, {id: b, label: B, name: Second}]"))
    let before = try StudyState(test.path)
    _ = try writer.mergeThemes("a", into: "b", dryRun: true)
    _ = try writer.editCodebook("codebook-move", theme: "b", dryRun: true) { book, _ in
      try book.moving("b", under: "a")
    }
    _ = try writer.splitTheme(
      "a", new: Theme(id: "", label: "", name: "New"), under: nil, at: .last, dryRun: true
    ) { _ in true }
    #expect(try StudyState(test.path) == before)
    #expect(try test.study.database().read { try $0.log() }.count == 2)
  }

  @Test("an id never means two themes, though the first is gone")
  func ids() throws {
    let test = try study()
    let writer = try test.writer()
    try writer.setCodebook(
      Codebook(yaml: "themes: [{id: a, label: A, name: Trust}, {id: b, label: B, name: Other}]"))
    func add() throws -> String {
      let edit = try writer.editCodebook("codebook-add", theme: nil) { book, used in
        try book.adding(Theme(id: "", label: "", name: "Trust!"), under: nil, taken: used)
      }
      return edit.after.themes.first { edit.before.theme(id: $0.id) == nil }?.id ?? ""
    }
    #expect(try add() == "trust")
    _ = try writer.mergeThemes("trust", into: "b")
    #expect(try add() == "trust-2")
  }

  @Test(
    "word changes give both versions back",
    arguments: [
      ("", ""), ("", "All is new."), ("All is gone.", ""),
      ("One way, theirs.", "One way, theirs alone."),
      ("The worker insists, although told.", "A worker who insists although told no."),
      ("a b a", "b a b"),
    ])
  func wordChanges(old: String, new: String) {
    let parts = WordChanges(from: old, to: new).parts
    func words(_ kinds: [WordChanges.Kind]) -> String {
      parts.filter { kinds.contains($0.kind) }.map(\.text).joined()
    }
    func bare(_ text: String) -> String { text.filter { !$0.isWhitespace } }
    #expect(bare(words([.same, .removed])) == bare(old))
    #expect(bare(words([.same, .added])) == bare(new))
  }
}
