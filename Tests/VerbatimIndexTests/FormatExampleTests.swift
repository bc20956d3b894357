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

  static func image() throws -> SegmentImage {
    let builder = SegmentBuilder(analyzer: .standard)
    try builder.add(transcript, fingerprint: Digest(bytes: Array(repeating: 0x22, count: 32)))
    return try builder.finish()
  }

  /// The bytes of the article's `hex` listing: offset, colon, bytes, semicolon, comment.
  static func listing() throws -> [UInt8] {
    let article = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/VerbatimIndex/VerbatimIndex.docc/Format.md")
    var bytes: [UInt8] = []
    var isInside = false
    for line in try String(contentsOf: article, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("```") {
        isInside = line == "```hex"
      } else if isInside, let colon = line.firstIndex(of: ":") {
        #expect(Int(line[..<colon], radix: 16) == bytes.count, "offset of “\(line)”")
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
}
