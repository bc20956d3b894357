import ArgumentParser
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension CodebookCommand {
  struct Merge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "merge",
      abstract:
        "Makes one theme of two: codings move over, and what the first was called finds the second.",
      discussion: """
        Where both themes stand on the same words by the same coder, one coding is kept and both memos \
        are joined in it. Definition, inclusion and exclusion of the first stay in the history.

          verbatim codebook merge A/3/a into A/3/b --dry-run
          verbatim codebook merge A/3/a into A/3/b
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var dry: DryRunOption

    @Argument(help: "THEME into THEME: what goes, and what it goes into.")
    var themes: [String]

    func validate() throws {
      if pair == nil { throw ValidationError("say which into which: merge A/3/a into A/3/b") }
    }

    /// Not without `into`: which of two themes goes is nothing to guess, and a merge stays.
    private var pair: (from: String, into: String)? {
      themes.count == 3 && themes[1] == "into" ? (themes[0], themes[2]) : nil
    }

    func run() throws {
      guard let pair else { return }
      let writer = try study.writer("codebook merge")
      let codebook = try writer.database.read { try $0.codebook() }
      let from = try CodebookCommand.theme(pair.from, in: codebook)
      let into = try CodebookCommand.theme(pair.into, in: codebook)
      let report = try writer.mergeThemes(from.id, into: into.id, dryRun: dry.dryRun)
      let before = report.edit.before
      dry.say(
        "merged \(CodebookCommand.title(from.id, in: before)) into "
          + CodebookCommand.title(into.id, in: before))
      Console.say("  \(Count.of(report.moved + report.doubles.count, "coding")) of it:")
      Console.say("  \(report.moved) moved")
      Console.say(
        "  \(report.doubles.count) stood where the same coder had put the other: kept once")
      for double in report.doubles.prefix(20) {
        let span = double.span.map { ":\($0.lowerBound)-\($0.upperBound)" } ?? ""
        Console.say("    \(double.session):\(double.turn)\(span) by \(double.coder ?? "a source")")
      }
      if report.doubles.count > 20 { Console.say("    and \(report.doubles.count - 20) more") }
      if report.rules > 0 { Console.say("  \(Count.of(report.rules, "rule")) moved") }
      if report.memos > 0 { Console.say("  \(Count.of(report.memos, "memo")) moved") }
      if report.children > 0 {
        Console.say("  \(Count.of(report.children, "theme")) below it moved")
      }
      for move in report.relabelled {
        Console.say("  \(move.old) is \(move.new): its label was taken")
      }
      if !dry.dryRun {
        let path = before.path(of: from.id) ?? from.label
        Console.say("  \(path) and the id \(from.id) find it from now on")
      }
    }
  }

  struct Split: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "split",
      abstract: "Makes a new theme and gives it chosen codings of another; a preview unless --yes.",
      discussion: """
        Codings are chosen by a query (those that a hit touches), by places, by coder, by group; where \
        several are given, all must hold. What rules and sources coded stays.

          verbatim codebook split B/2 "Rules that bend" --query 'rule* OR regulat*'
          verbatim codebook split B/2 "Rules that bend" --coder EO --group FG2 --yes
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var place: PlaceOptions
    @OptionGroup var texts: TextOptions

    @Argument(help: "The theme that is split.")
    var theme: String

    @Argument(help: "The name of the new theme.")
    var name: String

    @Option(help: "The label of the new theme; else the next free one.")
    var label: String?

    @Option(help: "Codings that a hit of this query touches.")
    var query: String?

    @Option(
      name: .customLong("place"), parsing: .singleValue,
      help: "Codings that touch this place; may be repeated.")
    var places: [CodeCommand.Place] = []

    @Option(help: "Codings by this person.")
    var coder: String?

    @Option(help: "Codings in this group.")
    var group: String?

    @Flag(help: "Does it; without, only counts.")
    var yes = false

    func validate() throws {
      if query == nil, places.isEmpty, coder == nil, group == nil {
        throw ValidationError("say which codings: --query, --place, --coder or --group")
      }
    }

    func run() throws {
      let writer = try study.writer("codebook split")
      let codebook = try writer.database.read { try $0.codebook() }
      let old = try CodebookCommand.theme(theme, in: codebook)
      for place in texts.exemplars { try place.prove(writer) }
      let (parent, position) =
        place.isGiven
        ? try place.place(in: codebook, else: old.parent) : (old.parent, .after(old.id))
      var new = Theme(id: "", label: label ?? "", name: name)
      texts.put(in: &new)
      let hits = try query.map { try touched($0, writer) }
      let groups = try groups(writer)
      let report = try writer.splitTheme(
        old.id, new: new, under: parent, at: position, dryRun: !yes
      ) { coding in
        if let coder, coding.coder != coder { return false }
        if let group, groups[coding.session] != group { return false }
        if !places.isEmpty, !places.contains(where: { $0.touches(coding) }) { return false }
        return hits.map { hits in hits.contains { $0.touches(coding) } } ?? true
      }
      let title = CodebookCommand.title(report.theme, in: report.edit.after)
      let all = report.moved.count + report.left
      Console.say(
        (yes ? "split " : "would split ") + CodebookCommand.title(old.id, in: codebook) + ": "
          + "\(report.moved.count) of \(Count.of(all, "coding")) to \(title)")
      let byCoder = Dictionary(grouping: report.moved) { $0.coder ?? "nobody named" }
      for (name, codings) in byCoder.sorted(by: { NaturalOrder.precedes($0.key, $1.key) }) {
        Console.say("  \(codings.count) by \(name)")
      }
      if !yes { Console.say("nothing was changed; give --yes to do it") }
      if report.moved.isEmpty { throw Outcome.noResults }
    }

    private func touched(_ query: String, _ writer: StudyWriter) throws -> [TurnPlace] {
      let asked = AskedQuery(words: [query])
      let node = try asked.parse(writer.index, writer.database)
      return try CodingPlaces(
        node, .hit, in: writer.index, options: asked.options,
        regions: try StudyThemes(writer.database)
      ).places
    }

    private func groups(_ writer: StudyWriter) throws -> [String: String] {
      guard let group else { return [:] }
      let sessions = try writer.database.read { try $0.sessions() }.map(\.session)
      let known = Set(sessions.map(\.group))
      guard known.contains(group) else {
        let names = known.sorted(by: NaturalOrder.precedes).joined(separator: ", ")
        throw ValidationError("there is no group \(group); groups: \(names)")
      }
      return Dictionary(sessions.map { ($0.id, $0.group) }, uniquingKeysWith: { first, _ in first })
    }
  }
}

extension CodeCommand.Place {
  /// Whether a coding shares words with the place.
  func touches(_ coding: Coding) -> Bool {
    (turn...lastTurn).contains {
      TurnPlace(session: session, turn: $0, span: span).touches(coding)
    }
  }
}
