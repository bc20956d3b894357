import VerbatimCorpus

/// From a turn's text to the bytes of its file (`tei.md` §7).
enum TurnSourceMap {
  /// - Parameters:
  ///   - pieces: the text, in order.
  ///   - sources: where the character data of the turn stands, in order and without a gap.
  ///   - runs: room for the map.
  /// - Returns: whether each piece is covered; the map is then in `runs`.
  static func map(
    _ pieces: ReusedList<TurnTextBuilder.Piece>, _ sources: ReusedList<TurnRecording.Source>,
    in runs: ReusedList<OffsetMap.Run>
  ) -> Bool {
    runs.removeAll()
    var next = 0
    for piece in pieces {
      let length = Int(piece.length)
      var at = Int(piece.raw)
      if piece.isCopy {
        let end = at + length
        while at < end {
          advance(&next, sources, to: at)
          guard next < sources.count, sources[next].at <= at else { return false }
          let source = sources[next]
          let count = min(end, source.at + source.length) - at
          if source.isExact {
            append(runs, count, source.source + at - source.at, count)
          } else {
            append(runs, count, source.source, inexact(source.sourceLength, count))
          }
          at += count
        }
      } else {
        let start = place(of: at, sources, &next)
        let end =
          piece.rawLength > 0
          ? place(endOf: at + Int(piece.rawLength) - 1, sources, &next) : start
        append(runs, length, start, inexact(max(end - start, 0), length))
      }
    }
    return true
  }

  private static func append(
    _ runs: ReusedList<OffsetMap.Run>, _ length: Int, _ source: Int, _ sourceLength: Int
  ) {
    guard length > 0 || sourceLength > 0 else { return }
    if length == sourceLength, let last = runs.last, last.textLength == last.sourceLength,
      last.source + last.sourceLength == source
    {
      runs[runs.count - 1] = OffsetMap.Run(
        textLength: last.textLength + length, source: last.source,
        sourceLength: last.sourceLength + sourceLength)
    } else {
      runs.append(OffsetMap.Run(textLength: length, source: source, sourceLength: sourceLength))
    }
  }

  // Two equal lengths would say that the bytes are the same.
  private static func inexact(_ sourceLength: Int, _ length: Int) -> Int {
    sourceLength == length ? 0 : sourceLength
  }

  private static func advance(
    _ next: inout Int, _ sources: ReusedList<TurnRecording.Source>, to offset: Int
  ) {
    while next < sources.count, sources[next].at + sources[next].length <= offset { next += 1 }
  }

  private static func place(
    of offset: Int, _ sources: ReusedList<TurnRecording.Source>, _ next: inout Int
  ) -> Int {
    advance(&next, sources, to: offset)
    guard next < sources.count else {
      return sources.last.map { $0.source + $0.sourceLength } ?? 0
    }
    let source = sources[next]
    return source.isExact ? source.source + max(offset - source.at, 0) : source.source
  }

  private static func place(
    endOf offset: Int, _ sources: ReusedList<TurnRecording.Source>, _ next: inout Int
  ) -> Int {
    let start = place(of: offset, sources, &next)
    guard next < sources.count else { return start }
    let source = sources[next]
    return source.isExact ? start + 1 : source.source + source.sourceLength
  }
}
