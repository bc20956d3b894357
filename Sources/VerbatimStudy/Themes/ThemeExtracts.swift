import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

/// The extracts of a theme, with what was left aside.
public struct ThemeExtracts: Sendable {
  public let list: ExtractList
  /// Stretches that rules alone coded, where these are not wanted.
  public let rulesLeftOut: Int

  /// The extracts coded with a theme or anything below it: each stretch once, whoever coded it, in
  /// the order of hits unless the selection says otherwise.
  ///
  /// - Parameters:
  ///   - reference: an id, a path, a unique name; `A/3/*` is the same as `A/3`.
  ///   - coder: only what this person coded.
  ///   - exemplars: what is marked, where only that is wanted.
  /// - Throws: ``ThemeReferenceProblem``.
  public init(
    theme reference: String, coder: String? = nil, of themes: StudyThemes, in index: Index,
    _ request: ExtractRequest, selection: ExtractSelection = ExtractSelection(),
    exemplars: any ExemplarSource = NoExemplars()
  ) throws {
    let wanted = try themes.themes(reference)
    let ids = Set(wanted.map(\.id))
    let marked =
      selection.exemplarsOnly
      ? Set(wanted.flatMap { exemplars.exemplars(ofTheme: $0.id) }) : nil
    var extractor = Extractor(index, themes: themes, context: request.context)
    var extracts: [Extract] = []
    var counted: Set<TurnPlace> = []
    var turns: Set<TurnPlace> = []
    var sessions: Set<String> = []
    var speakers: Set<String> = []
    var rulesLeftOut: Set<TurnPlace> = []
    for coding in themes.codings where ids.contains(coding.theme) {
      if let coder, coding.coder != coder { continue }
      let place = TurnPlace(session: coding.session, turn: coding.turn, span: coding.span)
      if let marked, !marked.contains(place.id) { continue }
      if case .rule = coding.origin, !selection.includesRules {
        rulesLeftOut.insert(place)
        continue
      }
      guard counted.insert(place).inserted,
        let extract = try extractor.extract(
          session: place.session, turn: place.turn, span: place.span)
      else { continue }
      turns.insert(TurnPlace(session: place.session, turn: place.turn))
      sessions.insert(place.session)
      for speaker in extract.speakers {
        speakers.insert(index.fullID(session: place.session, label: speaker))
      }
      extracts.append(extract)
    }
    var title = reference
    if let first = wanted.first, let theme = themes.extractTheme(first.id) {
      title = "\(theme.path) \(theme.name)"
    }
    self.rulesLeftOut = rulesLeftOut.subtracting(counted).count
    let count = extracts.count
    list = ExtractList(
      extracts: request.countsOnly
        ? []
        : selection.chosen(of: extracts, request, themes: wanted.map(\.id), in: index),
      hitCount: count, turnCount: turns.count, sessionCount: sessions.count,
      speakerCount: speakers.count, title: title)
  }
}

extension ExtractList {
  /// The extracts coded with a theme or anything below it; see ``ThemeExtracts``.
  public init(
    theme reference: String, coder: String? = nil, of themes: StudyThemes, in index: Index,
    _ request: ExtractRequest, selection: ExtractSelection = ExtractSelection()
  ) throws {
    self = try ThemeExtracts(
      theme: reference, coder: coder, of: themes, in: index, request, selection: selection
    ).list
  }
}
