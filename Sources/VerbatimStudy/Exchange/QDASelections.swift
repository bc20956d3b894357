import VerbatimCorpus
import VerbatimIngest
import VerbatimThemes

/// The selections of one session's text, with the codings on them.
struct QDASelections {
  let text: TextPositions
  private let session: String
  private let turns: [Turn]
  private let lines: TurnLines
  private let rule: PositionRule

  /// What tells a selection from others of the session: a turn as a whole, or a span in it.
  private struct Key: Hashable {
    var turn: Int
    var span: Range<Int>?
  }

  init(_ session: String, _ transcript: Transcript, _ lines: TurnLines, unit: PositionRule.Unit) {
    self.session = session
    turns = transcript.turns
    self.lines = lines
    rule = PositionRule(unit, .two)
    text = TextPositions(lines.bytes)
  }

  static func turnGUID(_ session: String, _ turn: Int) -> String {
    ExchangeID.of("turn", session, "\(turn)")
  }

  /// In the order of the text. `outside` codings stand on no words of the session.
  func selections(
    of codings: [Coding], withTurns: Bool
  ) -> (selections: [QDAProject.Selection], notes: [QDAProject.Text], outside: Int) {
    var byPlace: [Key: [Coding]] = [:]
    var outside = 0
    for coding in codings {
      guard coding.turn >= 1, coding.turn <= turns.count else {
        outside += 1
        continue
      }
      if let span = coding.span {
        let length = turns[coding.turn - 1].text.unicodeScalars.count
        guard span.upperBound <= length else {
          outside += 1
          continue
        }
      }
      byPlace[Key(turn: coding.turn, span: coding.span), default: []].append(coding)
    }
    if withTurns {
      for turn in 1..<turns.count + 1 where byPlace[Key(turn: turn, span: nil)] == nil {
        byPlace[Key(turn: turn, span: nil)] = []
      }
    }
    var notes: [QDAProject.Text] = []
    let places = byPlace.keys.map { ($0, bytes($0)) }
    let positions = text.positions(
      of: places.flatMap { [$0.1.lowerBound, $0.1.upperBound] }, by: rule)
    var selections: [(key: Key, selection: QDAProject.Selection)] = []
    for (key, range) in places {
      guard let start = positions[range.lowerBound], let end = positions[range.upperBound] else {
        continue
      }
      var selection = QDAProject.Selection(
        guid: guid(key), name: name(key), start: start, end: end)
      for coding in byPlace[key] ?? [] {
        let written = self.coding(coding)
        selection.codings.append(written.coding)
        if let note = written.note { notes.append(note) }
      }
      selection.codings.sort {
        ($0.code, $0.user ?? "", $0.guid) < ($1.code, $1.user ?? "", $1.guid)
      }
      selections.append((key, selection))
    }
    selections.sort { left, right in
      let l = (left.key.turn, left.key.span?.lowerBound ?? -1, left.key.span?.upperBound ?? -1)
      let r = (right.key.turn, right.key.span?.lowerBound ?? -1, right.key.span?.upperBound ?? -1)
      return l < r
    }
    return (selections.map(\.selection), notes, outside)
  }

  private func bytes(_ key: Key) -> Range<Int> {
    let place = lines.places[key.turn - 1]
    guard let span = key.span else { return place }
    let start = lines.byte(ofScalar: span.lowerBound, turn: key.turn - 1)
    return start..<max(start, lines.byte(ofScalar: span.upperBound, turn: key.turn - 1))
  }

  private func guid(_ key: Key) -> String {
    guard let span = key.span else { return Self.turnGUID(session, key.turn) }
    return ExchangeID.of(
      "selection", session, "\(key.turn)", "\(span.lowerBound)", "\(span.upperBound)")
  }

  private static let longestName = 60

  /// The first words, by which an importer can prove that it counts as we do.
  private func name(_ key: Key) -> String {
    let words = turns[key.turn - 1].text.unicodeScalars
    let start = key.span?.lowerBound ?? 0
    let length = min((key.span?.count ?? words.count), Self.longestName)
    return String(String.UnicodeScalarView(words.dropFirst(start).prefix(length)))
  }

  private func coding(_ coding: Coding) -> (coding: QDAProject.Coding, note: QDAProject.Text?) {
    let user = QDAUser.id(of: coding)
    let code = ExchangeID.theme(coding.theme)
    let span = coding.span.map { "\($0.lowerBound)-\($0.upperBound)" } ?? ""
    var written = QDAProject.Coding(
      guid: ExchangeID.of("coding", session, "\(coding.turn)", span, code, user), code: code,
      user: QDAUser.guid(user), createdAt: coding.createdAt.text)
    guard let memo = coding.memo, !memo.isEmpty else { return (written, nil) }
    var note = QDAProject.Text(
      guid: ExchangeID.of("coding-memo", written.guid, memo), name: QDANoteName.codingMemo)
    note.content = memo
    note.user = QDAUser.guid(user)
    note.createdAt = coding.createdAt.text
    written.notes = [note.guid]
    return (written, note)
  }
}
