import VerbatimZip

extension Document {
  /// The document as a package of Office Open XML (ECMA-376, transitional), which Word, LibreOffice and
  /// Google Docs open: headings, quotes, captions, lists and tables by named styles, so that a journal's
  /// template takes them over.
  ///
  /// - Returns: bytes that depend on the document alone: no time, no host.
  /// - Throws: ``ZipProblem`` for more than 4 GB.
  public func docx() throws(ZipProblem) -> [UInt8] {
    var archive = ZipWriter()
    func part(_ name: String, _ text: String) {
      archive.add(
        name, Array(("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" + text).utf8)
      )
    }
    part("[Content_Types].xml", WordParts.contentTypes)
    part("_rels/.rels", WordParts.relationships)
    part("docProps/app.xml", WordParts.application)
    part("docProps/core.xml", WordParts.core(title: title))
    part("word/_rels/document.xml.rels", WordParts.documentRelationships)
    part("word/numbering.xml", WordParts.numbering)
    part("word/settings.xml", WordParts.settings)
    part("word/styles.xml", WordParts.styles(language: language))
    var body = WordBody()
    body.paragraph([.init(title)], style: "Title")
    for block in blocks { add(block, to: &body) }
    part("word/document.xml", body.finish())
    return try archive.finish()
  }

  private func add(_ block: Block, to body: inout WordBody) {
    switch block {
    case .heading(let text, let level):
      body.paragraph([.init(text)], style: "Heading\(min(max(level, 1), 6))")
    case .paragraph(let text, let tone):
      switch tone {
      case .plain: body.paragraph([.init(text)])
      case .note: body.paragraph([.init(text)], style: "Note")
      case .warning: body.paragraph([.init(text, isBold: true)])
      }
    case .labelled(let label, let text):
      body.paragraph([.init(label + ": ", isBold: true), .init(text)])
    case .caption(let label, let text):
      body.paragraph([.init(label + ": ", isBold: true), .init(text)], style: "Caption")
    case .list(let items):
      for item in items { body.paragraph([.init(item)], style: "ListBullet") }
    case .table(let table):
      if let title = table.title { body.paragraph([.init(title)], style: "Caption") }
      body.table(table)
      for note in table.notes + table.caption.plainLines {
        body.paragraph([.init(note)], style: "Note")
      }
    case .quote(let quote):
      body.paragraph([.init(quote.text)], style: "Quote")
      body.paragraph([.init(quote.source)], style: "QuoteSource")
    case .field(let field):
      body.paragraph([.init("\(field.number). \(field.label)", isBold: true)], style: "FieldLabel")
      for answer in field.answers { body.paragraph([.init(answer)]) }
      if let open = field.open {
        body.paragraph([.init(open + " "), .init(Self.room)], style: "Note")
      }
      for command in field.commands {
        body.paragraph([.init("Shown by "), .init(command, isCode: true)], style: "Note")
      }
    }
  }
}
