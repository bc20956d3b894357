import VerbatimCorpus
import VerbatimXML

/// Settles a draft at the end of its file: spaces between tokens, times, overlaps, codings,
/// people.
struct TEIFinisher {
  var draft: TEIDraft
  /// Where turns are settled by what stands elsewhere, they are taken out of the draft's rows.
  private var turns: [Turn] = []
  let number: Int
  let facts: TEIFacts
  let document: XMLDocumentBytes
  let options: TEIOptions
  let languages: [String]
  var ids: IDTable
  private(set) var warnings: [TEIWarning] = []

  init(handler: inout TEIHandler, number: Int, facts: TEIFacts, options: TEIOptions) {
    draft = TEIDraft()
    swap(&draft, &handler.drafts[number])
    self.number = number
    self.facts = facts
    self.options = options
    document = handler.document
    languages = handler.languages
    ids = IDTable()
    swap(&ids, &handler.ids)
  }

  /// The ids belong to the whole file: the next draft needs them too.
  mutating func giveBack(to handler: inout TEIHandler) {
    swap(&ids, &handler.ids)
  }

  mutating func transcript(id: String, source: Source) -> Transcript {
    let language = draft.textLanguage ?? draft.rootLanguage
    var tags: [TurnRows.Text] = []
    for tag in languages { tags.append(draft.rows.add(tag == language ? nil : tag)) }
    for (index, language) in draft.turnLanguages.enumerated() where language >= 0 {
      draft.rows.extras[index].language = tags[Int(language)]
    }
    let (participants, unknown) = people()
    if !isSettled { turns = draft.takeTurns() }
    spaceTokens()
    settleTimes()
    settleAnnotations()
    let themes = unique(facts.themes)
    let codings = settleCodings(themes: themes)
    warnings += unknown
    note()
    var attributes = facts.attributes
    if let inner = draft.id { attributes.append("xml:id", inner) }
    let session = Session(
      id: id, group: facts.group, title: facts.title, language: language, attributes: attributes,
      participants: participants, source: source,
      isReconstructed: draft.spacing.isReconstructed)
    var transcript =
      turns.isEmpty
      ? Transcript(session: session, columns: TurnColumns(draft.rows))
      : Transcript(session: session, turns: turns)
    transcript.events = draft.events
    transcript.codings = codings
    transcript.themes = themes
    return transcript
  }

  /// Whether nothing outside of a turn says more of it.
  private var isSettled: Bool {
    draft.unspaced.isEmpty && draft.timings.isEmpty && draft.synchronous.isEmpty
      && draft.whens.isEmpty && draft.spans.isEmpty
  }

  private mutating func warn(_ problem: TEIProblem, _ line: Int) {
    warnings.append(TEIWarning(line: line, problem: problem))
  }

  private mutating func spaceTokens() {
    guard !draft.unspaced.isEmpty else { return }
    var words = TurnFinisher(
      document: document, pattern: options.pattern, themes: Set(facts.themes.map(\.id)))
    let waiting = draft.unspaced
    draft.unspaced = []
    let mode = draft.spacing.mode
    for var entry in waiting {
      let row = TurnRows.Row(
        textEnd: 0, line: turns[entry.turn].place.line, source: 0..<0, start: nil, end: nil,
        speakers: -1, extra: 0)
      words.finish(
        &entry.recording, turn: entry.turn, isMapped: entry.isMapped, mode: mode, ids: &ids,
        draftIndex: number, row, TurnRows.Extra(), into: &draft)
      let made = draft.takeTurns()[0]
      turns[entry.turn].text = made.text
      turns[entry.turn].marks = made.marks
      turns[entry.turn].events = made.events
      turns[entry.turn].annotations = made.annotations
      turns[entry.turn].place.map = made.place.map
    }
    if draft.spacing.isReconstructed { warn(.reconstructedSpaces, draft.line) }
  }

  private func unique(_ themes: [SourceTheme]) -> [SourceTheme] {
    var seen: Set<String> = []
    return themes.filter { seen.insert($0.id).inserted }
  }

  /// Where in a turn of this document an id stands.
  private func place(of id: String) -> (turn: Int, span: Range<Int>?)? {
    guard let place = ids.place(of: id), place.draft == number else { return nil }
    let isSpan = place.lower >= 0 && place.upper >= place.lower
    return (Int(place.turn), isSpan ? Int(place.lower)..<Int(place.upper) : nil)
  }

  // MARK: Times

  private mutating func settleTimes() {
    guard !draft.timings.isEmpty || !draft.synchronous.isEmpty || !draft.whens.isEmpty else {
      return
    }
    let timeline = TEITimeline(draft)
    warnings += timeline.warnings
    var anchors: [String: String] = [:]
    for group in draft.synchronous {
      guard let when = group.first(where: { timeline.time(of: $0) != nil }) else { continue }
      for other in group where other != when { anchors[other] = when }
    }
    func time(_ pointer: String?) -> Milliseconds? {
      guard let pointer else { return nil }
      return timeline.time(of: pointer) ?? timeline.pointed[pointer].flatMap(timeline.time)
        ?? anchors[pointer].flatMap(timeline.time)
    }
    var pointed: Set<Int> = []
    for timing in draft.timings {
      var made = turns[timing.turn]
      made.start =
        time(timing.start) ?? timing.synch.lazy.compactMap(time).first
        ?? timing.anchors.lazy.compactMap { time($0.synch) }.first
      made.end =
        time(timing.end) ?? timing.anchors.reversed().lazy.compactMap { time($0.synch) }.first
      // A start within another turn that has no time is still an overlap.
      for pointer in timing.synch + [timing.start].compactMap({ $0 }) where made.start == nil {
        if let other = place(of: pointer), other.turn != timing.turn { pointed.insert(timing.turn) }
      }
      turns[timing.turn] = made
    }
    for index in turns.indices where turns[index].start == nil {
      if let id = turns[index].id { turns[index].start = time(id) }
    }
    var ends: [Int: [(time: Milliseconds, offset: Int)]] = [:]
    for timing in draft.timings where !timing.anchors.isEmpty {
      ends[timing.turn] = timing.anchors.compactMap { anchor in
        time(anchor.synch).map { ($0, anchor.offset) }
      }
    }
    markOverlaps(anchors: ends, pointed: pointed)
  }

  /// Marks what is said while another speaks, by the strongest evidence that there is.
  private mutating func markOverlaps(
    anchors: [Int: [(time: Milliseconds, offset: Int)]], pointed: Set<Int>
  ) {
    var regions: [Int: [Range<Milliseconds>]] = [:]
    let timed = turns.indices.filter {
      turns[$0].start != nil && turns[$0].end != nil
    }.sorted {
      (turns[$0].start ?? .zero, $0) < (turns[$1].start ?? .zero, $1)
    }
    var latest: Int?
    for index in timed {
      guard let start = turns[index].start, let end = turns[index].end, start <= end
      else { continue }
      if let other = latest, let until = turns[other].end {
        let shared = min(until, end)
        if start < shared {
          regions[index, default: []].append(start..<shared)
          regions[other, default: []].append(start..<shared)
        }
        if end > until { latest = index }
      } else {
        latest = index
      }
    }
    for (index, ranges) in regions.sorted(by: { $0.key < $1.key }) {
      for range in ranges { mark(index, range, anchors[index] ?? []) }
    }
    for index in pointed.sorted() where regions[index] == nil { mark(index, "pointer") }
    for timing in draft.timings
    where timing.isMarkedOverlap && regions[timing.turn] == nil && !pointed.contains(timing.turn) {
      mark(timing.turn, "trans")
    }
  }

  private mutating func mark(_ turn: Int, _ evidence: String, _ range: Range<Int>? = nil) {
    let whole = 0..<turns[turn].text.unicodeScalars.count
    let range = range ?? whole
    guard !range.isEmpty else { return }
    let mark = Mark(kind: .overlap, range: range, detail: evidence)
    guard !turns[turn].marks.contains(mark) else { return }
    let at =
      turns[turn].marks.firstIndex {
        ($0.range.lowerBound, $0.range.upperBound) > (range.lowerBound, range.upperBound)
      } ?? turns[turn].marks.count
    turns[turn].marks.insert(mark, at: at)
  }

  /// The words between the anchors that enclose `range` of time.
  private mutating func mark(
    _ turn: Int, _ range: Range<Milliseconds>, _ anchors: [(time: Milliseconds, offset: Int)]
  ) {
    let count = turns[turn].text.unicodeScalars.count
    let lower = anchors.last { $0.time <= range.lowerBound }?.offset ?? 0
    let upper = anchors.first { $0.time >= range.upperBound }?.offset ?? count
    // An anchor stands behind the space before the next word.
    let text = turns[turn].text.scalars(lower..<max(lower, upper))
    let trailing = text.unicodeScalars.reversed().prefix { $0 == " " || $0 == "\n" }.count
    let end = max(lower, upper - trailing)
    if lower < end { mark(turn, "time", lower..<end) }
  }

  // MARK: Annotations

  /// Stand-off annotations of words: `spanGrp[@type='pos']` of ISO 24624 and its like.
  private mutating func settleAnnotations() {
    var changed: Set<Int> = []
    for span in draft.spans {
      guard let layer = span.layer, let value = span.text else { continue }
      for (turn, range) in wordsInOneTurn(of: span) where !range.isEmpty {
        turns[turn].annotations.append(Annotation(layer: layer, range: range, value: value))
        changed.insert(turn)
      }
    }
    for turn in changed {
      turns[turn].annotations = TurnAnnotations.sorted(turns[turn].annotations)
    }
  }

  /// What a span covers, word by word, or from word to word of one turn.
  private func wordsInOneTurn(of span: TEIDraft.Span) -> [(Int, Range<Int>)] {
    let places = span.targets.map { place(of: $0) }
    guard span.isRange else {
      return places.compactMap { place in
        guard let place, let range = place.span else { return nil }
        return (place.turn, range)
      }
    }
    guard let first = places.first ?? nil, let last = places.last ?? nil, first.turn == last.turn,
      let lower = first.span?.lowerBound, let upper = last.span?.upperBound, lower < upper
    else { return [] }
    return [(first.turn, lower..<upper)]
  }

  // MARK: Codings

  private mutating func settleCodings(themes: [SourceTheme]) -> [SourceCoding] {
    let known = Set(themes.map(\.id))
    var found: [(order: Int, coding: SourceCoding)] = []
    for coding in draft.codings {
      for theme in coding.themes where known.contains(theme) {
        found.append(
          (
            coding.turn,
            SourceCoding(
              theme: theme, turn: coding.turn + 1, span: coding.span, coder: coding.coder)
          ))
      }
    }
    var names: [String: String] = [:]
    for theme in themes {
      for name in [theme.id, theme.label, theme.name].compactMap({ $0 }) where names[name] == nil {
        names[name] = theme.id
      }
    }
    for span in draft.spans where span.layer == nil {
      // A span without a pointer is a theme only if its text names one: a part of speech is none.
      let pointed = span.themes.isEmpty ? span.text.flatMap { names[$0] }.map { [$0] } : span.themes
      guard let pointed else { continue }
      let covered = words(of: span)
      if covered.isEmpty {
        warn(.unresolvedSpan(target: span.targets.first ?? ""), span.line)
        continue
      }
      for theme in pointed {
        if !known.contains(theme) { warn(.undeclaredTheme(id: theme), span.line) }
        for (turn, range) in covered {
          found.append(
            (
              turn, SourceCoding(theme: theme, turn: turn + 1, span: range, coder: span.coder)
            ))
        }
      }
    }
    return found.enumerated()
      .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
      .map(\.element.coding)
  }

  /// The turns, or parts of turns, that a span covers.
  private func words(of span: TEIDraft.Span) -> [(Int, Range<Int>?)] {
    guard span.isRange, let from = span.targets.first, let to = span.targets.last else {
      return span.targets.compactMap { place(of: $0).map { ($0.turn, $0.span) } }
    }
    guard let first = place(of: from), let last = place(of: to), first.turn <= last.turn else {
      return []
    }
    return (first.turn...last.turn).compactMap { turn in
      let count = turns[turn].text.unicodeScalars.count
      let lower = turn == first.turn ? first.span?.lowerBound : nil
      let upper = turn == last.turn ? last.span?.upperBound : nil
      if lower == nil, upper == nil { return (turn, nil) }
      let range = (lower ?? 0)..<max(lower ?? 0, upper ?? count)
      return range.isEmpty ? nil : (turn, range)
    }
  }

  // MARK: People

  /// Everyone, and what is to be warned of.
  private mutating func people() -> ([Participant], [TEIWarning]) {
    var all: [Participant] = []
    var unknown: [TEIWarning] = []
    var index: [String: Int] = [:]
    func add(_ person: Participant) {
      guard index[person.id] == nil else { return }
      index[person.id] = all.count
      all.append(person)
    }
    for person in facts.people { add(person) }
    let isAnyDeclared = !facts.people.isEmpty || !facts.corpusPeople.isEmpty
    var corpus: [String: Participant] = [:]
    for person in facts.corpusPeople where corpus[person.id] == nil { corpus[person.id] = person }
    var isMet = [Bool](repeating: false, count: draft.rows.speakers.count)
    for row in draft.rows.rows where row.speakers >= 0 && !isMet[Int(row.speakers)] {
      let set = Int(row.speakers)
      isMet[set] = true
      for place in draft.rows.speakers[set].indices {
        var speaker = draft.rows.speakers[set][place]
        if index[speaker] != nil { continue }
        // `prefix:P1`, where the prefix is declared, is P1.
        if let colon = speaker.firstIndex(of: ":"),
          facts.prefixes.contains(String(speaker[..<colon]))
        {
          speaker = String(speaker[speaker.index(after: colon)...])
          draft.rows.speakers[set][place] = speaker
          if index[speaker] != nil { continue }
        }
        // A corpus declares the people of all its sessions; those who do not speak are elsewhere.
        if let person = corpus[speaker] {
          add(person)
        } else {
          add(Participant(id: speaker, isDeclared: false))
          if isAnyDeclared {
            unknown.append(TEIWarning(line: row.line, problem: .undeclaredSpeaker(id: speaker)))
          }
        }
      }
    }
    if !isAnyDeclared, !all.isEmpty {
      unknown.append(TEIWarning(line: draft.line, problem: .noParticipants(speakers: all.count)))
    }
    for (speaker, words) in draft.roles {
      guard let person = index[speaker], all[person].role == nil else { continue }
      // The commonest of the turns' roles, the first by name of those as common.
      let role = words.max { ($0.value, $1.key) < ($1.value, $0.key) }
      all[person].role = role.map { Role(rawValue: $0.key) }
    }
    return (all, unknown)
  }

  private mutating func note() {
    for warning in facts.warnings { warnings.append(warning) }
    if draft.unattributed.count > 0 {
      warn(.unattributedTurns(count: draft.unattributed.count), draft.unattributed.line)
    }
    if draft.hyphensAtBreaks.count > 0 {
      warn(.hyphensAtBreaks(count: draft.hyphensAtBreaks.count), draft.hyphensAtBreaks.line)
    }
    if draft.bracketedEvents.count > 0 {
      warn(.eventsInBrackets(count: draft.bracketedEvents.count), draft.bracketedEvents.line)
    }
    if draft.undecidedBrackets.count > 0 {
      warn(.undecidedBrackets(count: draft.undecidedBrackets.count), draft.undecidedBrackets.line)
    }
  }
}

extension Milliseconds {
  fileprivate static let zero = Milliseconds(rawValue: 0)
}
