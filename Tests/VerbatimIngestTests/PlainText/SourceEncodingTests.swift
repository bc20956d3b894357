import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("Encodings and lines of plain text")
struct SourceEncodingTests {
  private static let talk = "Moderator: Grüße — „äh“ 😀\nP1: Ja, schön.\n"

  /// The same text in an encoding, by the standard library.
  private static func encoded(_ encoding: SourceEncoding, mark: Bool) -> [UInt8] {
    let bigEndian = encoding == .utf16BE
    switch encoding {
    case .utf8: return (mark ? [0xEF, 0xBB, 0xBF] : []) + Array(talk.utf8)
    case .utf16LE, .utf16BE:
      let units = (mark ? [0xFEFF] : []) + Array(talk.utf16)
      return units.flatMap { unit in
        let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
        return bigEndian ? pair.reversed() : pair
      }
    case .utf32LE:
      return ((mark ? [0xFEFF] : []) + talk.unicodeScalars.map(\.value)).flatMap { scalar in
        (0..<4).map { UInt8(truncatingIfNeeded: scalar >> ($0 * 8)) }
      }
    case .windows1252, .macRoman: return []
    }
  }

  @Test(
    "a byte order mark decides",
    arguments: [SourceEncoding.utf8, .utf16LE, .utf16BE, .utf32LE])
  func marks(encoding: SourceEncoding) throws {
    let bytes = Self.encoded(encoding, mark: true)
    let text = try DecodedText(bytes, encoding: nil)
    #expect(text.finding == .init(encoding: encoding, evidence: .byteOrderMark))
    #expect(String(decoding: text.bytes, as: UTF8.self) == Self.talk)
  }

  @Test(
    "UTF-16 without a mark is found by its NULs", arguments: [SourceEncoding.utf16LE, .utf16BE])
  func nuls(encoding: SourceEncoding) throws {
    let text = try DecodedText(Self.encoded(encoding, mark: false), encoding: nil)
    #expect(text.finding == .init(encoding: encoding, evidence: .nulPattern))
    #expect(String(decoding: text.bytes, as: UTF8.self) == Self.talk)
  }

  @Test(
    "a turn's bytes on disk decode to its text in every encoding",
    arguments: [SourceEncoding.utf8, .utf16LE, .utf16BE, .utf32LE])
  func places(encoding: SourceEncoding) throws {
    let bytes = Self.encoded(encoding, mark: true)
    let reading = try PlainTextReader().read(SourceFile(path: "a.txt", bytes: bytes))
    #expect(reading.turns.map(\.text) == ["Grüße — „äh“ 😀", "Ja, schön."])
    for turn in reading.turns {
      let range = try #require(turn.place.bytes)
      let part = try DecodedText(Array(bytes[range]), encoding: encoding)
      #expect(String(decoding: part.bytes, as: UTF8.self) == turn.text)
      #expect((turn.place.map == nil) == (encoding != .utf8))
    }
  }

  @Test("Windows-1252 is read with a warning that names the first offending bytes")
  func windows() throws {
    let bytes: [UInt8] =
      Array(
        "P1: she said \u{93}never\u{94}, caf".unicodeScalars.map {
          UInt8(truncatingIfNeeded: $0.value)
        }) + [0xE9, 0x0A] + Array("P2: OK\n".utf8)
    let reading = try PlainTextReader().read(SourceFile(path: "a.txt", bytes: bytes))
    #expect(reading.turns[0].text == "she said “never”, café")
    #expect(reading.turns[0].place.bytes == 4..<26)
    #expect(
      reading.warnings.first?.kind as? PlainTextProblem
        == .assumedWindows1252(offsets: [13, 19, 25], lines: [1, 1, 1]))
    #expect(reading.report.encoding == .windows1252 && reading.report.evidence == .fallback)
  }

  @Test("bytes that Windows-1252 does not have are refused, Mac Roman is guessed at")
  func macRoman() throws {
    let mac: [UInt8] = Array("P1: ".utf8) + [0xD2, 0x8D, 0xD3, 0xD5, 0x90]
    #expect(rejection(mac) == .encodingUnresolved(offsets: [5, 8], macRomanLikely: true))
    #expect(
      rejection(Array("P1: ".utf8) + [0x81])
        == .encodingUnresolved(offsets: [4], macRomanLikely: false))
    var settings = PlainTextSettings()
    settings.encoding = .macRoman
    let reading = try PlainTextReader(settings: settings).read(SourceFile(path: "m", bytes: mac))
    #expect(reading.turns[0].text == "“ç”’ê")
    #expect(SourceEncoding.macRomanHigh.count == 128)
    #expect(SourceEncoding.windows1252High.count == 128)
  }

  @Test("text that breaks its encoding's rules is refused with the offset")
  func malformed() {
    #expect(
      rejection([0xEF, 0xBB, 0xBF, 0x41, 0xC0, 0x80]) == .malformedText(encoding: .utf8, offset: 4))
    #expect(
      rejection([0xFF, 0xFE, 0x41, 0, 0, 0xD8]) == .malformedText(encoding: .utf16LE, offset: 4))
    #expect(rejection([0xFF, 0xFE, 0x41]) == .malformedText(encoding: .utf16LE, offset: 2))
    #expect(rejection([0xFE, 0xFF, 0xDC, 0]) == .malformedText(encoding: .utf16BE, offset: 2))
    #expect(
      rejection([0xFF, 0xFE, 0, 0, 0, 0, 0x11, 0]) == .malformedText(encoding: .utf32LE, offset: 4))
    #expect(rejection([0x41, 0x42, 0, 0x43, 0x44, 0x45, 0x46, 0x47]) == .binary(offset: 2))
    #expect(rejection([]) == .empty)
    #expect(rejection(Array(" \n\n".utf8)) == .empty)
  }

  @Test(
    "strict UTF-8 agrees with the standard library",
    arguments: [
      [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xE2, 0x82], [0xF0, 0x9F, 0x98],
      [0xC3, 0xA9], [0xED, 0x9F, 0xBF], [0xF4, 0x8F, 0xBF, 0xBF], [0xE0, 0xA0, 0x80], [0xFF],
    ] as [[UInt8]])
  func validity(bytes: [UInt8]) {
    #expect(UTF8Scan.isValid(bytes) == (String(validating: bytes, as: UTF8.self) != nil))
  }

  @Test("all line ends end a line; the style is recorded")
  func lineEnds() throws {
    let text = try DecodedText(
      Array("a\r\nb\rc\nd\u{C}e\u{B}f\u{85}g\u{2028}h\u{2029}i  ".utf8), encoding: nil)
    #expect(text.lines.map { text.string($0.content) } == Array("abcdefghi").map(String.init))
    #expect(text.lineEnds.style == "mixed")
    #expect(
      text.lineEnds.counts == [
        .crlf: 1, .cr: 1, .lf: 1, .formFeed: 1, .verticalTab: 1, .nextLine: 1, .separator: 2,
      ])
    #expect(text.lines.map(\.startsPage) == (0..<9).map { $0 == 4 })
    #expect(try DecodedText(Array("a\r\nb\r\n".utf8), encoding: nil).lineEnds.style == "crlf")
    #expect(try DecodedText(Array("a".utf8), encoding: nil).lineEnds.style == "none")
  }

  @Test("double encoding is reported, never repaired")
  func mojibake() throws {
    let reading = try reading("P1: donâ€™t â€œgoâ€\u{9D} cafÃ© Ã©\nP2: OK\n")
    #expect(reading.codes.contains("double-encoded"))
    #expect(reading.turns[0].text.hasPrefix("donâ€™t"))
    let clean = try VerbatimIngestTests.reading("P1: caf\u{E9} \u{C3}lvares\nP2: a\n")
    #expect(!clean.codes.contains("double-encoded"))
  }
}
