import VerbatimCorpus
import VerbatimXML

/// Turns a recording into the words, marks, events and places of its turn.
struct TurnFinisher {
  let document: XMLDocumentBytes
  let pattern: PlaceholderPattern
  private let annotations: TurnAnnotations
  var builder = TurnTextBuilder()
  private let runs = ReusedList<OffsetMap.Run>()

  /// - Parameter themes: ids of those that the document declares, as far as they are known.
  init(document: XMLDocumentBytes, pattern: PlaceholderPattern, themes: Set<String> = []) {
    self.document = document
    self.pattern = pattern
    annotations = TurnAnnotations(themes: themes)
  }

  /// - Parameters:
  ///   - index: the turn's, in the draft.
  ///   - isMapped: a map can be made, since the character data has its places in the file.
  mutating func finish(
    _ recording: inout TurnRecording, turn index: Int, isMapped: Bool, mode: TokenSpacing.Mode,
    ids: inout IDTable, draftIndex: Int, draft: inout TEIDraft
  ) {
    recording.raw.withUnsafeBufferPointer {
      builder.build(
        &recording, raw: $0, mode: mode, ids: &ids,
        place: IDTable.Place(
          draft: Int32(truncatingIfNeeded: draftIndex), turn: Int32(truncatingIfNeeded: index)))
    }
    draft.turns[index].text = builder.string
    if !recording.events.isEmpty {
      draft.turns[index].events = events(of: recording)
    }
    if isMapped, recording.isLocated {
      draft.turns[index].place.map = TurnSourceMap.map(builder.pieces, recording.sources, in: runs)
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
    let line = draft.turns[index].place.line
    let marks = marks(of: recording, turn: index, line: line, draft: &draft)
    draft.turns[index].marks = marks
    if !recording.words.isEmpty || recording.marks.contains(where: { $0.norm != nil }) {
      draft.turns[index].annotations = annotations.annotations(of: recording)
    }
    count(builder.hyphensAtBreaks, &draft.hyphensAtBreaks, line)
  }

  /// Those that were not taken back, by offset; equal ones as they came.
  private func events(of recording: TurnRecording) -> [Event] {
    var last = 0
    for event in recording.events {
      if event.offset < last { return sorted(recording.events.filter { $0.offset >= 0 }) }
      last = event.offset
    }
    return recording.events
  }

  private func sorted(_ events: [Event]) -> [Event] {
    events.enumerated().sorted {
      ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
    }.map(\.element)
  }

  private func marks(
    of recording: TurnRecording, turn: Int, line: Int, draft: inout TEIDraft
  ) -> [Mark] {
    var marks: [Mark] = []
    marks.reserveCapacity(recording.marks.count + builder.placeholders.count)
    for index in recording.marks.indices {
      let (lower, upper) = (recording.marks[index].lower, recording.marks[index].upper)
      guard lower >= 0, upper > lower else { continue }
      if let kind = recording.marks[index].kind {
        marks.append(
          Mark(kind: kind, range: lower..<upper, detail: recording.marks[index].detail))
      } else {
        let mark = recording.marks[index]
        draft.codings.append(
          TEIDraft.Coding(
            themes: Pointers.list(mark.detail ?? ""), turn: turn, span: lower..<upper,
            coder: mark.coder.flatMap { Pointers.list($0).first }))
      }
    }
    for range in builder.placeholders { marks.append(Mark(kind: .placeholder, range: range)) }
    if builder.text.contains(UInt8(ascii: "[")) {
      let brackets = BracketScan(Array(builder.text), pattern: pattern)
      let known = Set(marks.lazy.filter { $0.kind == .placeholder }.map(\.range))
      for range in brackets.placeholders where !known.contains(range) {
        marks.append(Mark(kind: .placeholder, range: range))
      }
      count(brackets.events, &draft.bracketedEvents, line)
      // Those that the reader put in are decided.
      count(
        brackets.undecided - min(brackets.undecided, known.count), &draft.undecidedBrackets, line)
    }
    return sorted(marks)
  }

  private func count(_ number: Int, _ counter: inout (count: Int, line: Int), _ line: Int) {
    guard number > 0 else { return }
    if counter.count == 0 { counter.line = line }
    counter.count += number
  }

  /// By start, then end; equal ones as they came.
  private func sorted(_ marks: [Mark]) -> [Mark] {
    var last = 0..<0
    for mark in marks {
      let range = mark.range
      if (range.lowerBound, range.upperBound) < (last.lowerBound, last.upperBound) {
        return marks.enumerated().sorted {
          let (left, right) = ($0.element.range, $1.element.range)
          return (left.lowerBound, left.upperBound, $0.offset)
            < (right.lowerBound, right.upperBound, $1.offset)
        }.map(\.element)
      }
      last = range
    }
    return marks
  }
}
