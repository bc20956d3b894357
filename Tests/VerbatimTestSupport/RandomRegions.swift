import VerbatimAnalysis
import VerbatimCorpus
import VerbatimQuery

/// Themes and coders on random stretches of turns, for the index as a source of regions and for the scan
/// as a table. Names are compared without case, as a whole.
public struct RandomRegions: RegionSource {
  struct Row: Sendable {
    var field: String
    var value: String
    var session: String
    var turn: Int
    var span: Range<Int>?
  }

  public static let vocabulary = [
    (name: "theme", values: ["a", "A/1", "b"]), (name: "coder", values: ["EO", "nobody"]),
  ]

  private(set) var rows: [Row] = []

  /// Most stretches begin and end with words, and some are whole turns or reach beyond the end.
  public init(_ transcripts: [Transcript], using generator: inout SeededGenerator) {
    for transcript in transcripts {
      for turn in transcript.turns {
        while generator.chance(55) {
          let span = Self.span(of: turn.text, using: &generator)
          for (field, value) in [
            ("theme", generator.pick(["A", "A/1", "B"])), ("coder", generator.pick(["EO", "XY"])),
          ] {
            rows.append(
              Row(
                field: field, value: value, session: transcript.session.id, turn: turn.number,
                span: span))
          }
        }
      }
    }
  }

  private static func span(
    of text: String, using generator: inout SeededGenerator
  ) -> Range<Int>? {
    let tokens = Analyzer.standard.tokens(of: text).filter { $0.kind.hasPosition }
    guard generator.chance(85), !tokens.isEmpty else { return nil }
    let first = Int.random(in: tokens.indices, using: &generator)
    let last = min(
      first + generator.pick([0, 0, 0, 1, 2, 5, 20]), tokens.count - 1)
    let start = text.scalarOffset(ofUTF8: tokens[first].start)
    let end = text.scalarOffset(ofUTF8: tokens[last].end)
    return generator.chance(5) ? start..<end + 50 : start..<end
  }

  public func turns(field: String, value: String) -> [String: Set<Int>]? {
    spans(field: field, value: value)?.mapValues { Set($0.keys) }
  }

  public func spans(field: String, value: String) -> [String: [Int: [Range<Int>?]]]? {
    guard field == "theme" || field == "coder" else { return nil }
    var found: [String: [Int: [Range<Int>?]]] = [:]
    for row in rows where row.field == field && row.value.lowercased() == value.lowercased() {
      found[row.session, default: [:]][row.turn, default: []].append(row.span)
    }
    return found
  }

  /// The scan of transcripts with these codings.
  public func scan(_ transcripts: [Transcript], analyser: LinearScan.Analyser) -> LinearScan {
    func rows(_ field: String, _ session: Session, _ turn: Turn) -> [Row] {
      self.rows.filter {
        $0.field == field && $0.session == session.id && $0.turn == turn.number
      }
    }
    return LinearScan(
      transcripts, analyser: analyser, codings: { rows($0, $1, $2).map(\.value) },
      stretches: { rows($0, $1, $2).map { ($0.value, $0.span) } })
  }
}

extension RandomQueries.Vocabulary {
  /// Of ``RandomCorpus`` with ``RandomRegions``.
  public static var withRegions: Self {
    var all = ofRandomCorpus
    all.regions = RandomRegions.vocabulary
    all.fields += [("theme", ["a", "b"]), ("coder", ["eo"])]
    return all
  }
}
