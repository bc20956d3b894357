import Foundation
import VerbatimCorpus
import VerbatimIngest

extension Comparison {
  static func reading(_ corpus: ShippedCorpus) throws -> [Comparison] {
    let times = 20
    let tei = Array(repeatElement(corpus.tei, count: times).joined())
    let plain = Array(repeatElement(corpus.plainText, count: times).joined())
    let long = SourceFile(
      path: "fg4-\(times).txt",
      bytes: Array(repeatElement(corpus.plainText[0].bytes, count: times).joined()))
    let lines = SourceFile(path: "corpus.jsonl", bytes: corpus.jsonLines(times))
    let teiSize = Workload.Amount.bytes(tei.reduce(0) { $0 + $1.bytes.count })
    let linesSize = Workload.Amount.bytes(lines.bytes.count)
    return [
      Comparison(
        Workload("read TEI, fg1–fg3 × \(times)", teiSize) {
          try tei.reduce(0) { $0 + (try turns(TEIReader().read($1).transcripts)) }
        },
        beside: Workload("bare libxml2 SAX pass, fg1–fg3 × \(times)", teiSize) {
          tei.reduce(0) { $0 + BareSAX.count($1.bytes) }
        }),
      plainText("fg4–fg5 × \(times)", plain),
      plainText("one file of fg4 × \(times)", [long]),
      Comparison(
        Workload("read JSON Lines, corpus × \(times)", linesSize) {
          try JSONLinesReader().read(lines) { _ in }.turns
        },
        beside: Workload("Foundation's JSONDecoder, corpus × \(times)", linesSize) {
          try decodeLines(lines.bytes)
        }),
    ]
  }

  private static func plainText(_ parameters: String, _ files: [SourceFile]) -> Comparison {
    let size = Workload.Amount.bytes(files.reduce(0) { $0 + $1.bytes.count })
    return Comparison(
      Workload("read plain text, \(parameters)", size) {
        try files.reduce(0) { $0 + (try PlainTextReader().read($1).transcript.turns.count) }
      },
      beside: Workload("decode and split into lines, \(parameters)", size) {
        files.reduce(0) { $0 + splitLines($1.bytes) }
      })
  }

  private static func turns(_ transcripts: [Transcript]) -> Int {
    transcripts.reduce(0) { $0 + $1.turns.count }
  }

  /// Validates UTF-8 and makes a string of each line.
  private static func splitLines(_ bytes: [UInt8]) -> Int {
    bytes.split(separator: 0x0A).reduce(0) { $0 + String(decoding: $1, as: UTF8.self).utf8.count }
  }

  private struct Line: Decodable {
    var session: String
    var turn: Int
    var speaker: String?
    var text: String
  }

  private static func decodeLines(_ bytes: [UInt8]) throws -> Int {
    let decoder = JSONDecoder()
    return try bytes.split(separator: 0x0A).reduce(0) {
      $0 + (try decoder.decode(Line.self, from: Data($1)).text.utf8.count > 0 ? 1 : 0)
    }
  }
}
