import Foundation
import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex
import VerbatimTestSupport

/// The worked example of the article "Format", byte by byte.
@Suite("The article's example is what the code writes")
struct FormatExampleTests {
  /// Session `fg1`: Ann asks, Bo laughs and answers, both agree.
  static let transcript = Transcript(
    session: Session(
      id: "fg1",
      participants: [
        Participant(id: "Ann", role: .moderator),
        Participant(id: "Bo", attributes: [.init(name: "sex", value: "M")]),
      ],
      source: Source(path: "fg1.txt", digest: Digest(bytes: Array(repeating: 0x11, count: 32)))),
    turns: [
      Turn(
        number: 1, speakers: ["Ann"], text: "Trust me.",
        place: SourcePlace(
          line: 1, bytes: 5..<14, map: OffsetMap(identityAt: 5, length: 9))),
      Turn(
        number: 2, speakers: ["Bo"], text: "Me? I'm NHS-funded!",
        events: [Event(kind: "vocal", description: "laughs", offset: 3)],
        place: SourcePlace(line: 2, bytes: 19..<47)),
      Turn(
        number: 3, speakers: ["Ann", "Bo"], text: "I trust NHS…",
        place: SourcePlace(line: 3, bytes: 57..<71, map: OffsetMap(identityAt: 57, length: 14))),
    ])

  /// The same session from a source that says something of three words.
  static let withLayer: Transcript = {
    var transcript = Self.transcript
    for (turn, range, lemma) in [(0, 0..<5, "trust"), (1, 4..<7, "be"), (2, 2..<7, "trust")] {
      transcript.turns[turn].annotations = [
        Annotation(layer: .lemma, range: range, value: lemma)
      ]
    }
    return transcript
  }()

  static func image(_ transcript: Transcript = transcript) throws -> SegmentImage {
    let builder = SegmentBuilder(analyzer: .standard)
    try builder.add(transcript, fingerprint: Digest(bytes: Array(repeating: 0x22, count: 32)))
    return try builder.finish()
  }

  /// The bytes of the article's listing of that name: offset, colon, bytes, semicolon, comment.
  static func listing(_ name: String = "hex", from start: Int = 0) throws -> [UInt8] {
    let article = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/VerbatimIndex/VerbatimIndex.docc/Format.md")
    var bytes: [UInt8] = []
    var isInside = false
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```" + name
      } else if isInside, let colon = line.firstIndex(of: ":") {
        #expect(Int(line[..<colon], radix: 16) == start + bytes.count, "offset of “\(line)”")
        let digits = line[line.index(after: colon)...].prefix { $0 != ";" }
        for pair in digits.split(separator: " ") {
          bytes.append(try #require(UInt8(pair, radix: 16)))
        }
      }
    }
    return bytes
  }

  @Test("every byte")
  func example() throws {
    let image = try Self.image()
    let listing = try Self.listing()
    #expect(listing.count == image.bytes.count)
    let difference = zip(listing, image.bytes).enumerated().first { $1.0 != $1.1 }?.offset
    #expect(difference == nil)
    #expect(try Segment(copying: listing, file: "example").check() == [])
  }

  @Test("every byte of the rest, where a source says something of words")
  func exampleWithLayer() throws {
    let image = try Self.image(Self.withLayer)
    // Before the layer stand the sections of the words, which are the same.
    let start = 0x540
    let listing = try Self.listing("hex from 540", from: start)
    #expect(try image.bytes[..<start].elementsEqual(Self.listing()[..<start]))
    #expect(listing.count == image.bytes.count - start)
    let difference = zip(listing, image.bytes[start...]).enumerated().first { $1.0 != $1.1 }
    #expect(difference?.offset == nil)
    #expect(try Segment(image).check() == [])
  }
}
