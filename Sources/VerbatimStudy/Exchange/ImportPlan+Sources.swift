import VerbatimCorpus
import VerbatimDigest
import VerbatimThemes

/// Which session a source is, and what of its codings is new there.
extension ImportPlan {
  mutating func plan(
    _ source: IncomingSource, _ turns: (String) throws -> [Turn]
  ) throws {
    var row = ExchangeReport.Source(
      name: source.name, session: "", match: .refused, turns: source.transcript.turns.count,
      added: 0, known: 0, doubtful: 0, text: source.text)
    if let found = try match(source, turns) {
      row.session = found.session
      var codings = source.codings
      var changed: [Key: String] = [:]
      row.match = .same
      if let now = found.turns {
        let rebased = rebase(source, to: now)
        (codings, changed) = (rebased.codings, rebased.changed)
        row.match = .rebased(moved: rebased.moved)
        row.doubtful = source.codings.count - codings.count
        report.findings.note(.doubtfulCodings, source.name, count: row.doubtful)
      }
      compareFacts(source, found.session)
      add(codings, session: found.session, asking: changed, &row)
    } else if let bytes = source.bytes {
      let id = freeID(source.transcript.session.id)
      row.session = id
      row.match = .new
      take(source, bytes, as: id)
      add(source.codings, session: id, &row)
    } else {
      report.findings.note(.sessionsWithout, source.name, count: max(1, source.codings.count))
    }
    sessions.append(row.session.isEmpty ? nil : row.session)
    report.sources.append(row)
  }

  /// The session of the study that a source is, and its turns where they are not the source's.
  func match(
    _ source: IncomingSource, _ turns: (String) throws -> [Turn]
  ) throws -> (session: String, turns: [Turn]?)? {
    let digest =
      source.bytes.map { Digest(sha256Of: $0) } ?? source.transcript.session.source.digest
    let records = study.content.sessions
    let sameBytes = records.filter { $0.session.source.digest == digest }
    let own = records.first { $0.session.id == source.session }
    let stem = source.transcript.session.id
    let named = records.first { $0.session.id == source.name || $0.session.id == stem }
    for record in sameBytes + (own.map { [$0] } ?? []) + (named.map { [$0] } ?? []) {
      let now = try turns(record.session.id)
      let then = source.transcript.turns
      if now.count == then.count,
        zip(now, then).allSatisfy({ $0.text.utf8.elementsEqual($1.text.utf8) })
      {
        return (record.session.id, nil)
      }
      // Every study has an "fg1": a name alone is little, half of the turns must be the same.
      let texts = Set(now.map(\.text))
      let shared = then.count { texts.contains($0.text) }
      if shared * 2 >= then.count { return (record.session.id, now) }
    }
    return nil
  }

  /// Codings follow their words into the study's version. What the words of some became is a question
  /// for a person; `changed` holds what was coded.
  func rebase(
    _ source: IncomingSource, to turns: [Turn]
  ) -> (codings: [Coding], moved: Int, changed: [Key: String]) {
    // Labels may have been mapped in the study: words decide, not who is said to speak them.
    func plain(_ turns: [Turn]) -> [Turn] {
      turns.map {
        var turn = $0
        turn.speakers = []
        return turn
      }
    }
    var before = source.transcript
    before.turns = plain(before.turns)
    var now = source.transcript
    now.turns = plain(turns)
    var codings: [Coding] = []
    var moved = 0
    var changed: [Key: String] = [:]
    let rebase = CodingRebase(from: before, to: now)
    // Two that come to lie upon one another were two, and nobody can say which is meant.
    var places: Set<Key> = []
    for coding in source.codings {
      var new = coding
      switch rebase.outcome(of: coding) {
      case .kept: break
      case .moved(let turn, let span): (new.turn, new.span) = (turn, span)
      case .adjusted(let turn, let span):
        (new.turn, new.span) = (turn, span)
        changed[Key(new)] = rebase.words(of: coding) ?? ""
      case .doubtful: continue
      }
      guard places.insert(Key(new)).inserted else { continue }
      if Key(new) != Key(coding) { moved += 1 }
      codings.append(new)
    }
    return (codings, moved, changed)
  }

  mutating func add(
    _ codings: [Coding], session: String, asking changed: [Key: String] = [:],
    _ row: inout ExchangeReport.Source
  ) {
    for coding in codings {
      guard let theme = themes[coding.theme] else {
        report.findings.note(.unknownReference, "CodeRef")
        continue
      }
      if let rule = coding.origin.ruleID, refusedRules.contains(rule) {
        report.findings.note(.rulesDiffer, rule)
        continue
      }
      var new = coding
      new.theme = theme
      new.session = session
      if codebook.theme(id: theme)?.isCodable == false {
        report.findings.note(.codingsOfGroupingCodes, codebook.path(of: theme))
      }
      // One that an earlier exchange gave to somebody may be the transcript's own here.
      if new.origin == .person, let coder = new.coder, coder.hasPrefix(QDAUser.source) {
        var carried = new
        let name = String(coder.dropFirst(QDAUser.source.count))
        carried.origin = .source
        carried.coder = name.isEmpty ? nil : name
        if known.contains(Key(carried)) { new = carried }
      }
      if new.origin == .source, !known.contains(Key(new)) {
        // The session here carries no such coding: from now on it is somebody's.
        let id = QDAUser.source + (new.coder ?? "")
        new.origin = .person
        new.coder = id
        if !coders.contains(where: { $0.id == id }), !study.coders.contains(where: { $0.id == id })
        {
          let name = (coding.coder ?? "Not named") + QDAUser.sourceMark
          coders.append(Coder(id: id, name: name))
        }
      }
      let key = Key(new)
      if known.contains(key) {
        row.known += 1
        report.codingsKnown += 1
        if let memo = new.memo, let old = memosOfCodings[key], old != memo {
          report.findings.note(.codingMemosDiffer, session)
        }
        continue
      }
      guard memosOfCodings.updateValue(new.memo, forKey: key) == nil else { continue }
      self.codings.append(new)
      if let words = changed[Key(coding)] {
        questions.append((new, words))
        report.findings.note(.adjustedCodings, row.name)
      }
      row.added += 1
      report.codingsAdded += 1
    }
  }

  /// Facts of a session that the study has stay as they are there.
  mutating func compareFacts(_ source: IncomingSource, _ id: String) {
    guard let session = study.content.sessions.first(where: { $0.session.id == id })?.session else {
      return
    }
    let other = source.transcript.session
    var differing = other.attributes.entries.count {
      !session.attributes.values(of: $0.name).contains($0.value)
    }
    let people = Dictionary(
      session.participants.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for person in other.participants {
      let here = people[person.id]?.attributes ?? []
      differing += person.attributes.entries.count {
        !here.values(of: $0.name).contains($0.value)
      }
    }
    report.findings.note(.factsOfKnownSessions, id, count: differing)
  }

  mutating func freeID(_ wanted: String) -> String {
    var id = wanted
    var number = 2
    while !taken.insert(id).inserted {
      id = "\(wanted)-\(number)"
      number += 1
    }
    return id
  }

  mutating func take(_ source: IncomingSource, _ bytes: [UInt8], as id: String) {
    var bytes = bytes
    // The study knows sources by their bytes; two of one text are told apart by an empty line.
    while !digests.insert(Digest(sha256Of: bytes)).inserted { bytes.append(0x0A) }
    var transcript = source.transcript
    let old = transcript.session.id
    transcript.session.id = id
    if transcript.session.group == old { transcript.session.group = id }
    transcript.session.source = Source(
      path: report.path + "/" + source.name + ".txt", digest: Digest(sha256Of: bytes))
    transcripts.append((transcript, bytes, source.settings))
  }
}
