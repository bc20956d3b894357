import VerbatimCorpus

/// From a turn's text to the bytes of its file (`tei.md` §7): the file's bytes are read once more,
/// without the parser, and the map is kept only where both readings agree.
enum TurnSourceMap {
  /// A stretch of the character data and the bytes it stands in; `isExact` where they are the same.
  private struct Run {
    var at: Int
    var length: Int
    var source: Int
    var sourceLength: Int
    var isExact: Bool
  }

  /// - Parameters:
  ///   - raw: all character data of the turn as the parser gave it.
  ///   - content: the turn's byte range in `file`, tags excluded.
  /// - Returns: `nil` where the bytes do not give `raw`, as when entities are expanded.
  static func map(
    _ pieces: [TurnTextBuilder.Piece], raw: [UInt8], content: Range<Int>, file: [UInt8]
  ) -> OffsetMap? {
    guard content.upperBound <= file.count,
      let runs = Scanner(file: file, raw: raw, end: content.upperBound).runs(
        from: content.lowerBound)
    else { return nil }
    return compose(pieces, runs)
  }

  private static func compose(_ pieces: [TurnTextBuilder.Piece], _ runs: [Run]) -> OffsetMap? {
    var map = OffsetMap()
    var next = 0
    func advance(to offset: Int) {
      while next < runs.count, runs[next].at + runs[next].length <= offset { next += 1 }
    }
    for piece in pieces {
      let length = Int(piece.length)
      var at = Int(piece.raw)
      if piece.isCopy {
        let end = at + length
        while at < end {
          advance(to: at)
          guard next < runs.count, runs[next].at <= at else { return nil }
          let run = runs[next]
          let count = min(end, run.at + run.length) - at
          if run.isExact {
            map.append(textLength: count, source: run.source + at - run.at, sourceLength: count)
          } else {
            append(&map, count, run.source, run.sourceLength)
          }
          at += count
        }
      } else {
        let start = place(of: at, runs, &next)
        let end =
          piece.rawLength > 0 ? place(endOf: at + Int(piece.rawLength) - 1, runs, &next) : start
        append(&map, length, start, max(end - start, 0))
      }
    }
    return map
  }

  // Two equal lengths would say that the bytes are the same.
  private static func append(_ map: inout OffsetMap, _ length: Int, _ source: Int, _ count: Int) {
    map.append(textLength: length, source: source, sourceLength: length == count ? 0 : count)
  }

  private static func place(of offset: Int, _ runs: [Run], _ next: inout Int) -> Int {
    while next < runs.count, runs[next].at + runs[next].length <= offset { next += 1 }
    guard next < runs.count else { return runs.last.map { $0.source + $0.sourceLength } ?? 0 }
    let run = runs[next]
    return run.isExact ? run.source + max(offset - run.at, 0) : run.source
  }

  private static func place(endOf offset: Int, _ runs: [Run], _ next: inout Int) -> Int {
    let start = place(of: offset, runs, &next)
    guard next < runs.count else { return start }
    return runs[next].isExact ? start + 1 : runs[next].source + runs[next].sourceLength
  }

  private struct Scanner {
    let file: [UInt8]
    let raw: [UInt8]
    let end: Int
    private var found: [Run] = []
    private var read = 0

    init(file: [UInt8], raw: [UInt8], end: Int) {
      self.file = file
      self.raw = raw
      self.end = end
    }

    consuming func runs(from start: Int) -> [Run]? {
      var index = start
      while index < end {
        switch file[index] {
        case UInt8(ascii: "<"):
          guard let next = markup(at: index) else { return nil }
          index = next
        case UInt8(ascii: "&"):
          guard let next = reference(at: index) else { return nil }
          index = next
        default:
          guard let next = data(at: index, isCDATA: false) else { return nil }
          index = next
        }
      }
      return read == raw.count ? found : nil
    }

    /// Plain characters up to the next markup, or to a line end that is not LF.
    private mutating func data(at start: Int, isCDATA: Bool) -> Int? {
      if file[start] == 0x0D {
        let length = start + 1 < end && file[start + 1] == 0x0A ? 2 : 1
        return take([0x0A], source: start, length: length) ? start + length : nil
      }
      var index = start
      while index < end {
        let byte = file[index]
        if byte == 0x0D { break }
        if isCDATA {
          if byte == UInt8(ascii: "]"), isAt(index, "]]>") { break }
        } else if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") {
          break
        }
        index += 1
      }
      let count = index - start
      guard count > 0, read + count <= raw.count,
        raw[read..<(read + count)] == file[start..<index]
      else { return nil }
      found.append(
        Run(at: read, length: count, source: start, sourceLength: count, isExact: true))
      read += count
      return index
    }

    private mutating func take(_ bytes: [UInt8], source: Int, length: Int) -> Bool {
      guard read + bytes.count <= raw.count,
        raw[read..<(read + bytes.count)].elementsEqual(bytes)
      else { return false }
      found.append(
        Run(at: read, length: bytes.count, source: source, sourceLength: length, isExact: false))
      read += bytes.count
      return true
    }

    private mutating func markup(at start: Int) -> Int? {
      if isAt(start, "<!--") { return behind("-->", from: start + 4) }
      if isAt(start, "<?") { return behind("?>", from: start + 2) }
      if isAt(start, "<![CDATA[") {
        var index = start + 9
        while index < end, !isAt(index, "]]>") {
          guard let next = data(at: index, isCDATA: true) else { return nil }
          index = next
        }
        return index < end ? index + 3 : nil
      }
      var quote: UInt8?
      var index = start + 1
      while index < end {
        let byte = file[index]
        if let open = quote {
          if byte == open { quote = nil }
        } else if byte == 0x22 || byte == 0x27 {
          quote = byte
        } else if byte == UInt8(ascii: ">") {
          return index + 1
        }
        index += 1
      }
      return nil
    }

    /// A character reference or one of the five entities that XML itself declares.
    private mutating func reference(at start: Int) -> Int? {
      var index = start + 1
      while index < end, index - start < 32, file[index] != UInt8(ascii: ";") { index += 1 }
      guard index < end, file[index] == UInt8(ascii: ";") else { return nil }
      let name = file[(start + 1)..<index]
      let scalar: Unicode.Scalar?
      switch String(decoding: name, as: UTF8.self) {
      case "amp": scalar = "&"
      case "lt": scalar = "<"
      case "gt": scalar = ">"
      case "quot": scalar = "\""
      case "apos": scalar = "'"
      case let number where number.hasPrefix("#x"):
        scalar = UInt32(number.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
      case let number where number.hasPrefix("#"):
        scalar = UInt32(number.dropFirst(1)).flatMap { Unicode.Scalar($0) }
      default: scalar = nil
      }
      guard let scalar,
        take(Array(String(scalar).utf8), source: start, length: index + 1 - start)
      else { return nil }
      return index + 1
    }

    private func isAt(_ index: Int, _ literal: StaticString) -> Bool {
      let count = literal.utf8CodeUnitCount
      guard index + count <= end else { return false }
      return literal.withUTF8Buffer { $0.elementsEqual(file[index..<(index + count)]) }
    }

    private func behind(_ literal: StaticString, from start: Int) -> Int? {
      var index = start
      while index < end {
        if isAt(index, literal) { return index + literal.utf8CodeUnitCount }
        index += 1
      }
      return nil
    }
  }
}
