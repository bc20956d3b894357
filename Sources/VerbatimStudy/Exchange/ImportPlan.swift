import VerbatimCorpus
import VerbatimDigest
import VerbatimIngest
import VerbatimThemes

/// An incoming project held against a study: what would be added to it, and what would not. Making a plan
/// changes nothing.
struct ImportPlan {
  var report: ExchangeReport
  var codebook: Codebook
  var coders: [Coder] = []
  var codings: [Coding] = []
  /// Codings whose words changed since they were coded, with what was said then.
  var questions: [(coding: Coding, words: String)] = []
  var memos: [Memo] = []
  var rules: [ThemeRule] = []
  var queries: [SavedQuery] = []
  var name: String?
  var sharesSpeakers = false
  /// New sessions, each with the bytes that it is read from.
  var transcripts: [(transcript: Transcript, bytes: [UInt8], settings: SettingsValue?)] = []

  let study: IncomingContext
  let incoming: IncomingProject
  let known: Set<Key>
  let knownMemos: Set<Memo>
  var themes: [String: String] = [:]
  var refusedRules: Set<String> = []
  /// The session of each source; `nil` for one that was refused.
  var sessions: [String?] = []
  var taken: Set<String>
  var digests: Set<Digest>
  var memosOfCodings: [Key: String?] = [:]

  /// What makes two codings one.
  struct Key: Hashable {
    var coding: Coding

    init(_ coding: Coding) {
      self.coding = coding
      self.coding.memo = nil
      self.coding.createdAt = Timestamp(secondsSince1970: 0)
    }
  }

  /// - Parameters:
  ///   - turns: the turns of a session of the study.
  /// - Throws: ``CodebookProblems`` where the themes of both make no codebook together.
  init(
    _ incoming: IncomingProject, into study: IncomingContext, path: String,
    turns: (String) throws -> [Turn]
  ) throws {
    self.incoming = incoming
    self.study = study
    report = ExchangeReport(path: path, origin: incoming.origin)
    report.findings = incoming.findings
    let merge = try CodebookMerge(
      incoming.codebook, into: study.codebook, isExact: incoming.isExact)
    codebook = merge.codebook
    themes = merge.ids
    report.themesAdded = merge.added
    report.themesKnown = merge.known
    report.findings.add(merge.findings)
    known = Set(study.content.codings.map(Key.init))
    memosOfCodings = Dictionary(
      study.content.codings.map { (Key($0), $0.memo) }, uniquingKeysWith: { first, _ in first })
    knownMemos = Set(study.content.memos)
    taken = Set(study.content.sessions.map(\.session.id))
    digests = Set(study.content.sessions.map(\.session.source.digest))
    planName()
    planCoders()
    planRules()
    planQueries()
    for source in incoming.sources { try plan(source, turns) }
    leaveOutTranscripts()
    planMemos()
  }

  mutating func planName() {
    if study.content.name == nil { name = incoming.name }
    guard incoming.sharesSpeakers, !study.sharesSpeakers else { return }
    if study.content.sessions.isEmpty {
      sharesSpeakers = true
    } else {
      report.findings.note(.speakersSetting)
    }
  }

  mutating func planCoders() {
    let names = Dictionary(
      study.coders.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    for coder in incoming.coders {
      if let name = names[coder.id] {
        if let new = coder.name, let name, new != name {
          report.findings.note(.coderNames, coder.id)
        }
        continue
      }
      coders.append(coder)
      report.coders.append(coder.id)
    }
  }

  /// Who stood for transcripts elsewhere, and whose codings the transcripts here carry themselves.
  mutating func leaveOutTranscripts() {
    let theirs = Set(incoming.sources.flatMap { $0.codings.compactMap(\.coder) })
    let used = Set(codings.compactMap(\.coder))
    func isLeftOut(_ id: String) -> Bool {
      id.hasPrefix(QDAUser.source) && theirs.contains(id) && !used.contains(id)
    }
    coders.removeAll { isLeftOut($0.id) }
    report.coders.removeAll(where: isLeftOut)
  }

  mutating func planRules() {
    for rule in incoming.rules {
      guard let theme = themes[rule.theme] else { continue }
      var new = rule
      new.theme = theme
      guard let old = study.content.rules.first(where: { $0.id == rule.id }) else {
        rules.append(new)
        report.rulesAdded += 1
        continue
      }
      if old.query != new.query || old.theme != new.theme {
        report.findings.note(.rulesDiffer, rule.id)
        refusedRules.insert(rule.id)
      }
    }
  }

  mutating func planQueries() {
    for query in incoming.queries {
      guard let old = study.content.queries.first(where: { $0.name == query.name }) else {
        queries.append(query)
        continue
      }
      if old.query != query.query { report.findings.note(.queriesDiffer, query.name) }
    }
  }

  // MARK: Memos

  mutating func planMemos() {
    // A memo that some program gave no time gets the import's: its words and its author tell it then.
    func timeless(_ memo: Memo) -> Memo {
      var copy = memo
      copy.createdAt = Timestamp(secondsSince1970: 0)
      return copy
    }
    let here = Set(knownMemos.map(timeless))
    var seen: Set<Memo> = []
    for memo in incoming.memos {
      guard let subject = subject(memo.subject) else {
        report.findings.note(.memosWithoutPlace)
        continue
      }
      let new = Memo(
        subject: subject, author: memo.author, createdAt: memo.createdAt, text: memo.text)
      if !here.contains(timeless(new)), seen.insert(new).inserted {
        memos.append(new)
        report.memosAdded += 1
      } else {
        report.memosKnown += 1
      }
    }
  }

  func subject(_ subject: IncomingMemo.Subject) -> Memo.Subject? {
    func session(_ place: Int) -> String? { place < sessions.count ? sessions[place] : nil }
    switch subject {
    case .study: return .study
    case .theme(let id): return themes[id].map { .theme($0) }
    case .source(let place): return session(place).map { .session($0) }
    case .participant(let place, let label):
      return session(place).map { .participant(session: $0, label: label) }
    }
  }
}

extension Coding.Origin {
  var ruleID: String? {
    if case .rule(let id) = self { return id }
    return nil
  }
}
