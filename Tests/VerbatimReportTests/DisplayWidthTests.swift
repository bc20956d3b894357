import Foundation
import Testing
import VerbatimReport

@Suite("Display width")
struct DisplayWidthTests {
  private static let table = "/usr/share/unicode/EastAsianWidth.txt"

  @Test(
    "known texts",
    arguments: [
      ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2),
      ("👍", 2), ("🇳🇴", 2), ("שלום", 4), ("\u{200B}\u{200D}", 0), ("ｆ", 2), ("…—", 2), ("", 0),
    ])
  func known(text: String, width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  // Needs Debian's package unicode-data (15.0), which is not everywhere.
  @Test(
    "every wide range of Unicode counts two, no other assigned one does",
    .enabled(if: FileManager.default.fileExists(atPath: table)))
  func agreesWithUnicode() throws {
    let text = try String(contentsOfFile: Self.table, encoding: .utf8)
    for line in text.split(separator: "\n" as Character) where !line.hasPrefix("#") {
      let fields = line.prefix { $0 != "#" }.split(separator: ";" as Character)
        .map { $0.filter { !$0.isWhitespace } }
      try #require(fields.count == 2)
      let bounds = fields[0].split(separator: "." as Character).compactMap {
        UInt32($0, radix: 16)
      }
      let (lower, upper) = (try #require(bounds.first), try #require(bounds.last))
      let isWide = fields[1] == "W" || fields[1] == "F"
      for value in Set([lower, (lower + upper) / 2, upper]) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        #expect((DisplayWidth.of(scalar) == 2) == isWide, "\(String(value, radix: 16))")
      }
    }
  }
}
