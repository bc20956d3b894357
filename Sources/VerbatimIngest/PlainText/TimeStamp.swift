import VerbatimCorpus

/// A time of a recording as it is typed: `1:02:03`, `02:03.5`, `#00:01:02-3#`, `[0:01:02]`,
/// `HH:MM:SS:FF` (frames are dropped).
///
/// `1:30` may be minutes and seconds or hours and minutes; a file as a whole decides (``Base``).
struct TimeStamp: Equatable {
  /// What two fields mean.
  enum Base: String, Equatable {
    case minutesAndSeconds = "mm:ss"
    case hoursAndMinutes = "hh:mm"
  }

  /// Two or three numbers, largest unit first.
  var fields: [Int]
  var thousandths = 0

  /// Taken as minutes and seconds where there are two fields.
  var milliseconds: Milliseconds { milliseconds(.minutesAndSeconds) }

  func milliseconds(_ base: Base) -> Milliseconds {
    var all = fields
    if all.count == 2 {
      all = base == .minutesAndSeconds ? [0] + all : all + [0]
    }
    let seconds = all.reduce(0) { $0 &* 60 &+ $1 }
    return Milliseconds(rawValue: seconds &* 1000 &+ thousandths)
  }

  /// The first time that stands between other marks than digits.
  static func first(in text: String) -> TimeStamp? {
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
      if let (time, next) = bare(bytes, at, bytes.count) {
        if next == bytes.count || !isDigit(bytes[next]) { return time }
      }
      if isDigit(bytes[at]) {
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
      } else {
        at += 1
      }
    }
    return nil
  }

  /// A time without marks at `start`, and where it ends.
  static func bare(_ bytes: [UInt8], _ start: Int, _ end: Int) -> (TimeStamp, next: Int)? {
    var at = start
    guard let first = number(bytes, &at, end, digits: 1...3) else { return nil }
    var fields = [first]
    while fields.count < 4, at + 1 < end, bytes[at] == UInt8(ascii: ":"), isDigit(bytes[at + 1]) {
      var next = at + 1
      // `0:0:5.120` is written by older Teams exports.
      guard let field = number(bytes, &next, end, digits: 1...2) else { return nil }
      fields.append(field)
      at = next
    }
    guard fields.count >= 2, !(at < end && isDigit(bytes[at])) else { return nil }
    let limited = fields.dropFirst().prefix(2)
    guard limited.allSatisfy({ $0 < 60 }) else { return nil }
    if fields.count == 4 { fields.removeLast() }
    var thousandths = 0
    if at + 1 < end, bytes[at] == UInt8(ascii: ".") || bytes[at] == UInt8(ascii: ","),
      isDigit(bytes[at + 1])
    {
      var scale = 100
      at += 1
      while at < end, isDigit(bytes[at]) {
        thousandths += Int(bytes[at] - 0x30) * scale
        scale /= 10
        at += 1
      }
    }
    return (TimeStamp(fields: fields, thousandths: thousandths), at)
  }

  /// A time in `[]`, `()`, `{}` or `##`, or bare; with the second of a range where it has one.
  /// - Parameter dotted: whether `(01.02)` is one, which is a pause inside of speech.
  static func marked(
    _ bytes: [UInt8], _ start: Int, _ end: Int, dotted isDotted: Bool = false
  ) -> (time: TimeStamp, last: TimeStamp?, next: Int)? {
    guard start < end else { return nil }
    var at = start
    // Markdown escapes brackets that would else be links.
    if bytes[at] == UInt8(ascii: "\\"), at + 1 < end { at += 1 }
    let close: UInt8?
    switch bytes[at] {
    case UInt8(ascii: "["): close = UInt8(ascii: "]")
    case UInt8(ascii: "("): close = UInt8(ascii: ")")
    case UInt8(ascii: "{"): close = UInt8(ascii: "}")
    case UInt8(ascii: "#"): close = UInt8(ascii: "#")
    default: close = nil
    }
    guard let close else {
      guard at == start, let (time, next) = bare(bytes, at, end) else { return nil }
      guard let (last, after) = rangeEnd(bytes, next, end) else { return (time, nil, next) }
      return (time, last, after)
    }
    at += 1
    guard var (time, next) = bare(bytes, at, end) ?? (isDotted ? dotted(bytes, at, end) : nil)
    else { return nil }
    var last: TimeStamp?
    if close == UInt8(ascii: "#"), next + 1 < end, bytes[next] == UInt8(ascii: "-"),
      isDigit(bytes[next + 1])
    {
      time.thousandths = Int(bytes[next + 1] - 0x30) * 100
      next += 2
    } else if let (until, after) = rangeEnd(bytes, next, end) {
      (last, next) = (until, after)
    }
    if next < end, bytes[next] == UInt8(ascii: "\\") { next += 1 }
    guard next < end, bytes[next] == close else { return nil }
    return (time, last, next + 1)
  }

  /// `(01.02)`: minutes and seconds with a dot, two digits each.
  private static func dotted(
    _ bytes: [UInt8], _ start: Int, _ end: Int
  ) -> (TimeStamp, next: Int)? {
    guard start + 5 <= end, bytes[start + 2] == UInt8(ascii: ".") else { return nil }
    guard [0, 1, 3, 4].allSatisfy({ isDigit(bytes[start + $0]) }) else { return nil }
    var at = start
    guard let minutes = number(bytes, &at, end, digits: 2...2) else { return nil }
    at += 1
    guard let seconds = number(bytes, &at, end, digits: 2...2), seconds < 60 else { return nil }
    return (TimeStamp(fields: [minutes, seconds]), at)
  }

  /// `--> 00:05`, `- 00:05`, `– 00:05`.
  private static func rangeEnd(
    _ bytes: [UInt8], _ start: Int, _ end: Int
  ) -> (TimeStamp, next: Int)? {
    var at = start
    while at < end, bytes[at] == 0x20 { at += 1 }
    let arrows: [[UInt8]] = [Array("-->".utf8), Array("–".utf8), Array("-".utf8)]
    guard let arrow = arrows.first(where: { bytes[at..<end].starts(with: $0) }) else { return nil }
    at += arrow.count
    while at < end, bytes[at] == 0x20 { at += 1 }
    return bare(bytes, at, end)
  }

  private static func number(
    _ bytes: [UInt8], _ at: inout Int, _ end: Int, digits: ClosedRange<Int>
  ) -> Int? {
    var value = 0
    var count = 0
    while at < end, isDigit(bytes[at]), count < digits.upperBound {
      value = value * 10 + Int(bytes[at] - 0x30)
      at += 1
      count += 1
    }
    return digits.contains(count) ? value : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte)
  }
}
