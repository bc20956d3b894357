import VerbatimXML

/// A project that was read, with what was peculiar about it.
public struct QDAReading: Sendable {
  /// What a project file may have: the sources' texts are not in it.
  public static let maximumBytes = 512 << 20

  public var project: QDAProject
  public var findings: ExchangeFindings

  /// Reads `project.qde` as tolerantly as other programs write it: elements by their local names, GUIDs
  /// in any case and with braces, missing lists. What is dropped stands in the findings.
  ///
  /// GUIDs of codes that were made from the ids of themes of `known` become these ids.
  ///
  /// - Throws: ``CodebookProblems`` for what is no project at all: broken XML, a document type
  ///   declaration, another root, a tree of codes that is none.
  public init(_ bytes: [UInt8], known: Codebook = Codebook()) throws(CodebookProblems) {
    guard bytes.count <= Self.maximumBytes else {
      throw CodebookProblems([
        CodebookProblem(.tooLarge(bytes: bytes.count, limit: Self.maximumBytes))
      ])
    }
    var handler = QDAHandler(builder: QDABuilder(known: known))
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
    (project, findings) = try handler.builder.finish()
  }
}

/// Tells the builder what the parser tells.
private struct QDAHandler: XMLHandler {
  var builder: QDABuilder

  mutating func startElement(_ element: XMLElement) {
    builder.start(
      element.localName, namespace: element.namespaceName, line: element.line
    ) { name in
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
