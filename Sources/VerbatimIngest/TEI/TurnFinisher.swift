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
  ///   - isMapped: a map can be made, since the character data has its places in the file.
  mutating func finish(
    _ recording: inout TurnRecording, turn: inout Turn, isMapped: Bool, mode: TokenSpacing.Mode,
    ids: inout IDTable, draftIndex: Int, draft: inout TEIDraft
  ) {
    let index = turn.number - 1
    // Apart from the rest of the recording, which changes while its bytes are read.
    var raw: [UInt8] = []
    swap(&raw, &recording.raw)
    raw.withUnsafeBufferPointer {
      builder.build(
        &recording, raw: $0, mode: mode, ids: &ids,
        place: IDTable.Place(
          draft: Int32(truncatingIfNeeded: draftIndex), turn: Int32(truncatingIfNeeded: index)))
    }
    swap(&raw, &recording.raw)
    turn.text = String(decoding: builder.text, as: UTF8.self)
    if !recording.events.isEmpty {
      turn.events = inOrder(recording.events.filter { $0.offset >= 0 }) { $0.offset }
    }
    if isMapped, recording.isLocated {
      turn.place.map = TurnSourceMap.map(builder.pieces, recording.sources)
    }
    if !recording.anchors.isEmpty {
      // Timings ascend by turn.
      var low = 0
      var high = draft.timings.count
      while low < high {
        let middle = (low + high) / 2
        if draft.timings[middle].turn < index { low = middle + 1 } else { high = middle }
      }
      if low < draft.timings.count, draft.timings[low].turn == index {
        draft.timings[low].anchors = recording.anchors
      }
    }
    turn.marks = marks(of: recording, turn: turn, draft: &draft)
    if builder.hyphensAtBreaks > 0 {
      count(builder.hyphensAtBreaks, &draft.hyphensAtBreaks, turn)
    }
  }

  private func marks(of recording: TurnRecording, turn: Turn, draft: inout TEIDraft) -> [Mark] {
    var marks: [Mark] = []
    marks.reserveCapacity(recording.marks.count + builder.placeholders.count)
    for mark in recording.marks where mark.lower >= 0 && mark.upper > mark.lower {
      let range = mark.lower..<mark.upper
      if let kind = mark.kind {
        marks.append(Mark(kind: kind, range: range, detail: mark.detail))
      } else {
        draft.codings.append(
          TEIDraft.Coding(
            themes: Pointers.list(mark.detail ?? ""), turn: turn.number - 1, span: range,
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
      count(brackets.events, &draft.bracketedEvents, turn)
      // Those that the reader put in are decided.
      count(
        brackets.undecided - min(brackets.undecided, known.count), &draft.undecidedBrackets, turn)
    }
    return inOrder(inOrder(marks) { $0.range.upperBound }) { $0.range.lowerBound }
  }

  private func count(_ number: Int, _ counter: inout (count: Int, line: Int), _ turn: Turn) {
    guard number > 0 else { return }
    if counter.count == 0 { counter.line = turn.place.line }
    counter.count += number
  }

  /// Sorted by `key`, equal ones as they came.
  private func inOrder<Element>(_ list: [Element], by key: (Element) -> Int) -> [Element] {
    var last = Int.min
    for element in list {
      let next = key(element)
      if next < last {
        return list.enumerated().sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }
          .map(\.element)
      }
      last = next
    }
    return list
  }
}
