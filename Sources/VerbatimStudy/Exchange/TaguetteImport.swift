import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

extension StudyWriter {
  /// Codes what Taguette's table of highlights quotes: each paragraph where it stands, once, in the
  /// session that has the document's name. The table has no texts, places and people.
  public func importHighlights(
    taguette path: String, _ options: ExchangeOptions = ExchangeOptions()
  ) throws -> ExchangeReport {
    let (rows, skipped) = TaguetteTable.highlights(try Self.table(path))
    let study = try IncomingContext(self)
    let now = Timestamp.now()
    var incoming = IncomingProject()
    incoming.origin = "Taguette"
    incoming.findings.note(.missingAttribute, "row", count: skipped)
    let tags = rows.compactMap { $0.tag.map { TaguetteTable.Tag(name: $0, description: nil) } }
    let codebook = try TaguetteTable.codebook(tags, known: study.codebook)
    incoming.codebook = codebook.codebook
    var ids = codebook.ids
    // Themes that the study has are themes of the incoming codebook too, as they are.
    incoming.codebook = try Self.joined(study.codebook, codebook.codebook)
    for (tag, id) in ids where incoming.codebook.theme(id: id) == nil { ids[tag] = nil }
    var documents: [String] = []
    var byDocument: [String: [TaguetteTable.Highlight]] = [:]
    for row in rows {
      if byDocument[row.document] == nil { documents.append(row.document) }
      byDocument[row.document, default: []].append(row)
    }
    for document in documents {
      let highlights = byDocument[document] ?? []
      guard let record = Self.session(document, in: study),
        let place = index.find(record.session.id)
      else {
        incoming.findings.note(.sessionsWithout, document, count: highlights.count)
        continue
      }
      let transcript = try index.segments[place.segment].transcript(place.session)
      var source = IncomingSource(
        name: document, session: record.session.id, transcript: transcript)
      let texts = transcript.turns.map(\.text)
      source.text.selections = highlights.count
      for highlight in highlights {
        guard let theme = highlight.tag.flatMap({ ids[$0] }) else {
          incoming.findings.note(.tags, document)
          continue
        }
        let paragraphs = highlight.content.split(whereSeparator: \.isNewline).map(String.init)
        for paragraph in paragraphs where paragraph.contains(where: { !$0.isWhitespace }) {
          switch TaguetteTable.place(paragraph, in: texts) {
          case .missing: incoming.findings.note(.missingQuotes, document)
          case .ambiguous: incoming.findings.note(.ambiguousQuotes, document)
          case .found(let turn, let span):
            source.text.named += 1
            let isWhole = span.count == texts[turn].unicodeScalars.count
            source.codings.append(
              Coding(
                theme: theme, coder: nil, session: "", turn: turn + 1, span: isWhole ? nil : span,
                createdAt: now))
          }
        }
      }
      incoming.sources.append(source)
    }
    return try take(incoming, into: study, path: path, options)
  }

  /// Brings in Taguette's table of tags.
  public func importTags(
    taguette path: String, _ options: ExchangeOptions = ExchangeOptions()
  ) throws -> ExchangeReport {
    let tags = TaguetteTable.tags(try Self.table(path))
    let study = try IncomingContext(self)
    var incoming = IncomingProject()
    incoming.origin = "Taguette"
    incoming.codebook = try TaguetteTable.codebook(tags, known: study.codebook).codebook
    return try take(incoming, into: study, path: path, options)
  }

  private static func table(_ path: String) throws -> [UInt8] {
    let bytes = try AtomicFile.read(path)
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw CodebookProblems([CodebookProblem(.notUTF8(byte: 0), line: 1)])
    }
    return bytes
  }

  private static func joined(
    _ codebook: Codebook, _ new: Codebook
  ) throws(CodebookProblems) -> Codebook {
    try CodebookMerge(new, into: codebook, isExact: false).codebook
  }

  /// The session that a document is: by its id, or by the file that it was read from.
  private static func session(_ document: String, in study: IncomingContext) -> SessionRecord? {
    func stem(_ name: String) -> String {
      let last = name.split(separator: "/").last.map(String.init) ?? name
      guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return last }
      return String(last[..<dot])
    }
    let sessions = study.content.sessions
    return sessions.first { $0.session.id == document }
      ?? sessions.first { $0.session.source.path == document }
      ?? sessions.first { stem($0.session.source.path) == stem(document) }
      ?? sessions.first { $0.session.id == stem(document) }
  }
}
