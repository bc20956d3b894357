import Foundation

/// A moment in UTC to the second, as `2026-11-23T09:00:00Z`; ordered as its text is.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let text: String

  /// Exactly `YYYY-MM-DDTHH:MM:SSZ` with fields in their ranges, else `nil`.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 else { return nil }
    for (byte, pattern) in zip(bytes, "0000-00-00T00:00:00Z".utf8) {
      let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
      guard pattern == UInt8(ascii: "0") ? isDigit : byte == pattern else { return nil }
    }
    func field(_ range: Range<Int>) -> Int {
      bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
    guard (1...12).contains(field(5..<7)), (1...31).contains(field(8..<10)),
      field(11..<13) < 24, field(14..<16) < 60, field(17..<19) <= 60
    else { return nil }
    self.text = text
  }

  /// Clamped to the years 0000 to 9999.
  public init(secondsSince1970 seconds: Int) {
    let clamped = min(max(seconds, -62_167_219_200), 253_402_300_799)
    let second = clamped - 86_400 * Self.floorDivide(clamped, 86_400)
    // Civil date from a day number: eras of 400 years, years that begin in March
    // (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms").
    let days = Self.floorDivide(clamped, 86_400) + 719_468
    let era = Self.floorDivide(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    text =
      "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
      + "T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
  }

  /// The system's clock.
  public static func now() -> Timestamp {
    Timestamp(secondsSince1970: Int(Date().timeIntervalSince1970))
  }

  public var description: String { text }

  public static func < (left: Timestamp, right: Timestamp) -> Bool { left.text < right.text }

  private static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
  }
}
