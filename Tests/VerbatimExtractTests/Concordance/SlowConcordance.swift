import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimQuery
import VerbatimTestSupport

/// A concordance from the transcripts alone, slow and obvious: the oracle. Knows hits in one turn.
struct SlowConcordance {
  struct Word {
    /// Index of the turn in its session.
    var turn: Int
    /// Scalars of the turn's text.
    var range: Range<Int>
    var surface: String
    var lc: String
    var fold: String
    var stem: String
    var type: String
  }

  struct Meeting {
    var session: Session
    var turns: [Turn]
    var texts: [[Unicode.Scalar]]
    var words: [Word]
  }

  /// A place in a session.
  struct Place {
    var turn: Int
    var scalar: Int
  }

  let meetings: [String: Meeting]
  let scan: LinearScan

  init(_ transcripts: [Transcript]) {
    let stemmer = Stemmer(language: "english")
    var meetings: [String: Meeting] = [:]
    for transcript in transcripts {
      var meeting = Meeting(
        session: transcript.session, turns: transcript.turns,
        texts: transcript.turns.map { Array($0.text.unicodeScalars) }, words: [])
      for (number, turn) in transcript.turns.enumerated() {
        let bytes = Array(turn.text.utf8)
        let placeholders = turn.marks.filter { $0.kind == .placeholder }.map { mark in
          turn.text.utf8Offset(ofScalar: mark.range.lowerBound)!..<turn.text.utf8Offset(
            ofScalar: mark.range.upperBound)!
        }
        for token in Analyzer.standard.tokens(of: turn.text, placeholders: placeholders)
        where token.kind.hasPosition {
          let surface = Array(bytes[token.start..<token.end])
          func text(_ key: [UInt8]) -> String { String(decoding: key, as: UTF8.self) }
          let fold = token.kind == .placeholder ? Keys.placeholder(surface) : Keys.fold(surface)
          meeting.words.append(
            Word(
              turn: number,
              range: turn.text.scalarOffset(
                ofUTF8: token.start)..<turn.text.scalarOffset(
                  ofUTF8: token.end),
              surface: text(Keys.nfc(surface)), lc: text(Keys.lc(surface)), fold: text(fold),
              stem: token.kind == .word ? text(stemmer!.stem(Keys.lc(surface))) : text(fold),
              type: Self.type(token, fold)))
        }
      }
      meetings[transcript.session.id] = meeting
    }
    self.meetings = meetings
    scan = LinearScan(transcripts, analyser: .standard())
  }

  private static func type(_ token: Token, _ fold: [UInt8]) -> String {
    switch token.kind {
    case .number: return "number"
    case .placeholder: return "placeholder"
    case .symbol: return "symbol"
    case .punctuation: return "punctuation"
    case .word:
      if token.flags.contains(.truncated) { return "truncated" }
      return Fillers.contains(foldKey: fold) ? "filler" : "word"
    }
  }

  /// The words before a hit, of it, and behind it, in the order of speech.
  func words(
    _ hit: ScanHit, across: Bool
  ) -> (left: [Word], node: [Word], matched: [Word], right: [Word]) {
    let meeting = meetings[hit.session]!
    let turn = hit.turn - 1
    let near = meeting.words.filter { across || $0.turn == turn }
    guard let first = hit.spans.first else {
      return (near.filter { $0.turn < turn }, [], [], near.filter { $0.turn > turn })
    }
    let end = hit.spans.map(\.upperBound).max()!
    func isInside(_ word: Word, _ range: Range<Int>) -> Bool {
      word.turn == turn && range.lowerBound <= word.range.lowerBound
        && word.range.upperBound <= range.upperBound
    }
    return (
      near.filter { $0.turn < turn || $0.turn == turn && $0.range.upperBound <= first.lowerBound },
      near.filter { isInside($0, first.lowerBound..<end) },
      near.filter { word in hit.spans.contains { isInside(word, $0) } },
      near.filter { $0.turn > turn || $0.turn == turn && $0.range.lowerBound >= end }
    )
  }

  // MARK: Lines

  /// The columns of a hit: stretches with the number of their turn.
  func columns(
    _ hit: ScanHit, _ context: ConcordanceContext
  ) -> (left: [Stretch], node: [Stretch], right: [Stretch]) {
    let meeting = meetings[hit.session]!
    let turn = hit.turn - 1
    let length = meeting.texts[turn].count
    let nodeStart = Place(turn: turn, scalar: hit.spans.first?.lowerBound ?? 0)
    let nodeEnd = Place(turn: turn, scalar: hit.spans.map(\.upperBound).max() ?? length)
    var start = Place(turn: turn, scalar: 0)
    var end = Place(turn: turn, scalar: length)
    switch context {
    case .tokens(let count, let across):
      let words = words(hit, across: across)
      let before = words.left.suffix(count)
      if before.count < count {
        start = Place(turn: across ? 0 : turn, scalar: 0)
      } else if let word = before.first ?? words.node.first {
        start = self.start(of: word, meeting)
      }
      let behind = words.right.prefix(count)
      if behind.count < count {
        let last = across ? meeting.turns.count - 1 : turn
        end = Place(turn: last, scalar: meeting.texts[last].count)
      } else if let word = behind.last ?? words.node.last {
        end = self.end(of: word, meeting)
      }
    case .turns(let count):
      start.turn = max(0, turn - count)
      end.turn = min(meeting.turns.count - 1, turn + count)
      end.scalar = meeting.texts[end.turn].count
    case .exchange:
      func moderates(_ turn: Int) -> Bool {
        meeting.session.participants.contains {
          $0.role == .moderator && meeting.turns[turn].speakers.contains($0.id)
        }
      }
      start.turn = (0...turn).last { moderates($0) } ?? 0
      end.turn =
        ((turn + 1)..<meeting.turns.count).first { moderates($0) }.map { $0 - 1 }
        ?? meeting.turns.count - 1
      end.scalar = meeting.texts[end.turn].count
    }
    return (
      stretches(start, nodeStart, meeting), stretches(nodeStart, nodeEnd, meeting),
      stretches(nodeEnd, end, meeting)
    )
  }

  struct Stretch: Equatable {
    var turn: Int
    var text: String
  }

  private func stretches(_ from: Place, _ to: Place, _ meeting: Meeting) -> [Stretch] {
    (from.turn...to.turn).compactMap { turn in
      let text = meeting.texts[turn]
      let start = turn == from.turn ? from.scalar : 0
      let end = turn == to.turn ? to.scalar : text.count
      guard start < end else { return nil }
      var words = ""
      words.unicodeScalars.append(contentsOf: text[start..<end])
      return Stretch(turn: turn + 1, text: words)
    }
  }

  private static let blanks: [Unicode.Scalar] = [" ", "\n", "\t", "\r", "\u{B}", "\u{C}"]

  /// Where a line begins whose first word this is: behind the last blank before it.
  private func start(of word: Word, _ meeting: Meeting) -> Place {
    guard
      let before = meeting.words.last(where: {
        $0.turn == word.turn && $0.range.upperBound <= word.range.lowerBound
      })
    else { return Place(turn: word.turn, scalar: 0) }
    let gap = before.range.upperBound..<word.range.lowerBound
    let blank = gap.last { Self.blanks.contains(meeting.texts[word.turn][$0]) }
    return Place(turn: word.turn, scalar: blank.map { $0 + 1 } ?? word.range.lowerBound)
  }

  /// Where a line ends whose last word this is: at the first blank behind it.
  private func end(of word: Word, _ meeting: Meeting) -> Place {
    guard
      let next = meeting.words.first(where: {
        $0.turn == word.turn && $0.range.lowerBound >= word.range.upperBound
      })
    else { return Place(turn: word.turn, scalar: meeting.texts[word.turn].count) }
    let gap = word.range.upperBound..<next.range.lowerBound
    let blank = gap.first { Self.blanks.contains(meeting.texts[word.turn][$0]) }
    return Place(turn: word.turn, scalar: blank ?? word.range.upperBound)
  }

  // MARK: Keys

  /// What a hit is compared by: a list of texts, compared one by one; `nil` stands first.
  func value(_ hit: ScanHit, _ key: ConcordanceKey, across: Bool) -> [String]? {
    let meeting = meetings[hit.session]!
    let turn = meeting.turns[hit.turn - 1]
    let people = turn.speakers.map { id in
      meeting.session.participants.first { $0.id == id }!
    }
    func joined(_ values: [String]) -> [String]? {
      var distinct: [String] = []
      for value in values where !distinct.contains(value) { distinct.append(value) }
      return distinct.isEmpty ? nil : [distinct.joined(separator: ", ")]
    }
    let around = words(hit, across: across)
    switch key.subject {
    case .session: return [hit.session]
    case .group: return [meeting.session.group]
    case .turn: return [String(hit.turn)]
    case .speaker: return joined(turn.speakers.map { hit.session + "/" + $0 })
    case .role:
      let roles = Set(people.map { $0.role?.rawValue })
      return roles.count == 1 ? roles.first!.map { [$0] } : nil
    case .attribute(let name):
      return joined(people.flatMap { $0.attributes.values(of: name) })
        ?? joined(turn.attributes.values(of: name))
        ?? joined(meeting.session.attributes.values(of: name))
    case .neighbour(let offset):
      let side = offset < 0 ? around.left.reversed() : around.right
      let place = abs(offset) - 1
      return place < side.count ? texts([side[place]], key) : nil
    case .left: return texts(around.left.reversed().prefix(5), key)
    case .right: return texts(around.right.prefix(5), key)
    case .match: return texts(around.matched.prefix(64), key)
    case .matchWord(let number):
      return number <= around.matched.count ? texts([around.matched[number - 1]], key) : nil
    }
  }

  private func texts(_ words: some Sequence<Word>, _ key: ConcordanceKey) -> [String]? {
    func turned(_ text: String) -> String {
      guard key.isFromEnds else { return text }
      var copy = ""
      copy.unicodeScalars.append(contentsOf: text.unicodeScalars.reversed())
      return copy
    }
    let texts = words.flatMap { word -> [String] in
      switch key.form {
      case .word: [turned(word.fold), turned(word.surface)]
      case .lc: [turned(word.lc)]
      case .fold: [turned(word.fold)]
      case .stem: [turned(word.stem)]
      case .type: [turned(word.type)]
      }
    }
    return texts.isEmpty ? nil : texts
  }

  /// Whether a value stands before another one.
  static func precedes(_ left: [String]?, _ right: [String]?, _ key: ConcordanceKey) -> Bool {
    if key.isDescending {
      var ascending = key
      ascending.isDescending = false
      return precedes(right, left, ascending)
    }
    guard let left, let right else { return left == nil && right != nil }
    for (a, b) in zip(left, right) where !a.utf8.elementsEqual(b.utf8) {
      return key.subject.isWords
        ? a.utf8.lexicographicallyPrecedes(b.utf8) : NaturalOrder.precedes(a, b)
    }
    return left.count < right.count
  }

  /// The hits in the order of keys, ties in the order of place.
  func sorted(_ hits: [ScanHit], by keys: [ConcordanceKey], across: Bool) -> [ScanHit] {
    let values = hits.map { hit in keys.map { value(hit, $0, across: across) } }
    return hits.indices.sorted { left, right in
      for (number, key) in keys.enumerated() {
        if Self.precedes(values[left][number], values[right][number], key) { return true }
        if Self.precedes(values[right][number], values[left][number], key) { return false }
      }
      return left < right
    }.map { hits[$0] }
  }
}
