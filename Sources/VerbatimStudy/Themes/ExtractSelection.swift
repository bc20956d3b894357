import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

/// Which of a theme's extracts are wanted, and in which order.
public struct ExtractSelection: Sendable {
  public enum Order: String, Sendable, CaseIterable {
    /// The order of the transcripts.
    case session
    /// People in natural order of their full ids.
    case speaker
    /// The order of the codebook, by an extract's first theme.
    case theme
    /// The longest first, in characters.
    case length
    /// Since the start of the recording; what has no time comes last.
    case time
  }

  /// Whose turn it is to be heard.
  public enum Balance: String, Sendable, CaseIterable {
    case participants, groups
  }

  /// `nil` is the order of the transcripts, or with a balance the order of its rounds.
  public var order: Order?
  /// The first extract of each voice, then the second of each …, so that a limit or a sample takes as
  /// many from each as there are. Several people who speak at once are a voice of their own.
  public var balance: Balance?
  /// Only what is marked as an exemplar.
  public var exemplarsOnly: Bool
  /// What rules coded as well, though nobody has read it.
  public var includesRules: Bool

  public init(
    order: Order? = nil, balance: Balance? = nil, exemplarsOnly: Bool = false,
    includesRules: Bool = false
  ) {
    self.order = order
    self.balance = balance
    self.exemplarsOnly = exemplarsOnly
    self.includesRules = includesRules
  }

  /// The extracts that are shown of all that there are.
  ///
  /// - Parameter extracts: in the order of the transcripts.
  func chosen(
    of extracts: [Extract], _ request: ExtractRequest, themes: [String], in index: Index
  ) -> [Extract] {
    let limit = max(request.limit ?? .max, 0)
    func voice(_ extract: Extract) -> [String] {
      switch balance {
      case .groups: [extract.group]
      case .participants, nil:
        extract.speakers.map { index.fullID(session: extract.session, label: $0) }
      }
    }
    guard let sample = request.sample else {
      var ordered = sorted(extracts, themes, index)
      if balance != nil { ordered = RoundRobin.ordered(ordered, by: voice) }
      return Array(ordered.prefix(limit))
    }
    guard balance != nil else {
      var sampler = SeededSample<Extract>(sample)
      for extract in extracts {
        sampler.offer(
          extract, session: extract.session, turn: extract.turn, spans: extract.spans.map(\.range))
      }
      return Array(sorted(sampler.elements, themes, index).prefix(limit))
    }
    // Which of a voice's extracts come first is drawn; then each voice has its turn.
    let drawn = extracts.enumerated().map { place, extract in
      (
        key: SeededSample<Extract>.key(
          session: extract.session, turn: extract.turn, spans: extract.spans.map(\.range),
          seed: sample.seed), place: place
      )
    }.sorted { ($0.key, $0.place) < ($1.key, $1.place) }
    let taken = RoundRobin.ordered(drawn) { voice(extracts[$0.place]) }.prefix(max(sample.count, 0))
    let shown = taken.map(\.place).sorted().map { extracts[$0] }
    return Array(sorted(shown, themes, index).prefix(limit))
  }

  /// What is equal stays in the order of the transcripts.
  private func sorted(_ extracts: [Extract], _ themes: [String], _ index: Index) -> [Extract] {
    switch order {
    case nil, .session: return extracts
    case .length:
      return stable(extracts, by: { -($0.spans.isEmpty ? $0.text : $0.match).unicodeScalars.count })
    case .time: return stable(extracts, by: { $0.start?.rawValue ?? .max })
    case .theme:
      let places = Dictionary(
        themes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      return stable(
        extracts, by: { extract in extract.themes.compactMap { places[$0.id] }.min() ?? .max })
    case .speaker:
      let names = extracts.map { extract in
        extract.speakers.map { index.fullID(session: extract.session, label: $0) }
          .joined(separator: "\u{0}")
      }
      return extracts.indices.sorted { left, right in
        if names[left] == names[right] { return left < right }
        return NaturalOrder.precedes(names[left], names[right])
      }.map { extracts[$0] }
    }
  }

  private func stable(_ extracts: [Extract], by key: (Extract) -> Int) -> [Extract] {
    extracts.enumerated().map { (key: key($1), place: $0) }
      .sorted { ($0.key, $0.place) < ($1.key, $1.place) }.map { extracts[$0.place] }
  }
}
