import Foundation
import VerbatimCorpus
import VerbatimIngest

/// The five focus groups of `corpus/`, read once.
struct ShippedCorpus {
  let tei: [SourceFile]
  let plainText: [SourceFile]
  let transcripts: [Transcript]

  init() throws {
    let folder = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().appendingPathComponent("../../../corpus").standardized
    func file(_ name: String) throws -> SourceFile {
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      return SourceFile(path: name, bytes: Array(data))
    }
    tei = try ["fg1.xml", "fg2.xml", "fg3.xml"].map(file)
    plainText = try ["fg4.txt", "fg5.txt"].map(file)
    transcripts =
      try tei.flatMap { try TEIReader().read($0).transcripts }
      + plainText.map { try PlainTextReader().read($0).transcript }
  }

  /// The five transcripts `count` times, each time under other ids.
  func repeated(_ count: Int) -> [Transcript] {
    (0..<count).flatMap { round in
      transcripts.map { transcript in
        var copy = transcript
        copy.session.id += "-\(round)"
        return copy
      }
    }
  }

  /// The turns as JSON Lines.
  func jsonLines(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    for transcript in repeated(count) {
      for turn in transcript.turns {
        append("{\"session\":\"\(transcript.session.id)\",\"turn\":\(turn.number)", to: &bytes)
        if let speaker = turn.speakers.first { append(",\"speaker\":\"\(speaker)\"", to: &bytes) }
        append(",\"text\":\"", to: &bytes)
        for byte in turn.text.utf8 {
          if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            bytes.append(UInt8(ascii: "\\"))
          }
          bytes.append(byte < 0x20 ? 0x20 : byte)
        }
        append("\"}\n", to: &bytes)
      }
    }
    return bytes
  }

  private func append(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(contentsOf: text.utf8)
  }
}
