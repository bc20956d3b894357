import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// Counts by plain dictionaries over the scan's tokens.
struct CountingOracle {
  struct Entry: Equatable {
    var count = 0
    var sessions: Set<String> = []
    var people: Set<String> = []
  }

  let turns: [ScannedTurnFacts]
  let choice: FormChoice
  let sharesSpeakers: Bool
  /// Declared people of role participant, else those who have that role or none.
  let counted: Set<String>

  init(_ transcripts: [Transcript], _ choice: FormChoice, sharesSpeakers: Bool = false) {
    turns = LinearScan(transcripts, analyser: .standard(language: choice.language)).scannedTurns
    self.choice = choice
    self.sharesSpeakers = sharesSpeakers
    let people = transcripts.flatMap { transcript in
      transcript.session.participants.map { person in
        (id: sharesSpeakers ? person.id : transcript.session.id + "/" + person.id, person)
      }
    }
    let declared = people.filter { $0.1.isDeclared && $0.1.role == .participant }
    let others = people.filter { $0.1.role == nil || $0.1.role == .participant }
    counted = Set((declared.isEmpty ? others : declared).map(\.id))
  }

  /// What a token is counted as; `nil` for one that is left out.
  func form(of token: ScanToken) -> String? {
    let isNumber = token.kind == .word && token.fold.allSatisfy { $0.isNumber }
    let isBroken = token.kind == .word && token.fold.hasSuffix("-")
    let isFiller = ["erm", "mm-hmm", "mm"].contains(token.fold)
    for kind in choice.leavingOut {
      switch kind {
      case .number where isNumber: return nil
      case .placeholder where token.kind == .placeholder: return nil
      case .filler where isFiller: return nil
      case .truncated where isBroken: return nil
      default: break
      }
    }
    switch choice.form {
    case .fold: return token.fold
    case .word: return token.surface
    case .lc: return token.surface.lowercased()
    case .stem: return token.stem ?? token.fold
    }
  }

  /// Who of a turn's speakers counts: in these corpora nobody is a group, and everybody is declared.
  func people(_ turn: ScannedTurnFacts) -> Set<String> {
    Set(turn.turn.speakers.map { sharesSpeakers ? $0 : turn.session.id + "/" + $0 })
      .intersection(counted)
  }

  /// Counts the turns that pass.
  func count(where passes: (ScannedTurnFacts) -> Bool) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for turn in turns where passes(turn) {
      for token in turn.tokens {
        guard let form = form(of: token) else { continue }
        entries[form, default: Entry()].count += 1
        entries[form, default: Entry()].sessions.insert(turn.session.id)
        entries[form, default: Entry()].people.formUnion(people(turn))
      }
    }
    return entries
  }

  /// Whether a turn is one of those that a query finds, by the scan.
  func matches(_ query: QueryNode, _ transcripts: [Transcript]) -> (ScannedTurnFacts) -> Bool {
    let hits = Set(
      LinearScan(transcripts, analyser: .standard(language: choice.language)).hits(of: query)
        .map { $0.session + "\u{0}" + String($0.turn) })
    return { hits.contains($0.session.id + "\u{0}" + String($0.turn.number)) }
  }
}

/// Random transcripts cut into segments in one of several ways.
struct CutCorpus {
  var transcripts: [Transcript]
  var parts: [[Transcript]]

  init(seed: Int, using generator: inout SeededGenerator) {
    transcripts = RandomCorpus.transcripts(
      sessions: 2 + seed % 5, turns: 4 + seed % 30, using: &generator)
    parts =
      switch seed % 3 {
      case 0: [transcripts]
      case 1: [Array(transcripts.prefix(1)), Array(transcripts.dropFirst())]
      default: transcripts.map { [$0] }
      }
  }
}
