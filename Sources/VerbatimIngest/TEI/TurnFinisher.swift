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

  /// Adds the turn to the draft's rows.
  ///
  /// - Parameters:
  ///   - index: the turn's, in the draft.
  ///   - isMapped: a map can be made, since the character data has its places in the file.
  ///   - row: the turn but for its words and what stands at them.
  mutating func finish(
    _ recording: inout TurnRecording, turn index: Int, isMapped: Bool, mode: TokenSpacing.Mode,
    ids: inout IDTable, draftIndex: Int, _ row: TurnRows.Row, _ extra: TurnRows.Extra,
    into draft: inout TEIDraft
  ) {
    recording.raw.withUnsafeBufferPointer {
      builder.build(
        &recording, raw: $0, mode: mode, ids: &ids,
        place: IDTable.Place(
          draft: Int32(truncatingIfNeeded: draftIndex), turn: Int32(truncatingIfNeeded: index)))
    }
    var (row, extra) = (row, extra)
    builder.text.withUnsafeBufferPointer { draft.rows.text.append(contentsOf: $0) }
    row.textEnd = draft.rows.text.count
    if !recording.events.isEmpty {
      let first = draft.rows.events.count
      addEvents(of: recording, to: &draft.rows)
      extra.events = first..<draft.rows.events.count
    }
    if isMapped, recording.isLocated,
      TurnSourceMap.map(builder.pieces, recording.sources, in: runs)
    {
      let first = draft.rows.runs.count
      runs.withUnsafeBufferPointer { draft.rows.runs.append(contentsOf: $0) }
      extra.hasMap = true
      extra.runs = first..<draft.rows.runs.count
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
    let first = draft.rows.marks.count
    addMarks(of: recording, turn: index, line: row.line, to: &draft)
    extra.marks = first..<draft.rows.marks.count
    sort(&draft.rows.marks, from: first)
    if !recording.words.isEmpty
      || recording.marks.contains(where: { $0.kind == .choice && !$0.more.isNone })
    {
      let first = draft.rows.annotations.count
      draft.rows.annotations += annotations.annotations(of: recording)
      extra.annotations = first..<draft.rows.annotations.count
    }
    count(builder.hyphensAtBreaks, &draft.hyphensAtBreaks, row.line)
    draft.rows.append(row, extra)
  }

  /// Those that were not taken back, by offset; equal ones as they came.
  private func addEvents(of recording: borrowing TurnRecording, to rows: inout TurnRows) {
    var last = 0
    var isInOrder = true
    for index in recording.events.indices {
      if recording.events[index].offset < last { isInOrder = false }
      last = recording.events[index].offset
    }
    recording.said.withUnsafeBufferPointer { said in
      if isInOrder {
        for event in recording.events { rows.append(event, of: said) }
      } else {
        let events = recording.events.enumerated().filter { $0.element.offset >= 0 }.sorted {
          ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset)
        }
        for event in events { rows.append(event.element, of: said) }
      }
    }
  }

  private func addMarks(
    of recording: borrowing TurnRecording, turn: Int, line: Int, to draft: inout TEIDraft
  ) {
    let first = draft.rows.marks.count
    for mark in recording.marks where mark.lower >= 0 && mark.upper > mark.lower {
      let range = mark.lower..<mark.upper
      if mark.kind == .coding {
        draft.codings.append(
          TEIDraft.Coding(
            themes: Pointers.list(recording.string(mark.detail) ?? ""), turn: turn, span: range,
            coder: recording.string(mark.more).flatMap { Pointers.list($0).first }))
        continue
      }
      let detail =
        mark.detail.isNone
        ? TurnRows.Text.none
        : recording.said.withUnsafeBufferPointer { draft.rows.add(mark.detail.bytes(of: $0)) }
      draft.rows.marks.append(
        TurnRows.MarkRow(kind: draft.text(of: mark.kind), detail: detail, range: range))
    }
    for range in builder.placeholders { addPlaceholder(range, to: &draft) }
    if builder.text.contains(UInt8(ascii: "[")) {
      let brackets = BracketScan(Array(builder.text), pattern: pattern)
      let kind = draft.text(of: .placeholder)
      let known = Set(draft.rows.marks[first...].filter { $0.kind == kind }.map(\.range))
      for range in brackets.placeholders where !known.contains(range) {
        addPlaceholder(range, to: &draft)
      }
      count(brackets.events, &draft.bracketedEvents, line)
      // Those that the reader put in are decided.
      count(
        brackets.undecided - min(brackets.undecided, known.count), &draft.undecidedBrackets, line)
    }
  }

  private func addPlaceholder(_ range: Range<Int>, to draft: inout TEIDraft) {
    draft.rows.marks.append(
      TurnRows.MarkRow(kind: draft.text(of: .placeholder), detail: .none, range: range))
  }

  private func count(_ number: Int, _ counter: inout (count: Int, line: Int), _ line: Int) {
    guard number > 0 else { return }
    if counter.count == 0 { counter.line = line }
    counter.count += number
  }

  /// By start, then end; equal ones as they came.
  private func sort(_ marks: inout [TurnRows.MarkRow], from first: Int) {
    func precedes(_ left: Range<Int>, _ right: Range<Int>) -> Bool {
      (left.lowerBound, left.upperBound) < (right.lowerBound, right.upperBound)
    }
    for index in marks.indices.dropFirst(first + 1)
    where precedes(marks[index].range, marks[index - 1].range) {
      let sorted = marks[first...].enumerated().sorted {
        precedes($0.element.range, $1.element.range)
          || $0.element.range == $1.element.range && $0.offset < $1.offset
      }
      return marks.replaceSubrange(first..., with: sorted.lazy.map(\.element))
    }
  }
}
