extension Timestamp {
  /// A moment as other programs write it: date and time by `T` or a blank, fractions of a second, `Z`, an
  /// offset or nothing, which is taken for UTC. A date alone is its midnight.
  public init?(loose text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 10 else { return nil }
    let date = String(decoding: bytes.prefix(10), as: UTF8.self)
    var rest = bytes.dropFirst(10)
    var time = "00:00:00"
    if let first = rest.first {
      guard first == UInt8(ascii: "T") || first == UInt8(ascii: " ") || first == UInt8(ascii: "_"),
        rest.count >= 9
      else { return nil }
      time = String(
        decoding: rest.dropFirst().prefix(8).map {
          $0 == UInt8(ascii: "-") ? UInt8(ascii: ":") : $0
        },
        as: UTF8.self)
      rest = rest.dropFirst(9)
    }
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst().drop { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
    guard let local = Timestamp(date + "T" + time + "Z") else { return nil }
    let zone = String(decoding: rest, as: UTF8.self)
    if zone.isEmpty || zone == "Z" {
      self = local
      return
    }
    let digits = zone.dropFirst().filter { $0 != ":" }
    guard zone.hasPrefix("+") || zone.hasPrefix("-"), digits.utf8.count == 4,
      let number = Int(digits)
    else { return nil }
    let minutes = (number / 100 * 60 + number % 100) * (zone.hasPrefix("-") ? -1 : 1)
    self = Timestamp(secondsSince1970: local.secondsSince1970 - minutes * 60)
  }

  /// The inverse of ``init(secondsSince1970:)``.
  var secondsSince1970: Int {
    let bytes = Array(text.utf8)
    func field(_ range: Range<Int>) -> Int {
      bytes[range].reduce(0) { $0 * 10 + Int($1 & 15) }
    }
    var (year, month, day) = (field(0..<4), field(5..<7), field(8..<10))
    // Days from civil date: years that begin in March (Howard Hinnant, "chrono-Compatible Low-Level
    // Date Algorithms").
    if month <= 2 { year -= 1 }
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    month = (month + 9) % 12
    day = (153 * month + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + day
    let days = era * 146_097 + dayOfEra - 719_468
    return days * 86_400 + field(11..<13) * 3600 + field(14..<16) * 60 + field(17..<19)
  }
}
