import Foundation
import Testing
import VerbatimThemes

@Suite("Timestamp")
struct TimestampTests {
  @Test("the text is that of Foundation's formatter", arguments: 1...300)
  func oracle(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    let seconds = Int.random(in: -2_000_000_000...100_000_000_000, using: &random)
    let formatter = ISO8601DateFormatter()
    let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
    #expect(Timestamp(secondsSince1970: seconds).text == expected)
    #expect(Timestamp(expected)?.text == expected)
  }

  @Test("the ends of the calendar hold")
  func ends() {
    #expect(Timestamp(secondsSince1970: .min).text == "0000-01-01T00:00:00Z")
    #expect(Timestamp(secondsSince1970: .max).text == "9999-12-31T23:59:59Z")
    #expect(Timestamp(secondsSince1970: -1).text == "1969-12-31T23:59:59Z")
    #expect(Timestamp(secondsSince1970: 951_782_400).text == "2000-02-29T00:00:00Z")
  }

  @Test(
    "what is no timestamp is refused",
    arguments: [
      "", "2026-11-23", "2026-11-23T09:00:00", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z",
      "2026-11-23 09:00:00Z", "٢٠٢٦-11-23T09:00:00Z", "2026-11-23T09:00:00+01:00",
    ])
  func refused(text: String) {
    #expect(Timestamp(text) == nil)
  }
}
