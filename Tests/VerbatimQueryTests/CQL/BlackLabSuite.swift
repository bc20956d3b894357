import Foundation
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// BlackLab's own test searches and the four texts that they run on, as they stand in
/// `../shared/conformance` (or where VERBATIM_SHARED says).
struct BlackLabSuite {
  static let folder: URL? = {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let shared =
      ProcessInfo.processInfo.environment["VERBATIM_SHARED"].map { URL(fileURLWithPath: $0) }
      ?? root.appendingPathComponent("../shared")
    let folder = shared.appendingPathComponent("conformance").standardizedFileURL
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()

  struct Search: Decodable, CustomStringConvertible {
    var test: String
    var query: String
    var expected: [String]
    var cqp_query: String
    var cqp: String

    var description: String { "\(test): \(query)" }

    /// Strategies under which the Corpus Query Processor gave the same.
    var strategies: [MatchStrategy] {
      guard cqp.hasPrefix("same:") else { return [] }
      return cqp.dropFirst(5).split(separator: ",").compactMap {
        MatchStrategy(rawValue: String($0))
      }
    }
  }

  static func searches() throws -> [Search] {
    guard let folder else { return [] }
    let data = try Data(contentsOf: folder.appendingPathComponent("blacklab_testsearches.json"))
    return try JSONDecoder().decode([Search].self, from: data)
  }

  /// Words of each text, and its annotations and regions by positions.
  struct Text {
    var words: [String] = []
    var lemmas: [String] = []
    var tags: [String] = []
    var sentences: [Range<Int>] = []
    var entities: [Range<Int>] = []

    /// With a full stop behind each sentence.
    var string: String {
      var text = ""
      for (index, word) in words.enumerated() {
        if index > 0 { text += " " }
        text += word
        if sentences.contains(where: { $0.upperBound == index + 1 }) { text += "." }
      }
      return text
    }

    /// Scalar offsets of a range of words; the texts are ASCII.
    func scalars(_ range: Range<Int>) -> Range<Int> {
      var starts: [Int] = []
      var at = 0
      for (index, word) in words.enumerated() {
        starts.append(at)
        at += word.count + 1
        if sentences.contains(where: { $0.upperBound == index + 1 }) { at += 1 }
      }
      return starts[range.lowerBound]..<starts[range.upperBound - 1]
        + words[range.upperBound - 1].count
    }
  }

  var texts: [Text] = []

  init() throws {
    guard let folder = Self.folder else { return }
    let source = try String(
      contentsOf: folder.appendingPathComponent("blacklab_texts.vrt"), encoding: .utf8)
    var sentence = 0
    var entity = 0
    for line in source.split(separator: "\n") {
      if line.hasPrefix("<text") {
        texts.append(Text())
      } else if line.hasPrefix("<s") {
        sentence = texts[texts.count - 1].words.count
      } else if line == "</s>" {
        texts[texts.count - 1].sentences.append(sentence..<texts[texts.count - 1].words.count)
      } else if line == "<entity>" {
        entity = texts[texts.count - 1].words.count
      } else if line == "</entity>" {
        texts[texts.count - 1].entities.append(entity..<texts[texts.count - 1].words.count)
      } else if !line.hasPrefix("<") {
        let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
        texts[texts.count - 1].words.append(String(columns[0].split(separator: "|")[0]))
        texts[texts.count - 1].lemmas.append(String(columns[1]))
        texts[texts.count - 1].tags.append(String(columns[2]))
      }
    }
  }

  /// A session a text, of one turn, with lemmas and parts of speech as annotations.
  var transcripts: [Transcript] {
    texts.enumerated().map { index, text in
      var transcript = TestIndex.transcript("text\(index)", [text.string])
      for word in text.words.indices {
        for (layer, values) in [(Annotation.Layer.lemma, text.lemmas), (.pos, text.tags)]
        where !values[word].isEmpty {
          transcript.turns[0].annotations.append(
            Annotation(layer: layer, range: text.scalars(word..<word + 1), value: values[word]))
        }
      }
      return transcript
    }
  }

  /// The regions that no turn has of itself.
  struct Entities: RegionSource {
    var spans: [String: [RegionSpan]]

    func turns(field: String, value: String) -> [String: Set<Int>]? { nil }

    func spans(field: String, value: String) -> [String: [Int: [Range<Int>?]]]? { nil }

    func regionSpans(named name: String) -> [String: [RegionSpan]] {
      name == "entity" ? spans : [:]
    }

    func regionNames() -> [String] { ["entity"] }
  }

  var entities: Entities {
    var spans: [String: [RegionSpan]] = [:]
    for (index, text) in texts.enumerated() {
      spans["text\(index)"] = text.entities.map { RegionSpan(turn: 1, span: text.scalars($0)) }
    }
    return Entities(spans: spans)
  }

  /// Hits with a word of context on either side, the match in brackets.
  func lines(_ query: CQLQuery, in segment: Segment) throws -> [String] {
    var search = try VerbatimQuery.Search(
      .pattern(query), in: [segment], regions: entities)
    var found: [String] = []
    while let hit = try search.next() {
      guard let number = Int(segment.sessionID(segment.session(ofTurn: hit.turn)).dropFirst(4)),
        let span = hit.spans.first
      else { continue }
      let words = texts[number].words
      var line = "[" + words[span].joined(separator: " ") + "]"
      if span.lowerBound > 0 { line = words[span.lowerBound - 1] + " " + line }
      if span.upperBound < words.count { line += " " + words[span.upperBound] }
      found.append(line)
    }
    return found
  }
}
