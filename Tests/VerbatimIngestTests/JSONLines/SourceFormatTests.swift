import Testing

@testable import VerbatimIngest

@Suite("The format of a file")
struct SourceFormatTests {
  static let texts: [(String, String, SourceFormat)] = [
    ("a.xml", "<?xml version=\"1.0\"?>\n<TEI/>", .tei),
    ("a.txt", "<!-- x --><!DOCTYPE TEI [<!ENTITY a 'b'>]>\n<tei:TEI xmlns:tei='x'>", .tei),
    ("a.xml", "not markup", .tei),
    ("a.xml", "\u{FEFF}<teiCorpus>", .tei),
    ("a.txt", "<P1> well\n<P2> yes", .plainText),
    ("a.txt", "P1: well", .plainText),
    ("a.md", "**P1:** well", .plainText),
    ("transcript", "P1: well", .plainText),
    ("a.txt", "{sighs} P1: well", .plainText),
    ("a.txt", "[P1]: well", .plainText),
    ("a.jsonl", "{}", .jsonLines),
    ("a.NDJSON", "{\"a\":1}", .jsonLines),
    ("a", "{\"session\":\"a\"}\n", .jsonLines),
    ("a.json", "{\"session\":\"a\"}\n{\"session\":\"a\"}\n", .jsonLines),
    ("a.json", "{\"session\":\"a\"}\n", .notTranscript(.json)),
    ("a.json", "[1]", .notTranscript(.json)),
    ("a.csv", "a,b", .notTranscript(.table)),
    ("study.yaml", "study: x", .notTranscript(.settings)),
    ("a.qdc", "<CodeBook/>", .notTranscript(.qualitativeData)),
    ("a.xml", "<?xml version='1.0'?><CodeBook>", .notTranscript(.qualitativeData)),
    ("a.html", "<p>", .notTranscript(.webPage)),
    ("a.txt", "<!DOCTYPE html><html>", .notTranscript(.webPage)),
    ("a.txt", "WEBVTT\n", .notTranscript(.unread("vtt"))),
    ("a.cha", "@UTF8\n@Begin", .notTranscript(.unread("cha"))),
    ("a.xml", "<ANNOTATION_DOCUMENT>", .notTranscript(.unread("eaf"))),
    ("a.xml", "<basic-transcription>", .notTranscript(.unread("exb"))),
    ("a.rtf", "{\\rtf1", .convertible(.rtf)),
    ("a.txt", "%PDF-1.7", .convertible(.pdf)),
    ("a.txt", "", .notTranscript(.empty)),
    ("a.xml", " \r\n\t", .notTranscript(.empty)),
    ("a.txt", "P1: a\u{0}b, and so on", .notTranscript(.binary)),
    ("dir.jsonl/file", "P1: x", .plainText),
    (".jsonl", "P1: x", .plainText),
    ("a.xml", "<?xml", .tei),
    ("a.txt", "<", .plainText),
    ("a.txt", "<!", .plainText),
  ]

  @Test("text is told by its first bytes and its name", arguments: texts)
  func text(_ path: String, _ text: String, _ format: SourceFormat) {
    #expect(SourceFormat.detect(path: path, bytes: Array(text.utf8)) == format)
  }

  static let documents: [(String, [UInt8], SourceFormat)] = [
    ("a.bin", [0x50, 0x4B, 3, 4] + Array("....word/document.xml".utf8), .convertible(.docx)),
    ("a.docx", [0x50, 0x4B, 3, 4], .convertible(.docx)),
    (
      "a.zip",
      [0x50, 0x4B, 3, 4] + Array("mimetypeapplication/vnd.oasis.opendocument.text".utf8),
      .convertible(.odt)
    ),
    ("a.qdpx", [0x50, 0x4B, 3, 4] + Array("project.qde".utf8), .notTranscript(.qualitativeData)),
    ("a.zip", [0x50, 0x4B, 3, 4, 0], .notTranscript(.archive)),
    ("a.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .convertible(.doc)),
    ("a.txt", [0x89, 0x50, 0x4E, 0x47, 0x0D], .notTranscript(.image)),
    ("a.wav", Array("RIFF0000WAVE".utf8), .notTranscript(.recording)),
    ("a.webp", Array("RIFF0000WEBP".utf8), .notTranscript(.image)),
    ("a.mp4", [0, 0, 0, 32] + Array("ftypisom".utf8), .notTranscript(.recording)),
    ("a.txt", [0xFF, 0xFE, 0x50, 0, 0x31, 0], .plainText),
    ("a.txt", [0x50, 0, 0x31, 0, 0x3A, 0, 0x20, 0], .plainText),
    ("a.txt", [0, 0x50, 0, 0x31, 0, 0x3A], .plainText),
    ("a.xml", [0xFE, 0xFF, 0, 0x3C, 0, 0x54], .tei),
    ("a.txt", [0, 0, 0, 0], .notTranscript(.binary)),
    ("a.txt", [0x50, 0x31, 0x3A, 0x20, 0xE4], .plainText),
  ]

  @Test("documents, recordings and wide text are told by their bytes", arguments: documents)
  func document(_ path: String, _ bytes: [UInt8], _ format: SourceFormat) {
    #expect(SourceFormat.detect(path: path, bytes: bytes) == format)
  }

  @Test("no bytes trap")
  func random() {
    var random = SeededGenerator(state: 4)
    for _ in 0..<3000 {
      let alphabet = Array("<>!?-[]{}\"/: PK\u{0}TEI".utf8) + [0xFF, 0xFE, 0xEF, 0xBB, 0xBF]
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      for path in ["a.xml", "a.json", "a", "", "/"] {
        _ = SourceFormat.detect(path: path, bytes: bytes)
      }
    }
  }
}
