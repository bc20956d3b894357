import Foundation
import VerbatimCorpus
import VerbatimIndex
import VerbatimTestSupport

@testable import VerbatimQuotes

/// Transcripts of invented words, and quotations of them with one kind of edit, whose tier is thereby known.
struct QuoteForge {
  /// A turn as words, each with what stands behind it.
  struct Said {
    var session: String
    var turn: Int
    var speaker: String
    var words: [String]
    var gaps: [String]

    var text: String { zip(words, gaps).map { $0 + $1 }.joined() }

    func cut(_ range: Range<Int>) -> String {
      range.map { words[$0] + ($0 + 1 < range.upperBound ? gaps[$0] : "") }.joined()
    }
  }

  struct Forged {
    var text: String
    var tier: Tier
    var said: Said
    /// Who is named.
    var speaker: String
  }

  let said: [Said]
  let transcripts: [Transcript]

  init(sessions: Int, turns: Int, using generator: inout SeededGenerator) {
    var vocabulary = (0..<400).map { "w" + Self.syllables($0) }
    vocabulary += [
      "don't", "it's", "well-known", "café", "naïve", "I", "mm-hmm", "[the hospital]", "they’re",
    ]
    var all: [Said] = []
    for session in 1...sessions {
      for turn in 1...turns {
        let count = Int.random(in: 8...40, using: &generator)
        let words = (0..<count).map { _ in generator.pick(vocabulary) }
        var gaps = (0..<count).map { _ in
          generator.pick([" ", " ", " ", " ", " ", " ", ", ", ". ", " – ", "… ", "? "])
        }
        gaps[count - 1] = "."
        all.append(
          Said(
            session: "fg\(session)", turn: turn, speaker: "P\(turn % 4 + 1)", words: words,
            gaps: gaps))
      }
    }
    said = all
    transcripts = (1...sessions).map { session in
      let mine = all.filter { $0.session == "fg\(session)" }
      return QuoteForge.transcript("fg\(session)", mine.map { ($0.speaker, $0.text) })
    }
  }

  private static func syllables(_ number: Int) -> String {
    let all = ["ba", "de", "ki", "lo", "mu", "ra", "se", "ti", "vo", "zu"]
    return all[number % 10] + all[number / 10 % 10] + all[number / 100]
  }

  static func transcript(_ id: String, _ turns: [(speaker: String, text: String)]) -> Transcript {
    let source = Source(
      path: id + ".txt",
      digest: Digest(bytes: Array(repeating: UInt8(id.utf8.last ?? 0), count: 32)))
    var offset = 0
    let made = turns.enumerated().map { index, turn in
      let length = turn.text.utf8.count
      defer { offset += length + 1 }
      return Turn(
        number: index + 1, speakers: [turn.speaker], text: turn.text,
        place: SourcePlace(
          line: index + 1, bytes: offset..<offset + length,
          map: OffsetMap(identityAt: offset, length: length)))
    }
    let people = (1...4).map { Participant(id: "P\($0)", role: .participant) }
    return Transcript(
      session: Session(id: id, group: id.uppercased(), participants: people, source: source),
      turns: made)
  }

  /// A quotation of a tier. `nil` where the turn that was drawn does not allow the edit.
  func forge(_ tier: Tier, using generator: inout SeededGenerator) -> Forged? {
    let turn = generator.pick(said)
    let count = Int.random(in: 7...min(14, turn.words.count - 1 + 7), using: &generator)
    guard count <= turn.words.count else { return nil }
    let start = Int.random(in: 0...turn.words.count - count, using: &generator)
    let range = start..<start + count
    var text = turn.cut(range)
    var speaker = turn.speaker
    let middle = start + count / 2
    switch tier {
    case .exact: break
    case .typographic:
      var changed = text
      for (from, to) in [("'", "’"), ("’", "'"), (" – ", " — "), ("…", "..."), ("é", "e\u{301}")]
      where generator.chance(60) {
        changed = String(
          String.UnicodeScalarView(changed.unicodeScalars)
        ).replacingOccurrences(of: from, with: to, options: .literal)
      }
      guard !changed.unicodeScalars.elementsEqual(text.unicodeScalars), !changed.hasSuffix("...")
      else { return nil }
      text = changed
    case .whiteSpace:
      let spaces = text.indices.filter { text[$0] == " " }
      guard let place = spaces.randomElement(using: &generator) else { return nil }
      text.replaceSubrange(
        place...place, with: generator.pick(["  ", "\u{A0}", "\t", " \u{2009}"]))
    case .omission:
      text =
        turn.cut(start..<middle)
        + generator.pick([" … ", " [...] ", " […] ", " (...) ", " . . . ", "… "])
        + turn.cut(middle + 1..<range.upperBound)
    case .insertion:
      let replaced = generator.pick([0, 0, 1, 2])
      text =
        turn.cut(start..<middle) + " [inserted] "
        + turn.cut(middle + replaced..<range.upperBound)
      guard replaced > 0 || turn.gaps[middle - 1] == " " else { return nil }
    case .firstLetter:
      guard let first = text.unicodeScalars.first, let other = PatternMatcher.flipped(first),
        first != "["
      else { return nil }
      text = String(Character(other)) + String(text.dropFirst())
    case .altered:
      var words = turn
      words.words[middle] = generator.pick(["xylophone", words.words[middle] + "s"])
      guard words.words[middle] != turn.words[middle] + "s" || !turn.words[middle].hasSuffix("]")
      else { return nil }
      text = words.cut(range)
    case .misattributed:
      speaker = turn.speaker == "P1" ? "P2" : "P1"
    case .notFound:
      text = (0..<count).map { _ in "q" + Self.syllables(Int.random(in: 0..<900, using: &generator))
      }
      .joined(separator: " ")
    case .withheld: return nil
    }
    // An ellipsis or bracket at an edge of the cut is declared, and may be read as what was said.
    return Forged(text: text, tier: tier, said: turn, speaker: speaker)
  }
}

/// An index on disk for as long as this lives.
final class QuoteIndex {
  let folder: String
  let index: Index
  private let people: StudyPeople

  init(_ transcripts: [Transcript], segments: Int = 1) throws {
    folder = NSTemporaryDirectory() + "quotes-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let size = (transcripts.count + segments - 1) / segments
    let parts = stride(from: 0, to: transcripts.count, by: size).map {
      Array(transcripts[$0..<min($0 + size, transcripts.count)])
    }
    index = try TestIndex.index(parts, in: folder)
    people = try StudyPeople(index)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func verdicts(_ text: String, _ options: VerifyOptions = VerifyOptions()) throws -> [Verdict] {
    let manuscript = try Manuscript(path: "m.txt", bytes: Array(text.utf8), as: .text)
    var verifier = QuoteVerifier(index, options: options)
    return try verifier.verify(
      QuotationFinder.find(in: manuscript, people: people), of: manuscript)
  }
}
