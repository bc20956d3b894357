/// The parts of a package that are the same in every document.
enum WordParts {
  static let main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let word = "application/vnd.openxmlformats-officedocument.wordprocessingml"

  static let contentTypes = """
    <Types xmlns="\(package)/content-types">
    <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
    <Default Extension="xml" ContentType="application/xml"/>
    <Override PartName="/word/document.xml" ContentType="\(word).document.main+xml"/>
    <Override PartName="/word/styles.xml" ContentType="\(word).styles+xml"/>
    <Override PartName="/word/numbering.xml" ContentType="\(word).numbering+xml"/>
    <Override PartName="/word/settings.xml" ContentType="\(word).settings+xml"/>
    <Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
    <Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>
    </Types>

    """

  static let relationships = """
    <Relationships xmlns="\(package)/relationships">
    <Relationship Id="rId1" Type="\(office)/relationships/officeDocument" Target="word/document.xml"/>
    <Relationship Id="rId2" Type="\(package)/relationships/metadata/core-properties" Target="docProps/core.xml"/>
    <Relationship Id="rId3" Type="\(office)/relationships/extended-properties" Target="docProps/app.xml"/>
    </Relationships>

    """

  static let documentRelationships = """
    <Relationships xmlns="\(package)/relationships">
    <Relationship Id="rId1" Type="\(office)/relationships/styles" Target="styles.xml"/>
    <Relationship Id="rId2" Type="\(office)/relationships/numbering" Target="numbering.xml"/>
    <Relationship Id="rId3" Type="\(office)/relationships/settings" Target="settings.xml"/>
    </Relationships>

    """

  static let application = """
    <Properties xmlns="\(office)/extended-properties"><Application>Verbatim</Application></Properties>

    """

  /// Title alone: whoever opens the document next puts in the rest, and no clock is asked.
  static func core(title: String) -> String {
    """
    <cp:coreProperties xmlns:cp="\(package)/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>\(WordText.escape(title))</dc:title></cp:coreProperties>

    """
  }

  /// The compatibility of Word 2013 and later.
  static let settings = """
    <w:settings xmlns:w="\(main)"><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>

    """

  static let numbering = """
    <w:numbering xmlns:w="\(main)">
    <w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    </w:numbering>

    """

  /// - Parameter language: of the quotes.
  static func styles(language: String?) -> String {
    let quoteLanguage = language.map { "<w:lang w:val=\"\(WordText.escape($0))\"/>" } ?? ""
    var styles = """
      <w:styles xmlns:w="\(main)">
      <w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="264" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>

      """
    func style(
      _ kind: String, _ id: String, _ name: String, based: String? = nil, next: String? = nil,
      isDefault: Bool = false, isQuick: Bool = true, paragraph: String = "", run: String = "",
      more: String = ""
    ) {
      styles +=
        "<w:style w:type=\"\(kind)\"\(isDefault ? " w:default=\"1\"" : "") w:styleId=\"\(id)\">"
      styles += "<w:name w:val=\"\(name)\"/>"
      if let based { styles += "<w:basedOn w:val=\"\(based)\"/>" }
      if let next { styles += "<w:next w:val=\"\(next)\"/>" }
      if isQuick { styles += "<w:qFormat/>" }
      if !paragraph.isEmpty { styles += "<w:pPr>\(paragraph)</w:pPr>" }
      if !run.isEmpty { styles += "<w:rPr>\(run)</w:rPr>" }
      styles += more + "</w:style>\n"
    }
    func size(_ half: Int) -> String { "<w:sz w:val=\"\(half)\"/><w:szCs w:val=\"\(half)\"/>" }
    let bold = "<w:b/><w:bCs/>"
    let faint = "<w:color w:val=\"595959\"/>"
    style("paragraph", "Normal", "Normal", isDefault: true)
    style(
      "character", "DefaultParagraphFont", "Default Paragraph Font", isDefault: true, isQuick: false
    )
    style(
      "paragraph", "Title", "Title", based: "Normal", next: "Normal",
      paragraph: "<w:spacing w:after=\"240\"/>", run: bold + size(36))
    for (level, half) in [32, 28, 25, 23, 22, 22].enumerated() {
      style(
        "paragraph", "Heading\(level + 1)", "heading \(level + 1)", based: "Normal", next: "Normal",
        paragraph:
          "<w:keepNext/><w:keepLines/><w:spacing w:before=\"\(320 - 40 * level)\" w:after=\"80\"/><w:outlineLvl w:val=\"\(level)\"/>",
        run: bold + size(half))
    }
    style(
      "paragraph", "Quote", "Quote", based: "Normal", next: "QuoteSource",
      paragraph:
        "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"40\"/><w:ind w:left=\"567\" w:right=\"567\"/>",
      run: quoteLanguage)
    style(
      "paragraph", "QuoteSource", "Quote Source", based: "Normal", next: "Normal",
      paragraph: "<w:spacing w:after=\"160\"/><w:ind w:left=\"567\" w:right=\"567\"/>",
      run: faint + size(20))
    style(
      "paragraph", "Caption", "caption", based: "Normal", next: "Normal",
      paragraph: "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/>")
    style(
      "paragraph", "FieldLabel", "Field Label", based: "Normal", next: "Normal",
      paragraph: "<w:keepNext/><w:spacing w:before=\"200\" w:after=\"60\"/>")
    style(
      "paragraph", "Note", "Note", based: "Normal", paragraph: "<w:spacing w:after=\"60\"/>",
      run: faint + size(20))
    style(
      "paragraph", "TableText", "Table Text", based: "Normal",
      paragraph: "<w:spacing w:before=\"30\" w:after=\"30\" w:line=\"240\" w:lineRule=\"auto\"/>",
      run: size(20))
    style(
      "paragraph", "AfterTable", "After Table", based: "Normal", isQuick: false,
      paragraph: "<w:spacing w:after=\"0\"/>", run: size(12))
    style(
      "paragraph", "ListBullet", "List Bullet", based: "Normal",
      paragraph:
        "<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"40\"/><w:ind w:left=\"360\" w:hanging=\"360\"/>"
    )
    style(
      "character", "Code", "Code",
      run: "<w:rFonts w:ascii=\"Consolas\" w:hAnsi=\"Consolas\" w:cs=\"Consolas\"/>" + size(19))
    style(
      "table", "TableNormal", "Normal Table", isDefault: true, isQuick: false,
      more:
        "<w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/><w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>"
    )
    let rule = { (side: String, eighths: Int) in
      "<w:\(side) w:val=\"single\" w:sz=\"\(eighths)\" w:space=\"0\" w:color=\"auto\"/>"
    }
    style(
      "table", "VerbatimTable", "Verbatim Table", based: "TableNormal", isQuick: false,
      more:
        "<w:tblPr><w:tblBorders>\(rule("top", 8))\(rule("bottom", 8))\(rule("insideH", 2))</w:tblBorders></w:tblPr>"
        + "<w:tblStylePr w:type=\"firstRow\"><w:tcPr><w:tcBorders>\(rule("bottom", 6))</w:tcBorders></w:tcPr></w:tblStylePr>"
    )
    return styles + "</w:styles>\n"
  }
}
