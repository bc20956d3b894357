import Foundation
import Testing

@testable import VerbatimStudy

@Suite("Erased words are looked for in bytes")
struct ByteScanTests {
  private static let said = [
    "Nobody asked the café owner, or so Zoë told us.", "Привет, мы никогда не ходили туда!",
  ]

  private func words() throws -> ErasedWords {
    try ErasedWords(Self.said, run: 4, key: 7) { take in
      try take("She never asked anybody about it.")
    }
  }

  private static func utf16(_ text: String, big: Bool) -> [UInt8] {
    text.utf16.flatMap {
      big ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)]
    }
  }

  private static func utf32(_ text: String, big: Bool) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      let bytes = (0..<4).map { UInt8(scalar.value >> (8 * UInt32($0)) & 255) }
      return big ? bytes.reversed() : bytes
    }
  }

  /// Every disguise of a sentence, by a name. Written out here, not by the code under test.
  private static func disguises(_ text: String) -> [(name: String, bytes: [UInt8])] {
    let decomposed = text.decomposedStringWithCanonicalMapping
    let references = text.unicodeScalars.map { $0.value < 128 ? "\($0)" : "&#\($0.value);" }
      .joined()
    let hexadecimal = text.unicodeScalars.map {
      $0.value < 128 ? "\($0)" : "&#x\(String($0.value, radix: 16));"
    }.joined()
    let escapes = text.utf16.map {
      $0 < 128 ? String(UnicodeScalar(UInt8($0))) : String(format: "\\u%04x", $0)
    }.joined()
    let tagged = text.split(separator: " ").map { "<w lemma=\"x\">\($0)</w>" }.joined(
      separator: "\n")
    return [
      ("UTF-8", Array(text.utf8)), ("upper case", Array(text.uppercased().utf8)),
      ("NFD", Array(decomposed.utf8)),
      ("without accents", Array(text.folding(options: .diacriticInsensitive, locale: nil).utf8)),
      ("UTF-16LE", utf16(text, big: false)), ("UTF-16BE", utf16(text, big: true)),
      ("UTF-16 NFD", utf16(decomposed, big: true)),
      ("UTF-32LE", utf32(text, big: false)), ("UTF-32BE", utf32(text, big: true)),
      ("XML references", Array(references.utf8)), ("XML hexadecimal", Array(hexadecimal.utf8)),
      ("JSON escapes", Array(escapes.utf8)),
      ("lines", Array(text.replacingOccurrences(of: " ", with: "\n\t> ").utf8)),
      ("JSON lines", Array(text.replacingOccurrences(of: " ", with: "\\n").utf8)),
      ("tags", Array(tagged.utf8)),
    ]
  }

  @Test("in every encoding and form, wherever in a file they stand")
  func planted() throws {
    let scan = ByteScan(try words())
    for text in Self.said {
      var all = Self.disguises(text)
      if let latin = text.data(using: .windowsCP1252) { all.append(("Windows-1252", Array(latin))) }
      for (name, bytes) in all {
        for shift in 0..<4 {
          // Among other bytes, at any distance from the file's beginning.
          let front = [UInt8](repeating: 0x20, count: 64 + shift) + [0]
          let found = scan.finds(in: front + bytes + [0x20, 0, 0xFF, 0x20])
          #expect(!found.isEmpty, "\(name), shifted by \(shift)")
          #expect(found.allSatisfy { $0.offset >= 0 && $0.offset < front.count + bytes.count })
        }
      }
    }
  }

  @Test("and nothing is found where others say as much")
  func others() throws {
    let scan = ByteScan(try words())
    #expect(
      scan.finds(in: Array("She never asked anybody about it. Nobody asked us.".utf8)).isEmpty)
    #expect(scan.finds(in: [UInt8](repeating: 0, count: 4096)).isEmpty)
    let noise = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    #expect(scan.finds(in: noise).isEmpty)
  }

  @Test("words that somebody else has said as well are nobody's own")
  func shared() throws {
    let shared = try ErasedWords(["we all said the same thing"], run: 4, key: 1) { take in
      try take("And we all said the same thing.")
    }
    #expect(shared.isEmpty)
    let short = ErasedWords(["Zeppelin."], run: 4, key: 1) { _ in }
    #expect(short.run == 1)
    #expect(!ByteScan(short).finds(in: Array("a ZEPPELIN, they say".utf8)).isEmpty)
  }

  @Test("a memo loses the stretch that quotes and nothing else")
  func blanked() throws {
    let words = try words()
    let memo = "Compare: “nobody asked the cafe owner or so Zoe told us” (striking!)"
    #expect(words.blanked(memo) == "Compare: “[withdrawn]” (striking!)")
    #expect(words.blanked("nobody asked the owner") == nil)
  }
}
