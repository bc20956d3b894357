/// What kind of file a path and its bytes are, and so which reader takes it.
public enum SourceFormat: Sendable, Hashable {
  case tei
  case jsonLines
  case plainText
  /// A document that another program turns into one of the three.
  case convertible(ConvertibleDocument)
  case notTranscript(NotTranscript)
}

public enum ConvertibleDocument: String, Sendable, Hashable, CaseIterable {
  case docx, doc, odt, rtf, pdf
}

/// Why a file is none that a reader takes.
public enum NotTranscript: Sendable, Hashable {
  /// No bytes, or white space only.
  case empty
  case image, recording, archive
  /// Bytes that are no text.
  case binary
  /// CSV and the like.
  case table
  /// YAML: a study, a codebook, settings.
  case settings
  /// REFI-QDA: a codebook or a project.
  case qualitativeData
  /// JSON that is no object a line.
  case json
  case webPage
  /// A transcript in a format without a reader: `vtt`, `srt`, `sbv`, `cha`, `eaf`, `exb`,
  /// `textgrid`.
  case unread(String)
}

extension SourceFormat {
  /// Decides by what the bytes begin with, then by the path's extension, then by the text; text that
  /// nothing claims is plain text. The readers decide whether it is well-formed.
  ///
  /// Cost: looks at the first and last few kilobytes.
  public static func detect(path: String, bytes: [UInt8]) -> SourceFormat {
    let name = FileExtension(of: path)
    let head = bytes.prefix(4096)
    if bytes.allSatisfy(\.isSpace) { return .notTranscript(.empty) }
    if let format = magic(head, bytes, name) { return format }
    let isWide = head.isWideText
    if !isWide, head.contains(0) { return .notTranscript(.binary) }
    if let format = byExtension[name.text] { return format }
    if isWide { return name.isXML ? .tei : .plainText }
    return text(head, name)
  }

  /// How much of a file's beginning tells whether it is JSON Lines.
  public static let headLength = 1 << 16

  /// Formats that begin with bytes of their own.
  private static func magic(
    _ head: ArraySlice<UInt8>, _ bytes: [UInt8], _ name: FileExtension
  ) -> SourceFormat? {
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return package(bytes, name) }
    if head.starts(with: [0x52, 0x49, 0x46, 0x46]) {
      return .notTranscript(head.dropFirst(8).starts(with: "WEBP".utf8) ? .image : .recording)
    }
    if head.dropFirst(4).starts(with: "ftyp".utf8) { return .notTranscript(.recording) }
    return magics.first { head.starts(with: $0.bytes) }?.format
  }

  private static let magics: [(bytes: [UInt8], format: SourceFormat)] = [
    (Array("%PDF-".utf8), .convertible(.pdf)),
    (Array("{\\rtf".utf8), .convertible(.rtf)),
    ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .convertible(.doc)),
    ([0x89, 0x50, 0x4E, 0x47], .notTranscript(.image)),
    ([0xFF, 0xD8, 0xFF], .notTranscript(.image)),
    (Array("GIF8".utf8), .notTranscript(.image)),
    ([0x49, 0x49, 0x2A, 0x00], .notTranscript(.image)),
    ([0x4D, 0x4D, 0x00, 0x2A], .notTranscript(.image)),
    (Array("ID3".utf8), .notTranscript(.recording)),
    (Array("OggS".utf8), .notTranscript(.recording)),
    (Array("fLaC".utf8), .notTranscript(.recording)),
    ([0x1A, 0x45, 0xDF, 0xA3], .notTranscript(.recording)),
    ([0x1F, 0x8B], .notTranscript(.archive)),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], .notTranscript(.archive)),
    ([0x28, 0xB5, 0x2F, 0xFD], .notTranscript(.archive)),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], .notTranscript(.archive)),
    (Array("BZh".utf8), .notTranscript(.archive)),
    (Array("PK".utf8) + [0x05, 0x06], .notTranscript(.archive)),
  ]

  /// A zip: a word processor's document by the names of its parts, which stand at both ends.
  private static func package(_ bytes: [UInt8], _ name: FileExtension) -> SourceFormat {
    let ends = [bytes.prefix(4096), bytes.suffix(65_536)]
    func holds(_ part: String) -> Bool { ends.contains { $0.holds(part.utf8) } }
    if holds("word/document") { return .convertible(.docx) }
    if holds("application/vnd.oasis.opendocument.text") { return .convertible(.odt) }
    if holds("project.qde") { return .notTranscript(.qualitativeData) }
    switch name.text {
    case "docx": return .convertible(.docx)
    case "odt": return .convertible(.odt)
    default: return .notTranscript(.archive)
    }
  }

  private static let byExtension: [String: SourceFormat] = [
    "tei": .tei,
    "jsonl": .jsonLines, "ndjson": .jsonLines, "jsonlines": .jsonLines,
    "csv": .notTranscript(.table), "tsv": .notTranscript(.table),
    "yaml": .notTranscript(.settings), "yml": .notTranscript(.settings),
    "qdc": .notTranscript(.qualitativeData), "qde": .notTranscript(.qualitativeData),
    "html": .notTranscript(.webPage), "htm": .notTranscript(.webPage),
    "vtt": .notTranscript(.unread("vtt")), "srt": .notTranscript(.unread("srt")),
    "sbv": .notTranscript(.unread("sbv")), "cha": .notTranscript(.unread("cha")),
    "eaf": .notTranscript(.unread("eaf")), "exb": .notTranscript(.unread("exb")),
    "textgrid": .notTranscript(.unread("textgrid")),
  ]

  /// Text in an encoding that keeps ASCII, by its first word.
  private static func text(_ head: ArraySlice<UInt8>, _ name: FileExtension) -> SourceFormat {
    let body = head.withoutMark.drop(while: \.isSpace)
    if body.starts(with: "WEBVTT".utf8) { return .notTranscript(.unread("vtt")) }
    if body.starts(with: "@UTF8".utf8) { return .notTranscript(.unread("cha")) }
    if body.first == UInt8(ascii: "<") { return markup(body, name) ?? .plainText }
    if name.isXML { return .tei }
    if isObjectALine(body, isJSON: name.text == "json") { return .jsonLines }
    return name.text == "json" ? .notTranscript(.json) : .plainText
  }

  /// Whether the first line is a whole object, and the next one begins another; a file named
  /// `.json` needs both, as one object alone is a document.
  private static func isObjectALine(_ body: ArraySlice<UInt8>, isJSON: Bool) -> Bool {
    let line = body.prefix { $0 != 0x0A }
    let next = body.dropFirst(line.count).first { !$0.isSpace }
    guard line.first == UInt8(ascii: "{"), line.last(where: { !$0.isSpace }) == UInt8(ascii: "}"),
      let second = line.dropFirst().first(where: { !$0.isSpace })
    else { return false }
    return second == UInt8(ascii: "\"") && (next == UInt8(ascii: "{") || next == nil && !isJSON)
  }

  /// Text that begins with `<`; `nil` where that is a speaker's label and no markup.
  private static func markup(_ body: ArraySlice<UInt8>, _ name: FileExtension) -> SourceFormat? {
    switch body.rootName {
    case "html", "HTML": return .notTranscript(.webPage)
    case "CodeBook", "Project": return .notTranscript(.qualitativeData)
    case "ANNOTATION_DOCUMENT": return .notTranscript(.unread("eaf"))
    case "basic-transcription": return .notTranscript(.unread("exb"))
    case "TEI", "teiCorpus", "TEI.2", "teiCorpus.2", "bncDoc": return .tei
    default: return name.isXML || body.starts(with: "<?xml".utf8) ? .tei : nil
    }
  }
}

/// A path's extension in lower case, empty where it has none.
private struct FileExtension {
  var text: String

  init(of path: String) {
    let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring(path).utf8
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
      text = ""
      return
    }
    text = String(decoding: name[name.index(after: dot)...], as: UTF8.self).lowercased()
  }

  var isXML: Bool { text == "xml" || text == "tei" }
}
