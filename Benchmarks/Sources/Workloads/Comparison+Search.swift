import Glibc
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery

extension Comparison {
  static func search(in corpus: ShippedCorpus) throws -> [Comparison] {
    let times = 200
    let repeated = corpus.repeated(times)
    let index = try TemporaryIndex(repeated).index
    let text = TextBlock(repeated).terminated
    let speech = SyntheticSpeech(turns: 40_000, vocabulary: 20_000, seed: 2)
    let made = try TemporaryIndex(speech.transcripts)
    let synthetic = made.index
    let spoken = TextBlock(speech.transcripts).terminated
    let common = speech.vocabulary[0] + " " + speech.vocabulary[1]
    let rare = speech.vocabulary[3000]

    let parameters = "corpus × \(times), \(index.turnCount) turns"
    let other = "synthetic, 40 000 turns"
    let queries: [(kind: String, query: String, scanned: String)] = [
      ("phrase", "\"peer support worker\"", "peer support worker"),
      ("AND", "quiet AND she", "quiet"),
      ("NEAR", "quiet NEAR/5 she", "quiet"),
      ("prefix", "hug*", "hug"),
    ]
    let madeUp: [(kind: String, query: String, scanned: String)] = [
      ("phrase of the two commonest words", "\"\(common)\"", common),
      ("AND of a rare and the commonest word", "\(rare) AND \(speech.vocabulary[0])", rare),
    ]
    return try queries.map { try searching($0, parameters, index, text) }
      + madeUp.map { try searching($0, other, synthetic, spoken) }
      + (try partsOfAnAnswer("\"peer support worker\"", parameters, index))
      + (try collocates(of: [0, 20, 300], speech, other, made.index))
  }

  /// A query with all counts, beside one pass of `strstr` over the texts for the words scanned for:
  /// the limit of any search without an index, and without case, words or people.
  private static func searching(
    _ item: (kind: String, query: String, scanned: String), _ parameters: String, _ index: Index,
    _ text: [CChar]
  ) throws -> Comparison {
    let query = try SimpleQueryParser.parse(item.query, knownFields: [])
    let request = ExtractRequest(countsOnly: true)
    let hits = try ExtractList(query, in: index, request).hitCount
    let name = "\(item.kind), counts, \(hits) hits, \(parameters)"
    let needle = Array(item.scanned.utf8CString)
    return Comparison(
      Workload(name, .items(1, "query")) { try ExtractList(query, in: index, request).hitCount },
      beside: Workload("strstr pass, \(item.kind), \(parameters)", .items(1, "pass")) {
        occurrences(of: needle, in: text)
      })
  }

  /// What an answer adds to finding the hits: counting whom and how many, then quoting.
  private static func partsOfAnAnswer(
    _ text: String, _ parameters: String, _ index: Index
  ) throws -> [Comparison] {
    let query = try SimpleQueryParser.parse(text, knownFields: [])
    let counts = Workload("counts of a phrase, \(parameters)", .items(1, "query")) {
      try ExtractList(query, in: index, ExtractRequest(countsOnly: true)).hitCount
    }
    let hits = Workload("its hits alone, \(parameters)", .items(1, "query")) {
      var search = try Search(query, in: index.segments)
      var count = 0
      while try search.next() != nil { count += 1 }
      return count
    }
    let extracts = Workload(
      "ten extracts of a phrase, no themes, \(parameters)", .items(1, "query")
    ) {
      try ExtractList(query, in: index, ExtractRequest(limit: 10)).extracts.count
    }
    return [
      Comparison(
        counts, beside: hits),
      Comparison(
        extracts, beside: counts),
    ]
  }

  /// - Parameters:
  ///   - needle: with a NUL at its end, as `text`, which has no other.
  private static func occurrences(of needle: [CChar], in text: [CChar]) -> Int {
    text.withUnsafeBufferPointer { text in
      guard var at = text.baseAddress else { return 0 }
      var count = 0
      // Safety: strstr stops at the NUL.
      while let found = strstr(at, needle) {
        count += 1
        at = UnsafePointer(found) + (needle.count - 1)
      }
      return count
    }
  }
}
