import VerbatimCorpus

/// `inlineSpeakers=split`: `(P2: mm)` inside of a turn becomes a turn of its own, and what follows
/// it a turn of the first speaker again. Without the setting it stays in the text, marked.
enum InlineSpeakers {
  /// - Parameter speakers: the ids that a label stands for.
  static func split(_ turns: [Turn], events: inout [FreeEvent], speakers: (String) -> [String])
    -> [Turn]
  {
    var result: [Turn] = []
    var firstNumber: [Int] = []
    for turn in turns {
      firstNumber.append(result.count + 1)
      var slicer = TurnSlicer(turn)
      var at = 0
      for mark in turn.marks where mark.kind == .inlineSpeaker && mark.range.lowerBound >= at {
        guard let label = mark.detail else { continue }
        add(
          slicer.slice(at..<mark.range.lowerBound, owning: at..<mark.range.lowerBound), to: &result)
        let words = speech(mark, label, in: slicer.scalars)
        var inner = slicer.slice(words, owning: mark.range)
        inner.speakers = speakers(label)
        inner.attributes = []
        add(inner, to: &result)
        at = mark.range.upperBound
      }
      let rest = at..<slicer.scalars.count
      add(
        at == 0 ? turn : slicer.slice(rest, owning: at..<Int.max), to: &result, evenIfEmpty: at == 0
      )
    }
    for index in events.indices {
      let before = events[index].beforeTurn
      events[index].beforeTurn =
        before <= firstNumber.count ? firstNumber[max(before, 1) - 1] : result.count + 1
    }
    return result
  }

  /// The words of `(P2: mm)` without brackets and label.
  private static func speech(
    _ mark: Mark, _ label: String, in scalars: [Unicode.Scalar]
  ) -> Range<Int> {
    let range = mark.range.clamped(to: scalars.indices)
    let colon = scalars[range].firstIndex(of: ":").map { $0 + 1 } ?? range.lowerBound
    var end = range.upperBound
    while end > colon, ")]}>/\\".unicodeScalars.contains(scalars[end - 1]) { end -= 1 }
    return colon..<end
  }

  private static func add(_ turn: Turn, to result: inout [Turn], evenIfEmpty: Bool = false) {
    guard evenIfEmpty || !turn.text.isEmpty || !turn.events.isEmpty else { return }
    result.append(turn)
    result[result.count - 1].number = result.count
  }
}

/// Cuts a turn into parts from front to back, in one pass over its text, marks, events and map.
struct TurnSlicer {
  let turn: Turn
  let scalars: [Unicode.Scalar]
  private var scalarAt = 0
  private var byteAt = 0
  private var run = 0
  private var runStart = 0
  private var mark = 0
  private var event = 0

  init(_ turn: Turn) {
    self.turn = turn
    scalars = Array(turn.text.unicodeScalars)
  }

  /// The scalars `range`, trimmed, with the marks inside of it and the events of `owning`. Ranges
  /// ascend from call to call.
  mutating func slice(_ range: Range<Int>, owning: Range<Int>) -> Turn {
    var range = range.clamped(to: scalarAt..<max(scalarAt, scalars.count))
    while let first = scalars[range].first, first.properties.isWhitespace {
      range = range.lowerBound + 1..<range.upperBound
    }
    while let last = scalars[range].last, last.properties.isWhitespace {
      range = range.lowerBound..<range.upperBound - 1
    }
    var part = turn
    part.text = String(String.UnicodeScalarView(scalars[range]))
    part.marks = []
    while mark < turn.marks.count, turn.marks[mark].range.lowerBound < range.upperBound {
      var next = turn.marks[mark]
      mark += 1
      guard range.lowerBound <= next.range.lowerBound, next.range.upperBound <= range.upperBound
      else { continue }
      next.range =
        next.range.lowerBound - range.lowerBound..<next.range.upperBound - range.lowerBound
      part.marks.append(next)
    }
    part.events = []
    while event < turn.events.count, turn.events[event].offset < owning.upperBound {
      var next = turn.events[event]
      event += 1
      next.offset = min(max(next.offset, range.lowerBound), range.upperBound) - range.lowerBound
      part.events.append(next)
    }
    placeSource(of: range, in: &part)
    return part
  }

  private mutating func placeSource(of range: Range<Int>, in part: inout Turn) {
    for scalar in scalars[scalarAt..<range.lowerBound] { byteAt += UTF8.width(scalar) }
    scalarAt = range.lowerBound
    guard let runs = turn.place.map?.runs else { return }
    let bytes = byteAt..<byteAt + part.text.utf8.count
    var map = OffsetMap()
    while run < runs.count {
      let covered = (runStart..<runStart + runs[run].textLength).clamped(to: bytes)
      if !covered.isEmpty {
        let isExact = runs[run].textLength == runs[run].sourceLength
        map.append(
          textLength: covered.count,
          source: runs[run].source + (isExact ? covered.lowerBound - runStart : 0),
          sourceLength: isExact ? covered.count : runs[run].sourceLength)
      }
      guard runStart + runs[run].textLength <= bytes.upperBound else { break }
      runStart += runs[run].textLength
      run += 1
    }
    part.place.map = map
    part.place.bytes = map.sourceRange(of: 0..<bytes.count)
  }
}
