import VerbatimXML

/// A codebook that was read from `.qdc`, with what was peculiar about the file.
public struct QDCImport: Sendable, Equatable {
  public var codebook: Codebook
  /// The program that wrote the file, as it names itself.
  public var origin: String?
  /// Problems that could be passed over: a colour that is none, a GUID that is none, a code without
  /// a name.
  public var warnings: [CodebookProblem]
  /// Elements that were passed over (`Set`, `NoteRef` …), with their number.
  public var ignored: [String: Int]
  /// Codes that were left out because an earlier one has their GUID.
  public var duplicates = 0

  init(
    codebook: Codebook, origin: String?, warnings: [CodebookProblem], ignored: [String: Int],
    duplicates: Int = 0
  ) {
    self.duplicates = duplicates
    self.codebook = codebook
    self.origin = origin
    self.warnings = warnings
    self.ignored = ignored
  }

  /// Reads a REFI-QDA codebook as tolerantly as other programs write it: any namespace, `isCodable`
  /// absent, GUIDs in any case and with braces, short colours, accents escaped as in HTML, a BOM.
  ///
  /// The id of a theme is its GUID in lower case without braces, or the id of the theme of `known`
  /// from which that GUID was made. Labels come from the front of names (`A. Name`, `A/3/b Name`)
  /// where all siblings have one, else they are 1, 2, 3 and a, b, c by turns. A description ends
  /// with what is included and excluded where its last paragraphs say so (`Include: …`).
  ///
  /// - Throws: what is wrong with the XML, or everything that is wrong with the codebook. A document
  ///   type declaration is refused.
  public init(_ bytes: [UInt8], known: Codebook = Codebook()) throws(CodebookProblems) {
    guard bytes.count <= Codebook.maximumBytes else {
      throw CodebookProblems([
        CodebookProblem(.tooLarge(bytes: bytes.count, limit: Codebook.maximumBytes))
      ])
    }
    var handler = QDCHandler(builder: QDCBuilder(known: known))
    do throws(XMLFailure<Never>) {
      let document: XMLDocumentBytes
      do throws(XMLProblem) {
        document = try XMLDocumentBytes(bytes)
      } catch {
        throw .document(error)
      }
      try XMLParser(refusesDoctype: true).parse(document, into: &handler)
    } catch {
      guard case .document(let problem) = error else { throw CodebookProblems([]) }
      throw CodebookProblems([CodebookProblem(.xml(problem.kind), line: problem.line)])
    }
    self = try handler.builder.finish()
  }
}

/// Tells the builder what the parser tells.
private struct QDCHandler: XMLHandler {
  var builder: QDCBuilder

  mutating func startElement(_ element: XMLElement) {
    builder.start(element.localName, line: element.line) { name in
      element.attributes.first { !$0.hasPrefix && $0.localName == name }?.value
    }
  }

  mutating func characters(_ text: XMLText) {
    builder.text(text)
  }

  mutating func endElement(_ end: XMLElementEnd) {
    builder.end()
  }
}
