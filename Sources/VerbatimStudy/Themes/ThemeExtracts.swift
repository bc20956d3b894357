import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

extension ExtractList {
  /// The extracts coded with a theme or anything below it: each stretch once, whoever coded it, in
  /// the order of hits.
  ///
  /// - Parameters:
  ///   - reference: an id, a path, a unique name; `A/3/*` is the same as `A/3`.
  ///   - coder: only what this person coded.
  /// - Throws: ``ThemeReferenceProblem``.
  public init(
    theme reference: String, coder: String? = nil, of themes: StudyThemes, in index: Index,
    _ request: ExtractRequest
  ) throws {
    let wanted = try themes.themes(reference)
    let ids = Set(wanted.map(\.id))
    var extractor = Extractor(index, themes: themes, context: request.context)
    var extracts: [Extract] = []
    var sampler = request.sample.map(SeededSample<Extract>.init)
    var counted: Set<String> = []
    var turns: Set<String> = []
    var sessions: Set<String> = []
    var speakers: Set<String> = []
    var missing = 0
    for coding in themes.codings where ids.contains(coding.theme) {
      if let coder, coding.coder != coder { continue }
      let span = coding.span.map { "\($0.lowerBound)-\($0.upperBound)" } ?? ""
      guard counted.insert("\(coding.session)\u{0}\(coding.turn)\u{0}\(span)").inserted else {
        continue
      }
      guard
        let extract = try extractor.extract(
          session: coding.session, turn: coding.turn, span: coding.span)
      else {
        missing += 1
        continue
      }
      turns.insert("\(coding.session)\u{0}\(coding.turn)")
      sessions.insert(coding.session)
      for speaker in extract.speakers {
        speakers.insert(index.fullID(session: coding.session, label: speaker))
      }
      if sampler != nil {
        sampler?.offer(
          extract, session: coding.session, turn: coding.turn,
          spans: coding.span.map { [$0] } ?? [])
      } else if extracts.count < request.limit ?? .max {
        extracts.append(extract)
      }
    }
    if let sampler { extracts = Array(sampler.elements.prefix(max(request.limit ?? .max, 0))) }
    var title = reference
    if let first = wanted.first, let theme = themes.extractTheme(first.id) {
      title = "\(theme.path) \(theme.name)"
    }
    self.init(
      extracts: extracts, hitCount: counted.count - missing, turnCount: turns.count,
      sessionCount: sessions.count, speakerCount: speakers.count, title: title)
  }
}
