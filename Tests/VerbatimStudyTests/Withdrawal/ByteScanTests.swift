import Foundation
import Testing
import VerbatimFiles
import VerbatimTestSupport
import VerbatimZip

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

  @Test("a file that is read in windows gives what it gives in one piece, wherever the words stand")
  func windows() throws {
    let folder = try TemporaryFolder()
    let scan = ByteScan(try words())
    let path = folder.path + "/f"
    let filler = Array("so it was, they said, and <b>so</b> it is &amp; stays. ".utf8)
    var long: [UInt8] = []
    while long.count < 2 * ByteScan.window + 50_000 { long += filler }
    let seed = UInt64(Date().timeIntervalSince1970)
    var generator = SeededGenerator(seed: seed)
    for (name, bytes) in Self.disguises(Self.said[0]) {
      var planted = long
      // Over the end of a window, and anywhere.
      for window in [ByteScan.window, 2 * ByteScan.window] {
        let at = window - Int.random(in: 0...(bytes.count + 4200), using: &generator)
        planted.replaceSubrange(at..<(at + bytes.count), with: bytes)
      }
      planted.append(0)
      try Data(planted).write(to: URL(fileURLWithPath: path))
      let file = try scan.finds(inFileAt: path)
      #expect(file.finds == scan.finds(in: planted), "\(name), seed \(seed)")
      #expect(!file.finds.isEmpty, "\(name), seed \(seed)")
      #expect(file.size == planted.count)
    }
  }

  @Test("in a Word document and a project as in any file, unpacked")
  func archives() throws {
    let folder = try TemporaryFolder()
    let scan = ByteScan(try words())
    var zip = ZipWriter()
    let runs = Self.said[0].split(separator: " ").map { "<w:r><w:t>\($0) </w:t></w:r>" }
    zip.add("word/document.xml", Array("<w:p>\(runs.joined())</w:p>".utf8))
    zip.add("word/styles.xml", Array("<w:styles/>".utf8))
    let path = folder.path + "/f.docx"
    try Data(try zip.finish()).write(to: URL(fileURLWithPath: path))
    #expect(try scan.finds(inFileAt: path).isCompressed)
    let found = try #require(scan.finds(inArchiveAt: path))
    #expect(Set(found.map(\.entry)) == ["word/document.xml"])
    try Data([0x50, 0x4B, 3, 4, 0, 0]).write(to: URL(fileURLWithPath: path))
    #expect(scan.finds(inArchiveAt: path) == nil)
  }

  @Test("edits of a stream are those of its bytes")
  func edits() throws {
    let folder = try TemporaryFolder()
    let seed = UInt64(Date().timeIntervalSince1970)
    var generator = SeededGenerator(seed: seed)
    let bytes = (0..<600_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    let path = folder.path + "/f"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    for round in 0..<20 {
      var edits = SourceEdits()
      // An own way to the same: from the last to the first.
      var expected = bytes
      var ranges: [Range<Int>] = []
      var at = 0
      while at < bytes.count {
        let length = Int.random(in: 0...(round * 20_000), using: &generator)
        let range = at..<min(at + length, bytes.count)
        ranges.append(range)
        at = range.upperBound + 1 + Int.random(in: 0...100_000, using: &generator)
      }
      for range in ranges.shuffled(using: &generator) {
        edits.replace(range, by: Array("<\(range.lowerBound)>".utf8))
      }
      for range in ranges.reversed() {
        expected.replaceSubrange(range, with: Array("<\(range.lowerBound)>".utf8))
      }
      #expect(edits.applied(to: bytes) == expected, "seed \(seed), round \(round)")
      let stream = EditedStream(try FileStream(path), edits)
      var streamed: [UInt8] = []
      while let piece = try stream.next() { streamed += piece }
      #expect(streamed == expected, "seed \(seed), round \(round)")
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

  @Test("planes that are passed over have no letter in them")
  func planes() {
    for value in UInt32(0x40000)...0x10FFFF where !(0xE0000...0xE0FFF).contains(value) {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let properties = scalar.properties
      if properties.isAlphabetic || properties.numericType != nil
        || [.nonspacingMark, .enclosingMark, .format].contains(properties.generalCategory)
      {
        Issue.record("U+\(String(value, radix: 16))")
      }
    }
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
