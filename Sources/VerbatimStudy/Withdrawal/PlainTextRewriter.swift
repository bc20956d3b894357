import VerbatimCorpus
import VerbatimIngest

/// A person's turns out of plain text: whole lines, or the words behind the label.
struct PlainTextRewriter {
  private let lines: SourceLines
  private let path: String

  init(_ lines: SourceLines, path: String) {
    self.lines = lines
    self.path = path
  }

  func erase(
    _ part: ErasedPart, _ mode: WithdrawalRequest.Mode, _ edits: inout SourceEdits
  ) throws(WithdrawalProblem) {
    let transcript = part.transcript
    func refuse(_ turn: Turn) -> WithdrawalProblem {
      .cannotRewrite(path: path, session: transcript.session.id, turn: turn.number)
    }
    for index in part.turns.sorted() {
      let turn = transcript.turns[index]
      switch mode {
      case .redact:
        guard let bytes = turn.place.bytes else { throw refuse(turn) }
        if !bytes.isEmpty {
          edits.replace(bytes, by: lines.encoded(WithdrawalRequest.marker))
        }
      case .remove:
        guard let range = wholeLines(of: turn) else { throw refuse(turn) }
        edits.replace(range)
      }
    }
    for stretch in part.stretches {
      let turn = transcript.turns[stretch.turn]
      guard let map = turn.place.map,
        let range = map.sourceRange(of: turn.text.utf8Range(ofScalars: stretch.range))
      else { throw refuse(turn) }
      edits.replace(range, by: lines.encoded(WithdrawalRequest.marker))
    }
  }

  /// The turn's lines; with the blank ones behind it where one stands in front as well, so that no
  /// two are left where one was.
  private func wholeLines(of turn: Turn) -> Range<Int>? {
    let first = turn.place.line - 1
    let last = turn.place.lastLine - 1
    guard first >= 0, last < lines.ranges.count else { return nil }
    var end = last
    if first == 0 || lines.blanks.contains(first - 1) {
      while end + 1 < lines.ranges.count, lines.blanks.contains(end + 1) { end += 1 }
    }
    return lines.ranges[first].lowerBound..<lines.ranges[end].upperBound
  }
}

extension String {
  /// Offsets of UTF-8 for offsets of scalars. Cost: a scan.
  func utf8Range(ofScalars range: Range<Int>) -> Range<Int> {
    var lower = utf8.count
    var upper = utf8.count
    var scalar = 0
    var byte = 0
    for one in unicodeScalars {
      if scalar == range.lowerBound { lower = byte }
      if scalar == range.upperBound { upper = byte }
      scalar += 1
      byte += String(one).utf8.count
    }
    return min(lower, upper)..<upper
  }
}
