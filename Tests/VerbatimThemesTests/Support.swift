import Foundation
import VerbatimCorpus
import VerbatimThemes

/// SplitMix64: the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Table 1 of the study that the project was created from, in part.
let tableOne = """
  codebook: Peer support
  themes:
    - {id: embrace, label: A, name: Embrace the differences, colour: "#2a6f97", children: [
        {id: approaches, label: 1, name: Service users need different approaches},
        {id: workers, label: 2, name: Service users need different peer support workers},
        {id: paths, label: 3, name: Service users need different paths, children: [
          {id: allknowing, label: a, name: All-knowing, definition: "One way, theirs"},
          {id: authoritarian, label: b, name: Authoritarian}]}]}
    - {id: harness, label: B, name: Harness the contextual factors}

  """

let noon = Timestamp(secondsSince1970: 1_700_000_000)

/// Texts that are hard on writers.
let awkwardTexts = [
  "plain words", "yes", "~", "null", "1", "0x1F", "- dash", "key: value", "a #comment", "'", "\"",
  "tab\there", "two\nlines", "blank\n\nline\n", " leading", "trailing ", "\\n", "é ü ß",
  "e\u{301}", "日本語", "😀 smile", "[x]", "{y}", "&anchor", "!tag", "%TAG", "@at", "`tick",
  "\u{2028}line", "\u{85}next", "a\rb", "a\u{FEFF}bom", "<p>&amp;</p>", "=1+1", "| bar",
  "> fold", "? q", ", comma", "end:", "\u{200B}", "true", "12:30:00", "<<",
]

/// A tree of up to 40 themes with awkward texts.
func randomCodebook(seed: UInt64, texts: [String] = awkwardTexts) throws -> Codebook {
  var random = SeededGenerator(state: seed)
  var themes: [Theme] = []
  for index in 0..<Int.random(in: 0...40, using: &random) {
    let parent = Bool.random(using: &random) ? themes.randomElement(using: &random)?.id : nil
    func text() -> String? {
      Bool.random(using: &random) ? texts.randomElement(using: &random) : nil
    }
    themes.append(
      Theme(
        id: "theme-\(index)", label: "L\(index)",
        name: texts.randomElement(using: &random) ?? "x", definition: text(), include: text(),
        exclude: text(), colour: Bool.random(using: &random) ? "#a1B2c3" : nil,
        exemplars: (0..<Int.random(in: 0...2, using: &random)).map { "fg, 2:\($0):1-\(index + 2)" },
        memo: text(), isCodable: Bool.random(using: &random),
        isRetired: Int.random(in: 0..<4, using: &random) == 0, parent: parent,
        position: Int.random(in: 0...5, using: &random)))
  }
  return try Codebook(
    name: texts.randomElement(using: &random), themes: themes.shuffled(using: &random))
}

func problems(_ body: () throws -> Void) -> [CodebookProblem] {
  do {
    try body()
    return []
  } catch let error as CodebookProblems {
    return error.problems
  } catch {
    return []
  }
}

/// A folder that is gone when the value is.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "verbatim-themes-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> String { path + "/" + name }
}

func session(
  _ id: String, group: String? = nil, digest: UInt8 = 1, participants: [Participant] = []
) -> SessionRecord {
  SessionRecord(
    session: Session(
      id: id, group: group, title: "Group \(id)", language: "en",
      attributes: [.init(name: "place", value: "Oslo"), .init(name: "place", value: "Bergen")],
      participants: participants,
      source: Source(
        path: "\(id).xml", digest: Digest(bytes: [UInt8](repeating: digest, count: 32)))),
    format: "tei", size: 1000, fingerprint: "f-\(id)", settings: #"{"spaces":"guess"}"#)
}
