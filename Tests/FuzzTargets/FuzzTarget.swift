import VerbatimAnalysis
import VerbatimDigest
import VerbatimIndex
import VerbatimIngest
import VerbatimLint
import VerbatimQuery
import VerbatimQuotes
import VerbatimStudy
import VerbatimTestSupport
import VerbatimThemes
import VerbatimZip

/// What reads something that comes from outside, or from a disk that may be damaged.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case simpleQuery, cql, fcs, expression
  /// Queries that are run, on a small index.
  case simpleSearch, cqlSearch
  case tei, plainText, jsonLines
  case markdown, latex, html, manuscriptText, docx
  /// The text of a Word document and of a project, packed as they should be: what the checksums of a
  /// damaged archive keep from the readers.
  case docxText, project
  case zip, codebookYAML, codebookQDC, codingsJSONL, codingsCSV, savedQueries, studyYAML
  case quoteLock, lint
  /// A segment whose checksums are made right again, and the list of segments.
  case segment, manifest

  /// Reads an input as the product does.
  ///
  /// - Returns: true where the input is read as right. Errors are what wrong input should give; a trap,
  ///   a hang or memory without bounds is the finding.
  public func read(_ input: [UInt8]) -> Bool {
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
      case .simpleSearch:
        let index = try FuzzIndex.shared.get()
        try index.search(
          SimpleQueryParser.parse(text, knownFields: index.fields, schema: index.schema))
      case .cqlSearch:
        let index = try FuzzIndex.shared.get()
        try index.search(.pattern(CQLParser.parse(text, schema: index.schema)))
      case .tei: _ = try TEIReader().read(SourceFile(path: "x.xml", bytes: input)) { _ in nil }
      case .plainText: _ = try PlainTextReader().read(SourceFile(path: "x.txt", bytes: input))
      case .jsonLines:
        _ = try JSONLinesReader().read(SourceFile(path: "x.jsonl", bytes: input)) { _ in }
      case .markdown: try quotations("x.md", input)
      case .latex: try quotations("x.tex", input)
      case .html: try quotations("x.html", input)
      case .manuscriptText: try quotations("x.txt", input)
      case .docx: try quotations("x.docx", input)
      case .docxText: try quotations("x.docx", FuzzSeeds.document(input))
      case .project: return try FuzzStudy.shared.get().plan(FuzzSeeds.project(input))
      case .zip:
        let archive = try ZipArchive(input)
        var reader = archive.reader()
        for entry in archive.entries { _ = try reader.read(entry) }
      case .codebookYAML: _ = try Codebook(yaml: input)
      case .codebookQDC: _ = try QDCImport(input)
      case .codingsJSONL:
        let result = CodingsJSONL.read(input, codebook: FuzzSeeds.codebook, at: time) { _, _ in
          "a b c"
        }
        return result.problems.isEmpty
      case .codingsCSV:
        let result = CodingsCSV.read(input, codebook: FuzzSeeds.codebook, at: time) { _, _ in
          "a b c"
        }
        return result.problems.isEmpty
      case .savedQueries: _ = try SavedQueryText.read(input, at: time)
      case .studyYAML: _ = try StudyDescription(yaml: input)
      case .quoteLock: _ = try QuoteLock(parsing: input, key: nil)
      case .lint:
        var lint = TextLint()
        _ = lint.findings(in: LintText(text), labels: ["P1", "M"])
        _ = LintMask.mask(text)
      case .segment: return try FuzzIndex.readSegment(input)
      case .manifest: _ = try Manifest(parsing: text)
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
}
