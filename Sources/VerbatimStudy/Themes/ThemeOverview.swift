import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

/// The hierarchy of themes with what stands behind each, for `verbatim themes`.
public struct ThemeOverview: Sendable {
  public struct Row: Sendable {
    public var theme: Theme
    public var path: String
    public var depth: Int
    /// Everything below included.
    public var counts: ThemeCounts
  }

  /// In the order of the codebook, parents before children.
  public var rows: [Row]
  /// The n's of "n of 26" and "n of 5".
  public var participants: Int
  public var groups: Int

  /// Counts people of role participant: those declared, else those who spoke (design.md §3).
  public init(_ themes: StudyThemes, _ index: Index) throws {
    var people: Set<String> = []
    var spoke: Set<String> = []
    var groups: Set<String> = []
    var entries: [String: (entry: SessionEntry, segment: Segment, first: Int)] = [:]
    for (id, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let entry = try segment.session(place.session)
      entries[id] = (entry, segment, segment.turns(ofSession: place.session).lowerBound)
      groups.insert(entry.session.group)
      for person in entry.session.participants where Self.counts(person) {
        let full = index.fullID(session: id, label: person.id)
        if person.isDeclared, person.role == .participant { people.insert(full) }
        spoke.insert(full)
      }
    }
    if people.isEmpty { people = spoke }
    participants = people.count
    self.groups = groups.count
    let counts = ThemeCounts.of(themes.codings, in: themes.codebook) { session, turn in
      guard let (entry, segment, first) = entries[session] else { return nil }
      let set = segment.speakerSet(ofTurn: first + turn - 1)
      let speakers = set < entry.speakerSets.count ? entry.speakerSets[set] : []
      return ThemeCounts.TurnContext(
        speakers: speakers.map {
          index.fullID(session: session, label: entry.session.participants[$0].id)
        }.filter(people.contains),
        group: entry.session.group)
    }
    rows = themes.codebook.themes.map { theme in
      Row(
        theme: theme, path: themes.codebook.path(of: theme.id) ?? theme.label,
        depth: themes.codebook.ancestors(of: theme.id).count,
        counts: counts[theme.id] ?? ThemeCounts())
    }
  }

  private static func counts(_ person: Participant) -> Bool {
    !person.isGroup && (person.role == nil || person.role == .participant)
  }
}
