import VerbatimCorpus
import VerbatimQuery

/// The slow, obvious way to answer a query: look at every token of every turn. The oracle for the
/// index; it follows the definitions (`query-simple.md`; design.md §3, "What is a hit") and nothing
/// else.
///
/// A **match** in a turn is a list of stretches of positions, in order; a hit shows them as spans of
/// the turn's text, each from the start of its first token to the end of its last. Positions number
/// the turn's tokens that are no punctuation.
///
/// - Word, phrase, placeholder: one match an occurrence, one span. See
///   `LinearScan+Words`.
/// - NEAR, BEFORE, AFTER: one match for each minimal pair of different occurrences. See
///   `LinearScan+Near`.
/// - AND: where every operand matches. Conditions (``QueryNode/isCondition``: filters, `*`, NOT)
///   give no spans. With no other operand the match is the turn (no spans); with exactly one other,
///   that operand's matches stay as they are, one by one; with two or more, one match a turn, whose
///   spans are all spans of all their matches, once each, by start, then end.
/// - OR: the matches of all operands, equal ones once.
/// - NOT: the turn, where the operand has no match. Filters and `*`: the turn.
/// - What compares places or goes over several turns: see `LinearScan+Places` and `LinearScan+Runs`.
///
/// Matches of one turn are ordered by the start of the first span, then the end of the last, then
/// span by span; the whole turn (no spans) stands first. Sessions are in natural order, turns by
/// number.
public struct LinearScan {
  /// What the scan takes from the analysis of words, so that the two can be tested apart.
  public struct Analyser {
    /// All tokens of a text, in order, given its placeholders' ranges; offsets in scalars.
    public var tokens: (String, [Range<Int>]) -> [ScanToken]
    /// The fold key of a piece of a pattern: as in ``ScanToken/fold``.
    public var fold: (String) -> String
    /// The form in which ``ScanToken/surface`` gives a piece of an exact pattern (NFC).
    public var normalise: (String) -> String
    /// Values of fields are compared in this form: without case, accents kept.
    public var caseFold: (String) -> String
    /// Without case and accents, whatever ``fold`` does: regular expressions and words that are nearly
    /// so are compared in this form.
    public var looseFold: (String) -> String

    /// - Parameter looseFold: `fold` unless given.
    public init(
      tokens: @escaping (String, [Range<Int>]) -> [ScanToken], fold: @escaping (String) -> String,
      normalise: @escaping (String) -> String, caseFold: @escaping (String) -> String,
      looseFold: ((String) -> String)? = nil
    ) {
      self.tokens = tokens
      self.fold = fold
      self.normalise = normalise
      self.caseFold = caseFold
      self.looseFold = looseFold ?? fold
    }
  }

  /// The values that a turn has under `theme` and `coder` (ids, paths, labels, names).
  public typealias Codings = (_ field: String, _ session: Session, _ turn: Turn) -> [String]

  /// The codings of a turn: a value of ``Codings`` each, with its scalars (`nil` is the whole turn).
  public typealias Stretches = (_ field: String, _ session: Session, _ turn: Turn) -> [(
    value: String, span: Range<Int>?
  )]

  /// Stretches of positions, in order; none is the whole turn.
  typealias Match = [ClosedRange<Int>]

  /// A turn's tokens that have a position.
  struct ScannedTurn {
    var session: Session
    var turn: Turn
    /// Indices into ``LinearScan/forms``.
    var tokens: [Int32] = []
    var ranges: [Range<Int32>] = []
  }

  /// A token apart from its place. Each is compared with a pattern once, however often it occurs.
  struct Form: Hashable {
    var kind: ScanToken.Kind
    var surface: String
    var fold: String
    var stem: String?
    var parts: [String]
  }

  let analyser: Analyser
  let codings: Codings
  let stretches: Stretches
  let turns: [ScannedTurn]
  let forms: [Form]

  public init(
    _ transcripts: [Transcript], analyser: Analyser, codings: @escaping Codings = { _, _, _ in [] },
    stretches: @escaping Stretches = { _, _, _ in [] }
  ) {
    var turns: [ScannedTurn] = []
    var forms: [Form] = []
    var known: [Form: Int32] = [:]
    let inOrder = transcripts.sorted { NaturalOrder.precedes($0.session.id, $1.session.id) }
    for transcript in inOrder {
      for turn in transcript.turns {
        var scanned = ScannedTurn(session: transcript.session, turn: turn)
        let placeholders = turn.marks.filter { $0.kind == .placeholder }.map(\.range)
        for token in analyser.tokens(turn.text, placeholders) where token.kind != .punctuation {
          let form = Form(
            kind: token.kind, surface: token.surface, fold: token.fold, stem: token.stem,
            parts: token.parts)
          let number = known[form] ?? Int32(forms.count)
          if number == forms.count {
            known[form] = number
            forms.append(form)
          }
          scanned.tokens.append(number)
          scanned.ranges.append(Int32(token.range.lowerBound)..<Int32(token.range.upperBound))
        }
        turns.append(scanned)
      }
    }
    self.analyser = analyser
    self.codings = codings
    self.stretches = stretches
    self.turns = turns
    self.forms = forms
  }

  /// The same scan of other turns.
  init(_ other: LinearScan, turns: [ScannedTurn]) {
    analyser = other.analyser
    codings = other.codings
    stretches = other.stretches
    forms = other.forms
    self.turns = turns
  }

  /// All hits of `query`, in order. Cost: every token of every turn, for every leaf of the query.
  public func hits(of query: QueryNode) -> [ScanHit] {
    runs(of: query).map { (key: order($0), run: $0) }
      .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { hit($0.run) }
  }

  /// The matches of `query`, which crosses no turns, in each turn: as many lists as there are turns.
  func matches(of query: QueryNode) -> [[Match]] {
    switch query {
    case .word(let word): return occurrences(of: [.word(word)], slack: 0)
    case .placeholder(let text): return occurrences(of: [.placeholder(text)], slack: 0)
    case .phrase(let items, let slack): return occurrences(of: items, slack: slack)
    case .field(let filter): return turnsThatMeet(filter).map { $0 ? [[]] : [] }
    case .everything: return turns.map { _ in [[]] }
    case .pattern(let query): return patternMatches(query)
    case .not(let operand): return matches(of: operand).map { $0.isEmpty ? [[]] : [] }
    case .near(let left, let right, let distance, let order):
      return zip(matches(of: left), matches(of: right)).map {
        Self.pairs($0, $1, distance: distance, order: order)
      }
    case .or(let operands):
      let all = operands.map { matches(of: $0) }
      return turns.indices.map { turn in Self.ordered(all.flatMap { $0[turn] }) }
    case .and(let operands): return conjunction(operands)
    case .within(let inner, .sentence): return inSentences(inner)
    case .within(let inner, _): return matches(of: inner)
    case .excluding(let inner, let filter):
      let refused = Self.exclusion(filter)
      return matches(of: inner).enumerated().map { turn, matches in
        matches.filter { !meets(refused, turn, $0) }
      }
    // It crosses turns.
    case .then: return turns.map { _ in [] }
    }
  }

  /// Equal ones once, in the order of hits.
  static func ordered(_ matches: [Match]) -> [Match] {
    Set(matches).sorted { a, b in
      let first = (a.first?.lowerBound ?? -1, b.first?.lowerBound ?? -1)
      if first.0 != first.1 { return first.0 < first.1 }
      let last = (a.map(\.upperBound).max() ?? -1, b.map(\.upperBound).max() ?? -1)
      if last.0 != last.1 { return last.0 < last.1 }
      return a.flatMap { [$0.lowerBound, $0.upperBound] }
        .lexicographicallyPrecedes(b.flatMap { [$0.lowerBound, $0.upperBound] })
    }
  }
}

/// A token as the scan needs it.
public struct ScanToken: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// A word, number or symbol: what a word of a query can match.
    case word
    case placeholder
    /// Has no position.
    case punctuation
  }

  /// Unicode scalars of the text.
  public var range: Range<Int>
  public var kind: Kind
  /// Its characters, normalised: what `=exact` compares.
  public var surface: String
  /// Without case and accents: what a plain word compares.
  public var fold: String
  /// What `{stem}` compares; `nil` for what has none.
  public var stem: String?
  /// Further fold keys under which a plain word finds it: the parts of a hyphenated word.
  public var parts: [String]

  public init(
    range: Range<Int>, kind: Kind, surface: String, fold: String, stem: String? = nil,
    parts: [String] = []
  ) {
    self.range = range
    self.kind = kind
    self.surface = surface
    self.fold = fold
    self.stem = stem
    self.parts = parts
  }
}
