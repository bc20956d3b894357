import VerbatimIndex
import VerbatimThemes

/// The quotes that show a theme.
public struct Exemplars: Sendable, Equatable {
  /// In the order in which they are to be quoted.
  public var places: [TurnPlace] = []
  /// Somebody marked them; else the longest are taken, one a participant.
  public var isMarked = false
  /// Marks that name no place of the study.
  public var lost = 0
}

/// Takes what is marked; else the longest stretches in words that are coded with the theme itself, one a
/// participant, in the order of the transcripts.
struct ExemplarChooser {
  private let register: TurnRegister
  /// By theme: different stretches in the order of the transcripts.
  private var stretches: [[Stretch]]

  init(_ register: TurnRegister, _ own: ChosenCodings) {
    self.register = register
    stretches = own.themes.map { _ in [] }
    var known: [Set<Stretch>] = own.themes.map { _ in [] }
    for entry in own.entries {
      let stretch = Stretch(turn: entry.turn, span: entry.coding.span)
      for theme in entry.themes where known[theme].insert(stretch).inserted {
        stretches[theme].append(stretch)
      }
    }
  }

  func count(ofTheme theme: Int) -> Int { stretches[theme].count }

  func exemplars(
    ofTheme theme: Int, marked: [String], most: Int, _ words: inout CoveredWords
  ) throws -> Exemplars {
    var found = Exemplars()
    for id in marked {
      guard let place = TurnPlace(id: id), register.turn(place.session, place.turn) != nil else {
        found.lost += 1
        continue
      }
      if !found.places.contains(place) { found.places.append(place) }
    }
    found.isMarked = !found.places.isEmpty
    guard !found.isMarked else { return found }
    var ranked: [(words: Int, place: Int)] = []
    for (place, stretch) in stretches[theme].enumerated()
    where register.isByParticipant(stretch.turn) {
      ranked.append((try words.of(stretch).count, place))
    }
    ranked.sort { ($1.words, $0.place) < ($0.words, $1.place) }
    var heard: Set<Int> = []
    var chosen: [Int] = []
    for candidate in ranked where chosen.count < most {
      let people = register.turns[stretches[theme][candidate.place].turn].people
      guard heard.isDisjoint(with: people) else { continue }
      heard.formUnion(people)
      chosen.append(candidate.place)
    }
    found.places = chosen.sorted().map { register.place(of: stretches[theme][$0]) }
    return found
  }
}
