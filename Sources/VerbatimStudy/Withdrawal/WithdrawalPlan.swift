import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimThemes

/// A withdrawal worked out to the end in memory: every source rewritten and proven, what becomes of every
/// coding, which texts quote. Nothing is changed by it; who confirms has seen ``preview``.
public struct WithdrawalPlan {
  public let request: WithdrawalRequest
  public internal(set) var preview: WithdrawalPreview
  let target: WithdrawalTarget
  var sources: [RewrittenSource] = []
  /// Corpus files that describe the person, rewritten: by their old digests.
  var roots: [String: (bytes: [UInt8], digest: Digest)] = [:]
  /// Records of sessions of such a corpus whose own source stays.
  var rerooted: [SessionRecord] = []
  var moves: [CodingMoves] = []
  var words: ErasedWords
  var texts: [(free: FreeText, now: String)] = []
  var memos: [Memo] = []
  /// Locks that were written, by their paths: they go on without those who withdraw.
  var lockPaths: [String] = []
  /// Of those who are hidden and stay, with their new turns.
  var embargo: Embargo
  /// `nil` where the study remembers no description.
  var memory: SessionMemory?

  /// - Throws: ``WithdrawalProblem`` and whatever reading the study throws.
  init(
    _ request: WithdrawalRequest, _ study: Study, _ database: StudyDatabase, _ index: Index
  ) throws {
    self.request = request
    let (records, memory, log, hidden) = try database.read {
      (
        try $0.sessions(), SessionMemory(json: try $0.setting(Study.sessionsSetting)), try $0.log(),
        try $0.embargo()
      )
    }
    let sharesSpeakers = index.manifest.sharesSpeakers
    let target = try WithdrawalTarget(
      request.subject, among: records, sharesSpeakers: sharesSpeakers)
    self.target = target
    preview = WithdrawalPreview(
      mode: request.mode, people: target.names(sharesSpeakers: sharesSpeakers),
      quoteWords: request.quoteWords)
    if target.isWhole { preview.session = target.labels.keys.first }
    let touched = Set(
      records.filter { target.isTouched($0.session.id) }.map(\.session.source.digest))
    let bySource = Dictionary(grouping: records, by: \.session.source.digest)
    for digest in touched.sorted() {
      let own = (bySource[digest] ?? []).sorted { $0.ordinal < $1.ordinal }
      sources.append(
        try RewrittenSource(digest, own, study, index, target, memory, hidden, request.mode))
    }
    var newMemory = memory
    for source in sources {
      newMemory = newMemory?.without(
        target, path: source.path, isLeft: source.edits != nil, request.mode)
    }
    self.memory = newMemory
    embargo = Self.embargo(hidden, target, sources)
    let erased = Self.erasedTexts(sources)
    let repeats = RepeatTest(erased, count: request.quoteWords)
    var repeating: [String] = []
    let changed = Dictionary(
      sources.flatMap(\.sessions).map { ($0.record.session.id, $0) },
      uniquingKeysWith: { first, _ in first })
    words = try ErasedWords(erased, run: request.quoteWords) { take in
      try Self.forEachTurn(index) { session, turn, text in
        var text = text
        if let own = changed[session] {
          if own.erased.contains(turn) { return }
          for stretch in own.stretches.reversed() where stretch.turn == turn {
            text.replaceScalars(stretch.range, with: WithdrawalRequest.marker)
          }
        }
        try take(text)
        if repeats.isRepeating(text) { repeating.append("\(session):\(turn + 1)") }
      }
      for text in try Self.hiddenTexts(hidden, records, changed, study) { try take(text) }
    }
    preview.repeats = repeating
    try reroot(records, study)
    try weigh(database, records)
    try remark(database, records, study)
    preview.exports = WithdrawalExport.found(in: log, words)
    let people = Set(preview.people)
    let locks = try database.read { try $0.writtenLocks() }
    lockPaths = Set(locks.map(\.path)).sorted()
    for lock in locks where !people.isDisjoint(with: lock.people) {
      preview.locks.removeAll { $0.path == lock.path }
      preview.locks.append(WithdrawalPreview.Lock(path: lock.path, at: lock.at.text))
    }
    preview.originals = Originals(log).found(sources)
  }

  /// Who withdraws needs no hiding any more; who stays hidden has other turn numbers.
  private static func embargo(
    _ hidden: Embargo, _ target: WithdrawalTarget, _ sources: [RewrittenSource]
  ) -> Embargo {
    var embargo = hidden
    embargo.entries.removeAll { entry in
      entry.label.map { target.has($0, in: entry.session) }
        ?? (target.isWhole && target.isTouched(entry.session))
    }
    for session in sources.flatMap(\.sessions) {
      if let after = session.after { embargo = embargo.updated(for: after) }
    }
    return embargo
  }

  /// What the index does not have: the turns of others who are under embargo and stay in the sources.
  private static func hiddenTexts(
    _ hidden: Embargo, _ records: [SessionRecord], _ changed: [String: RewrittenSession],
    _ study: Study
  ) throws -> [String] {
    var texts: [String] = []
    for id in Set(hidden.entries.map(\.session)).sorted() {
      var turns = changed[id]?.before.turns
      if turns == nil, let record = records.first(where: { $0.session.id == id }) {
        turns = try SourceReader(study).transcript(of: record)?.turns
      }
      let numbers = Set(hidden.entries.filter { $0.session == id }.flatMap(\.turns))
      for (index, turn) in (turns ?? []).enumerated() where numbers.contains(index + 1) {
        if changed[id]?.erased.contains(index) != true { texts.append(turn.text) }
      }
    }
    return texts
  }

  private static func erasedTexts(_ sources: [RewrittenSource]) -> [String] {
    sources.flatMap(\.sessions).flatMap { session in
      session.erased.sorted().map { session.before.turns[$0].text }
        + session.stretches.map { session.before.turns[$0.turn].text.scalars($0.range) }
    }
  }

  /// Every turn of the index: session, place in it from 0, text.
  static func forEachTurn(
    _ index: Index, _ body: (String, Int, String) throws -> Void
  ) throws {
    var decoded = DecodedTurn()
    for (id, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let range = segment.turns(ofSession: place.session)
      for turn in range {
        guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
        try body(id, turn - range.lowerBound, String(decoding: decoded.text, as: UTF8.self))
      }
    }
  }

  /// Corpus files through which the sessions were reached and that describe the person.
  private mutating func reroot(_ records: [SessionRecord], _ study: Study) throws {
    var members: [String: [SessionRecord]] = [:]
    for record in records {
      if let root = ReaderSettings(json: record.settings).root {
        members[root, default: []].append(record)
      }
    }
    for (root, members) in members
    where members.contains(where: { target.isTouched($0.session.id) }) {
      guard let digest = Digest(hex: root) else { continue }
      let old = try study.sources.read(digest)
      var rewriter = TEIRewriter(old, path: members[0].session.source.path)
      var labels: Set<String> = []
      for record in members {
        labels.formUnion(target.labels[record.session.id] ?? [])
        if target.isWhole, target.isTouched(record.session.id) {
          rewriter.eraseInclude(of: record.session.source.path)
        }
      }
      for label in labels.sorted() {
        // As long as another sitting has facts about somebody of this label, they are that person's.
        let isNeeded = members.contains { other in
          !target.isTouched(other.session.id)
            && other.session.participants.contains {
              $0.id == label && ($0.name != nil || !$0.attributes.isEmpty)
            }
        }
        if !isNeeded { rewriter.eraseDescription(of: label, request.mode) }
      }
      let new = rewriter.finish(request.mode).applied(to: old)
      guard new != old else { continue }
      roots[root] = (new, Digest(sha256Of: new))
    }
    guard !roots.isEmpty else { return }
    let own = Set(sources.map(\.digest))
    for var record in records where !own.contains(record.session.source.digest) {
      guard let settings = rerooted(record.settings) else { continue }
      record.settings = settings
      rerooted.append(record)
    }
    for source in sources.indices {
      for session in sources[source].sessions.indices {
        guard let record = sources[source].sessions[session].newRecord,
          let settings = rerooted(record.settings)
        else { continue }
        sources[source].sessions[session].newRecord?.settings = settings
      }
      for other in sources[source].others.indices {
        guard let settings = rerooted(sources[source].others[other].settings) else { continue }
        sources[source].others[other].settings = settings
      }
    }
  }

  private func rerooted(_ json: String) -> String? {
    var settings = ReaderSettings(json: json)
    guard let root = settings.root, let new = roots[root] else { return nil }
    settings.root = new.digest.hex
    return settings.json
  }

  /// What people made of it.
  private mutating func weigh(_ database: StudyDatabase, _ records: [SessionRecord]) throws {
    let sessions = sources.flatMap(\.sessions)
    let (codings, free, allMemos) = try database.read {
      (
        try $0.codings(includingHidden: true), try $0.freeTexts(),
        try $0.memos(includingHidden: true)
      )
    }
    let bySession = Dictionary(grouping: codings, by: \.session)
    var themes: [String: Int] = [:]
    for session in sessions {
      let own = bySession[session.record.session.id] ?? []
      let change = CodingMoves(own, in: session, request.mode)
      for coding in change.dropped { themes[coding.theme, default: 0] += 1 }
      for coding in own
      where coding.origin == .source && session.erased.contains(coding.turn - 1) {
        themes[coding.theme, default: 0] += 1
      }
      preview.moved += change.moved.count
      moves.append(change)
      note(session)
    }
    preview.dropped = themes.sorted { $0.key < $1.key }.map {
      WithdrawalPreview.ThemeCount(theme: $0.key, codings: $0.value)
    }
    preview.sessions.sort { NaturalOrder.precedes($0.id, $1.id) }
    preview.sources = sources.map(\.path).sorted(by: NaturalOrder.precedes)
    let dying = Set(moves.flatMap(\.dropped))
    let deadQuestions = Set(
      try database.read { try $0.codingQuestions(includingHidden: true) }.filter {
        dying.contains($0.coding)
      }
      .map(\.words))
    if !words.isEmpty {
      var counts: [FreeText: Int] = [:]
      for one in free {
        if one.table == "coding_question", deadQuestions.contains(one.text) { continue }
        guard let now = words.blanked(one.text) else { continue }
        texts.append((one, now))
        counts[FreeText(table: one.table, column: one.column, text: ""), default: 0] += 1
      }
      preview.quoting = counts.sorted {
        ($0.key.table, $0.key.column) < ($1.key.table, $1.key.column)
      }
      .map {
        WithdrawalPreview.Quoting(table: $0.key.table, column: $0.key.column, count: $0.value)
      }
    }
    memos = allMemos.filter { memo in
      switch memo.subject {
      case .participant(let session, let label): target.has(label, in: session)
      case .session(let session): target.isWhole && target.isTouched(session)
      case .study, .theme: false
      }
    }
    preview.memos = memos.count
  }

  private mutating func note(_ session: RewrittenSession) {
    let id = session.record.session.id
    guard target.isTouched(id) else { return }
    let numbers = session.numbers(request.mode)
    preview.sessions.append(
      WithdrawalPreview.Session(
        id: id, turns: session.erased.count, stays: session.after != nil,
        renumbered: numbers.enumerated().compactMap { old, new in
          new.flatMap { $0 == old + 1 ? nil : (old + 1, $0) }
        }))
    preview.turns += session.erased.count
    preview.stretches += session.stretches.count
    for turn in session.erased {
      let said = session.before.turns[turn]
      preview.words += FoldedWords.words(of: said.text, key: 1, run: 1).count
      if said.speakers.count > 1 { preview.sharedTurns += 1 }
    }
    for person in session.record.session.participants where target.has(person.id, in: id) {
      preview.facts += person.attributes.entries.count + (person.name == nil ? 0 : 1)
    }
  }

  /// What is left for a person to judge.
  private mutating func remark(
    _ database: StudyDatabase, _ records: [SessionRecord], _ study: Study
  ) throws {
    var remarks: [WithdrawalRemark] = []
    for source in sources {
      guard let edits = source.edits, let format = source.sessions.first?.record.format,
        format != "jsonl"
      else { continue }
      let bytes = edits.applied(to: try study.sources.read(source.digest))
      remarks += WithdrawalRemark.remarks(in: source, bytes: bytes, format: format)
    }
    var names: Set<String> = []
    for session in sources.flatMap(\.sessions) {
      let id = session.record.session.id
      let people = session.record.session.participants.filter { target.has($0.id, in: id) }
      let own = Set(people.flatMap { [$0.id, $0.name].compactMap(\.self) })
      names.formUnion(own)
      guard let after = session.after else { continue }
      let mentions = after.turns.filter { turn in
        own.contains { WithdrawalRemark.names($0, turn.text) }
      }
      remarks.append(WithdrawalRemark(.turn, id, numbers: mentions.map(\.number)))
      let facts =
        [session.record.session.title].compactMap(\.self)
        + session.record.session.attributes.entries.map(\.value)
      let free = facts.filter { fact in
        fact.count > 40 || own.contains { WithdrawalRemark.names($0, fact) }
      }
      remarks.append(WithdrawalRemark(.session, id, count: free.count))
    }
    let gone = Set(memos)
    let (left, free) = try database.read {
      (try $0.memos(includingHidden: true).filter { !gone.contains($0) }, try $0.freeTexts())
    }
    for id in target.labels.keys.sorted() {
      remarks.append(
        WithdrawalRemark(.memo, id, count: left.count { $0.subject == .session(id) }))
    }
    let known = Set(left.filter { !target.isSubject($0.subject) }.map(\.text))
    var counts: [String: Int] = [:]
    for text in free where text.table != "setting" {
      if text.table == "memo", !known.contains(text.text) { continue }
      guard names.contains(where: { WithdrawalRemark.names($0, text.text) }) else { continue }
      counts["\(text.table).\(text.column)", default: 0] += 1
    }
    remarks += counts.sorted { $0.key < $1.key }.map {
      WithdrawalRemark(.text, $0.key, count: $0.value)
    }
    preview.remarks = remarks.filter { $0.count > 0 }
  }
}
