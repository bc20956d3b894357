import Foundation
import Testing
import VerbatimAnalysis
import VerbatimIngest
import VerbatimLint
import VerbatimQuery
import VerbatimQuotes
import VerbatimStudy
import VerbatimTestSupport
import VerbatimThemes
import VerbatimZip

/// Seeded inputs that are nearly right, for everything that reads what comes from outside. A trap ends the
/// test process; `VERBATIM_FUZZ=seconds` goes on for as long with other seeds and leaves the input that is being
/// read in `verbatim-fuzz-TARGET` of the folder for temporary files.
@Suite("No input ends the program")
struct FuzzTests {
  @Test("whatever is done to what is right, reading it ends", arguments: FuzzTarget.allCases)
  func inputs(target: FuzzTarget) throws {
    let seeds = try target.seeds()
    #expect(!seeds.isEmpty)
    let seconds = ProcessInfo.processInfo.environment["VERBATIM_FUZZ"].flatMap { Double($0) }
    let kept = seconds.map { _ in
      FileManager.default.temporaryDirectory.appendingPathComponent("verbatim-fuzz-\(target)")
    }
    let end = Date().addingTimeInterval(seconds ?? 0)
    var round: UInt64 = 0
    var accepted = 0
    // What is right is read, so that what is nearly right gets somewhere.
    for seed in seeds { #expect(target.read(seed), "\(target)") }
    while seconds == nil ? round < target.rounds : Date() < end {
      var random = SeededGenerator(seed: round &+ (seconds == nil ? 0 : 1_000_000))
      var mutation = Mutation(seeds: seeds, words: target.words)
      let input = mutation.next(&random)
      if let kept { try Data(input).write(to: kept) }
      if target.read(input) { accepted += 1 }
      round += 1
    }
    if let kept {
      print("\(target): \(round) inputs, \(accepted) of them read as right")
      try? FileManager.default.removeItem(at: kept)
    }
  }
}

enum FuzzTarget: String, CaseIterable, Sendable {
  case simpleQuery, cql, fcs, expression
  case tei, plainText, jsonLines
  case markdown, latex, html, manuscriptText, docx
  case zip, codebookYAML, codebookQDC, codingsJSONL, savedQueries, studyYAML, quoteLock, lint

  /// Debug builds: each target a second or two.
  var rounds: UInt64 {
    switch self {
    case .tei, .plainText, .codebookYAML, .studyYAML, .lint, .docx, .codebookQDC: 150
    case .markdown, .latex, .html, .manuscriptText, .jsonLines, .zip, .codingsJSONL: 400
    case .simpleQuery, .cql, .fcs, .expression, .savedQueries, .quoteLock: 2000
    }
  }

  /// True where the input is read as right. Errors are what wrong input should give.
  func read(_ input: [UInt8]) -> Bool {
    let text = String(decoding: input, as: UTF8.self)
    let time = Timestamp(secondsSince1970: 0)
    do {
      switch self {
      case .simpleQuery:
        let node = try SimpleQueryParser.parse(text, knownFields: ["sex", "born"])
        _ = node.normalForm
      case .cql: _ = try CQLParser.parse(text).normalForm
      case .fcs: _ = try FCSParser.parse(text).normalForm
      case .expression:
        let expression = try RegularExpression(text)
        _ = expression.matcher().matches(Array("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab".utf8))
      case .tei: _ = try TEIReader().read(SourceFile(path: "x.xml", bytes: input)) { _ in nil }
      case .plainText: _ = try PlainTextReader().read(SourceFile(path: "x.txt", bytes: input))
      case .jsonLines:
        _ = try JSONLinesReader().read(SourceFile(path: "x.jsonl", bytes: input)) { _ in }
      case .markdown: try quotations("x.md", input)
      case .latex: try quotations("x.tex", input)
      case .html: try quotations("x.html", input)
      case .manuscriptText: try quotations("x.txt", input)
      case .docx: try quotations("x.docx", input)
      case .zip:
        let archive = try ZipArchive(input)
        var reader = archive.reader()
        for entry in archive.entries { _ = try reader.read(entry) }
      case .codebookYAML: _ = try Codebook(yaml: input)
      case .codebookQDC: _ = try QDCImport(input)
      case .codingsJSONL:
        let result = CodingsJSONL.read(input, codebook: Codebook(), at: time) { _, _ in "a b c" }
        return result.problems.isEmpty
      case .savedQueries: _ = try SavedQueryText.read(input, at: time)
      case .studyYAML: _ = try StudyDescription(yaml: input)
      case .quoteLock: _ = try QuoteLock(parsing: input, key: nil)
      case .lint:
        var lint = TextLint()
        _ = lint.findings(in: LintText(text), labels: ["P1", "M"])
        _ = LintMask.mask(text)
      }
      return true
    } catch {
      return false
    }
  }

  private func quotations(_ path: String, _ input: [UInt8]) throws {
    let manuscript = try Manuscript(path: path, bytes: input)
    _ = QuotationFinder.find(in: manuscript, people: StudyPeople())
  }

  private func shipped(_ names: String...) throws -> [[UInt8]] {
    try names.map { Array(try Data(contentsOf: URL(fileURLWithPath: Checkout.corpus + "/" + $0))) }
  }

  private func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

  func seeds() throws -> [[UInt8]] {
    switch self {
    case .simpleQuery:
      return texts(
        #""peer support" OR trust*"#, "hug* NEAR/5 (day | night) -role:moderator",
        "{listen} THEN/3 BY other no WITHIN session", "/rel(y|ies)/ relaible~1 born:1950..1959",
        #"cql:{[lc="a"] []{0,3} "b"} "a *1..3 b"~2 EXCLUDING theme:A~inside"#)
    case .cql:
      return texts(
        #"[word="a.*" & lc!="b"%cd] []{0,3} ("c" | "d")+ within u"#,
        #"a:[] b:[] :: a.lc = b.lc & distance(a, b) < 3"#, #"<u who="P1"> [] </u> containing "x""#,
        #"MU(meet "a" "b" -2 2)"#, #"(?= "a") [type="word"]{2,} !within <s/>"#)
    case .fcs: return texts(#"[word="a" & text=".*b"]{1,3} "c""#, #""a" []* "b" within s"#)
    case .expression: return texts("(a|b)*a{2,5}", "[^a-z]+\\p{Lu}?", "(a+)+b", "x|(y(z)?)*")
    case .tei: return try shipped("fg1.xml")
    case .plainText, .lint: return try shipped("fg4.txt")
    case .jsonLines:
      return texts(
        #"{"session":"a","speaker":"P1","text":"x \"y\" é","start":1.5,"end":2}"# + "\n"
          + #"{"session":"b","speaker":"P2","text":"z","role":"moderator"}"# + "\n")
    case .markdown, .manuscriptText: return try shipped("manuscript.md")
    case .latex:
      return texts(
        "\\begin{quote}\n``a b c''~(P1, FG2)\n\\end{quote} % x\n\\enquote{a \\emph{b} \\[c\\]} \\verb|x|"
      )
    case .html:
      return texts(
        "<p>a &ldquo;b c d&rdquo; (P1)<blockquote cite='x'>a<br>b &#8230;</blockquote><q>a</q>")
    case .docx, .zip:
      var writer = ZipWriter()
      let body = """
        <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>\
        <w:p><w:r><w:t>He said \u{201C}a b c d\u{201D} (P1, FG1)</w:t></w:r></w:p></w:body></w:document>
        """
      writer.add("[Content_Types].xml", Array("<Types/>".utf8))
      writer.add("word/document.xml", Array(body.utf8))
      return [try writer.finish()]
    case .codebookYAML: return try shipped("codebook.yaml")
    case .codebookQDC: return try shipped("codebook.qdc")
    case .codingsJSONL: return texts("")
    case .savedQueries: return texts("# a\n@rules = regulat* OR rule*\n@women = sex:F\n")
    case .studyYAML: return try shipped("study.yaml")
    case .quoteLock:
      guard let key = QuoteKey(hex: String(repeating: "0b", count: 32)) else { return [] }
      return texts(QuoteLock(keyID: key.id, entries: []).text(key: key))
    }
  }

  /// What a mutation puts in, beside what the seeds have.
  var words: [String] {
    switch self {
    case .simpleQuery:
      ["(", ")", "\"", "~9", "NEAR/0", "*", "-", "{", "}", "/", "=", "..", "cql:{", "@a"]
    case .cql, .fcs:
      [
        "[", "]", "{0,}", "{9999}", "(", "|", "::", "\"", "%cd", "<", "/>", "within", "MU(", "a:",
        "!",
      ]
    case .expression: ["(", ")", "{1,}", "{999}", "[", "\\p{", "|", "*", "\\", "^", "-"]
    case .tei, .codebookQDC, .html, .docx:
      [
        "<", "</u>", "<u who=\"#P1\">", "&#0;", "&a;", "<![CDATA[", "]]>", "<!--", "xml:id=\"",
        "\u{0}",
      ]
    case .jsonLines, .codingsJSONL, .quoteLock:
      ["{", "}", "\"", "\\u", "\\ud800", "1e999", "[[", ":", ","]
    case .codebookYAML, .studyYAML:
      ["- ", ": ", "&a", "*a", "{", "[", "\t", "|", ">", "\"", "!!int", "<<"]
    default:
      ["\"", "\u{201C}", "[", "]", "(", "\n", "\t", "…", "P1: ", "\\", "{", "`", ">", "\u{202E}"]
    }
  }
}

/// Changes that keep most of an input's structure.
struct Mutation {
  let seeds: [[UInt8]]
  let words: [String]

  mutating func next(_ random: inout SeededGenerator) -> [UInt8] {
    var input = random.pick(seeds)
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&input, &random) }
    return Array(input.prefix(1 << 17))
  }

  private func change(_ input: inout [UInt8], _ random: inout SeededGenerator) {
    let place = Int.random(in: 0...input.count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: input.insert(contentsOf: random.pick(words).utf8, at: place)
    case 1 where place < input.count: input[place] = UInt8.random(in: 0...255, using: &random)
    case 2 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 3: input.removeSubrange(place..<min(input.count, place + size(&random)))
    case 4: input = Array(input.prefix(place))
    case 5:
      // A piece again, once or many times: what is counted, nested or long.
      let piece = input[place..<min(input.count, place + size(&random))]
      for _ in 0..<random.pick([1, 2, 300]) where input.count < 1 << 17 {
        input.insert(contentsOf: piece, at: place)
      }
    case 6:
      let other = random.pick(seeds)
      let start = Int.random(in: 0...other.count, using: &random)
      input.insert(contentsOf: other[start..<min(other.count, start + size(&random))], at: place)
    default:
      input.insert(
        contentsOf: (0..<size(&random)).map { _ in UInt8.random(in: 0...255, using: &random) },
        at: place)
    }
  }

  private func size(_ random: inout SeededGenerator) -> Int {
    random.pick([1, 2, 3, 8, 40, 400])
  }
}
