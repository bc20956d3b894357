/// How much stands behind a theme, everything below it included.
public struct ThemeCounts: Sendable, Equatable {
  public var codings = 0
  /// Different stretches of speech (session, turn, span), however many coders and themes each has.
  public var extracts = 0
  /// Different speakers of the coded turns: the n of "n of 26".
  public var participants = 0
  /// Different groups of the coded turns: the n of "n of 5".
  public var groups = 0

  public init(codings: Int = 0, extracts: Int = 0, participants: Int = 0, groups: Int = 0) {
    self.codings = codings
    self.extracts = extracts
    self.participants = participants
    self.groups = groups
  }

  /// Who speaks in a turn, and where.
  public struct TurnContext: Sendable, Equatable {
    /// Full ids (`fg2/P1`) of the speakers that count as participants.
    public var speakers: [String]
    public var group: String

    public init(speakers: [String], group: String) {
      self.speakers = speakers
      self.group = group
    }
  }

  /// The counts of every theme of `codebook` by its id, zeros included. A coding counts for its
  /// theme and for those above it; one whose turn is unknown to `context` counts as coding and
  /// extract, but has no speaker. Codings of themes that the codebook does not have are left out.
  ///
  /// `context` is called once a turn. Cost: codings times depth.
  public static func of(
    _ codings: some Sequence<Coding>, in codebook: Codebook,
    context: (_ session: String, _ turn: Int) -> TurnContext?
  ) -> [String: ThemeCounts] {
    var contexts: [TurnKey: TurnContext?] = [:]
    var tallies = [Tally](repeating: Tally(), count: codebook.themes.count)
    for coding in codings {
      let key = TurnKey(session: coding.session, turn: coding.turn)
      if contexts[key] == nil { contexts[key] = .some(context(coding.session, coding.turn)) }
      let found = contexts[key] ?? nil
      let extract = ExtractKey(turn: key, span: coding.span)
      var next = codebook.places[coding.theme]
      while let place = next {
        tallies[place].add(extract, found)
        next = codebook.themes[place].parent.flatMap { codebook.places[$0] }
      }
    }
    return Dictionary(
      uniqueKeysWithValues: zip(codebook.themes.map(\.id), tallies.map(\.counts)))
  }

  private struct TurnKey: Hashable {
    var session: String
    var turn: Int
  }

  private struct ExtractKey: Hashable {
    var turn: TurnKey
    var span: Range<Int>?
  }

  private struct Tally {
    var codings = 0
    var extracts: Set<ExtractKey> = []
    var participants: Set<String> = []
    var groups: Set<String> = []

    mutating func add(_ extract: ExtractKey, _ context: TurnContext?) {
      codings += 1
      extracts.insert(extract)
      guard let context else { return }
      participants.formUnion(context.speakers)
      groups.insert(context.group)
    }

    var counts: ThemeCounts {
      ThemeCounts(
        codings: codings, extracts: extracts.count, participants: participants.count,
        groups: groups.count)
    }
  }
}
