import VerbatimCorpus
import VerbatimXML

/// Turns a recording into the words, marks, events and places of its turn.
struct TurnFinisher {
  let document: XMLDocumentBytes
  let pattern: PlaceholderPattern
  var builder = TurnTextBuilder()

  init(document: XMLDocumentBytes, pattern: PlaceholderPattern) {
    self.document = document
    self.pattern = pattern
  }

  /// - Parameters:
  ///   - content: the bytes between the turn's tags, `nil` where no map can be made of them.
  mutating func finish(
    _ recording: inout TurnRecording, turn: Int, content: Range<Int>?, mode: TokenSpacing.Mode,
    ids: inout IDTable, draftIndex: Int, draft: inout TEIDraft
  ) {
    builder.build(
      &recording, mode: mode, ids: &ids,
      place: IDTable.Place(
        draft: Int32(truncatingIfNeeded: draftIndex), turn: Int32(truncatingIfNeeded: turn)))
    draft.turns[turn].text = String(decoding: builder.text, as: UTF8.self)
    draft.turns[turn].events = inOrder(recording.events.filter { $0.offset >= 0 }) { $0.offset }
    if let content, !document.isTranscoded {
      draft.turns[turn].place.map = TurnSourceMap.map(
        builder.pieces, raw: recording.raw, content: content, file: document.utf8)
    }
    if !recording.anchors.isEmpty {
      // Timings ascend by turn.
      var low = 0
      var high = draft.timings.count
      while low < high {
        let middle = (low + high) / 2
        if draft.timings[middle].turn < turn { low = middle + 1 } else { high = middle }
      }
      if low < draft.timings.count, draft.timings[low].turn == turn {
        draft.timings[low].anchors = recording.anchors
      }
    }
    marks(of: recording, turn: turn, draft: &draft)
    count(builder.hyphensAtBreaks, \.hyphensAtBreaks, turn, &draft)
  }

  private func marks(of recording: TurnRecording, turn: Int, draft: inout TEIDraft) {
    var marks: [Mark] = []
    for mark in recording.marks where mark.lower >= 0 && mark.upper > mark.lower {
      let range = mark.lower..<mark.upper
      if let kind = mark.kind {
        marks.append(Mark(kind: kind, range: range, detail: mark.detail))
      } else {
        draft.codings.append(
          TEIDraft.Coding(
            themes: Pointers.list(mark.detail ?? ""), turn: turn, span: range,
            coder: mark.coder.flatMap { Pointers.list($0).first }))
      }
    }
    for range in builder.placeholders { marks.append(Mark(kind: .placeholder, range: range)) }
    if builder.text.contains(UInt8(ascii: "[")) {
      let brackets = BracketScan(builder.text, pattern: pattern)
      let known = Set(marks.lazy.filter { $0.kind == .placeholder }.map(\.range))
      for range in brackets.placeholders where !known.contains(range) {
        marks.append(Mark(kind: .placeholder, range: range))
      }
      count(brackets.events, \.bracketedEvents, turn, &draft)
      // Those that the reader put in are decided.
      count(
        brackets.undecided - min(brackets.undecided, known.count), \.undecidedBrackets, turn, &draft
      )
    }
    draft.turns[turn].marks = inOrder(
      inOrder(marks) { $0.range.upperBound }
    ) { $0.range.lowerBound }
  }

  private func count(
    _ number: Int, _ key: WritableKeyPath<TEIDraft, (count: Int, line: Int)>, _ turn: Int,
    _ draft: inout TEIDraft
  ) {
    guard number > 0 else { return }
    if draft[keyPath: key].count == 0 { draft[keyPath: key].line = draft.turns[turn].place.line }
    draft[keyPath: key].count += number
  }

  /// Sorted by `key`, equal ones as they came.
  private func inOrder<Element>(_ list: [Element], by key: (Element) -> Int) -> [Element] {
    if zip(list, list.dropFirst()).allSatisfy({ key($0) <= key($1) }) { return list }
    return list.enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }
      .map(\.element)
  }
}
