import VerbatimCorpus
import VerbatimIngest
import VerbatimThemes

/// What another program or study holds, in one shape for all of them: themes and codings by the ids that
/// they have there, before they meet this study.
struct IncomingProject {
  var name: String?
  /// The program that wrote it, as it names itself.
  var origin: String?
  /// What is empty there is a statement, not a lack of the format.
  var isExact = false
  var sharesSpeakers = false
  var codebook = Codebook()
  var coders: [Coder] = []
  var rules: [ThemeRule] = []
  var queries: [SavedQuery] = []
  var sources: [IncomingSource] = []
  var memos: [IncomingMemo] = []
  var findings = ExchangeFindings()
}

/// A text with what was put on it.
struct IncomingSource {
  /// As it is called there.
  var name: String
  /// The id of the session that it was exported from, where it says so by its GUID.
  var session: String?
  /// Its turns, as this program reads them; the session's facts are those of the source.
  var transcript: Transcript
  /// UTF-8 without a mark of byte order: what the study keeps where the session is new to it; `nil` where
  /// it never takes the text.
  var bytes: [UInt8]?
  /// With which plain-text settings `bytes` give the transcript.
  var settings: SettingsValue?
  /// Of the turns of `transcript`; their session is not set.
  var codings: [Coding] = []
  /// Places that were marked and hold no words of a turn, and such like: codings that are lost already.
  var text = IncomingText()
}

/// How the positions of a source were understood.
public struct IncomingText: Sendable, Equatable {
  public var rule = PositionRule(.scalars, .two)
  /// False where every rule gives the same places.
  public var matters = false
  /// Whether the text has line ends of two characters.
  public var hasCRLF = false
  public var selections = 0
  public var named = 0
  public var unverified = 0

  public init() {}
}

struct IncomingMemo {
  enum Subject {
    case study
    case theme(String)
    /// By the place in ``IncomingProject/sources``.
    case source(Int)
    case participant(source: Int, label: String)
  }

  var subject: Subject
  var author: String
  var createdAt: Timestamp
  var text: String
}

/// Finds the turns of a stretch of a source's bytes.
struct TurnLocator {
  private let turns: [Turn]
  /// Indexes of turns that stand somewhere, by their start.
  private let order: [Int]

  init(_ transcript: Transcript) {
    turns = transcript.turns
    order = turns.indices.filter { transcript.turns[$0].place.bytes != nil }.sorted {
      (transcript.turns[$0].place.bytes?.lowerBound ?? 0, $0)
        < (transcript.turns[$1].place.bytes?.lowerBound ?? 0, $1)
    }
  }

  struct Piece: Equatable {
    /// From 1.
    var turn: Int
    /// Unicode scalars of the turn's text.
    var span: Range<Int>
    var isWhole: Bool
  }

  /// The parts of turns in `range`, in order; an empty range is in a turn only where it is all of it.
  /// Cost: a search, and the lengths of the turns that are met.
  func pieces(_ range: Range<Int>) -> [Piece] {
    var low = 0
    var high = order.count
    while low < high {
      let middle = (low + high) / 2
      let end = turns[order[middle]].place.bytes?.upperBound ?? 0
      if end < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    var pieces: [Piece] = []
    for index in order[low...] {
      let turn = turns[index]
      guard let place = turn.place.bytes else { continue }
      if place.lowerBound > range.upperBound { break }
      if let piece = piece(turn, place, range) { pieces.append(piece) }
    }
    return pieces
  }

  private func piece(_ turn: Turn, _ place: Range<Int>, _ range: Range<Int>) -> Piece? {
    let length = turn.text.utf8.count
    if range.isEmpty || length == 0 {
      guard range == place || (length == 0 && !range.isEmpty && range.contains(place.lowerBound))
      else { return nil }
      return length == 0 ? Piece(turn: turn.number, span: 0..<0, isWhole: true) : nil
    }
    let lower = max(range.lowerBound, place.lowerBound)
    let upper = min(range.upperBound, place.upperBound)
    guard lower < upper else { return nil }
    let start = offset(lower, in: turn, isEnd: false)
    let end = offset(upper, in: turn, isEnd: true)
    guard start < end else { return nil }
    let scalars = turn.text.scalarOffset(ofUTF8: start)..<turn.text.scalarOffset(ofUTF8: end)
    guard !scalars.isEmpty else { return nil }
    return Piece(turn: turn.number, span: scalars, isWhole: start == 0 && end == length)
  }

  /// The offset in the turn's text of an offset in the file; one inside of a unit that cannot be divided
  /// takes the unit in.
  private func offset(_ file: Int, in turn: Turn, isEnd: Bool) -> Int {
    guard let map = turn.place.map else {
      let all = turn.text.utf8.count
      return min(max(0, file - (turn.place.bytes?.lowerBound ?? 0)), all)
    }
    var text = 0
    for run in map.runs {
      let end = run.source + run.sourceLength
      if file < run.source || (file == run.source && !isEnd) { return text }
      if file < end || (isEnd && file == end) {
        if run.textLength == run.sourceLength { return text + file - run.source }
        return isEnd ? text + run.textLength : text
      }
      text += run.textLength
    }
    return text
  }
}
