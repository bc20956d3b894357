import Testing

@testable import VerbatimXML

/// Writes down what it is told.
struct Recorder: XMLHandler {
  enum Stop: Error { case asked }

  var log: [String] = []
  var stopsAt: String?
  var text: [UInt8] = []
  var textOfEntities = 0
  var starts: [(start: Int, line: Int, name: String)] = []
  var ends: [Range<Int>] = []
  private var open: [Int] = []

  mutating func startElement(_ element: XMLElement) throws(Stop) {
    var tag = element.localName
    for attribute in element.attributes {
      tag += " \(attribute.isXML ? "xml:" : "")\(attribute.localName)=\(attribute.value)"
    }
    if let namespace = element.namespaceName { tag = "{\(namespace)}" + tag }
    if element.isFromEntity { tag += " &" }
    log.append("<\(tag)")
    open.append(element.contentStart)
    starts.append((element.contentStart, element.line, element.localName))
    if element.localName == stopsAt { throw .asked }
  }

  mutating func endElement(_ end: XMLElementEnd) throws(Stop) {
    log.append(">")
    let start = open.removeLast()
    if !end.isFromEntity { ends.append(start..<max(start, end.contentEnd)) }
  }

  mutating func characters(_ text: XMLText) throws(Stop) {
    var piece: [UInt8] = []
    text.append(to: &piece)
    self.text += piece
    if text.isFromEntity { textOfEntities += piece.count }
    if let last = log.last, last.hasPrefix("'") {
      log[log.count - 1] = last + String(decoding: piece, as: UTF8.self)
    } else {
      log.append("'" + String(decoding: piece, as: UTF8.self))
    }
  }
}

func record(_ xml: String, parser: XMLParser = XMLParser()) throws -> Recorder {
  var recorder = Recorder()
  try parser.parse(XMLDocumentBytes(Array(xml.utf8)), into: &recorder)
  return recorder
}

func refusal(
  _ bytes: [UInt8], encoding: String? = nil, parser: XMLParser = XMLParser()
) -> XMLProblem? {
  do throws(XMLProblem) {
    let document = try XMLDocumentBytes(bytes, encoding: encoding)
    var recorder = Recorder()
    do throws(XMLFailure<Recorder.Stop>) {
      try parser.parse(document, into: &recorder)
      return nil
    } catch {
      if case .document(let problem) = error { return problem }
      return nil
    }
  } catch {
    return error
  }
}

func refusal(_ xml: String, parser: XMLParser = XMLParser()) -> XMLProblem? {
  refusal(Array(xml.utf8), parser: parser)
}

@Suite("XML events")
struct XMLParserTests {
  @Test("elements, attributes, namespaces, text, CDATA and references come in order")
  func events() throws {
    let recorder = try record(
      "<a xmlns='n' b='1' xml:lang='en'>x&amp;y<!-- c --><?p q?><b/>z<![CDATA[<&]]></a>")
    #expect(
      recorder.log == ["<{n}a b=1 xml:lang=en", "'x&y", "<{n}b", ">", "'z<&", ">"])
  }

  @Test("content ranges are the bytes between the tags")
  func ranges() throws {
    let xml = "<?xml version='1.0'?>\n<a  p='x>y' ><é q=\"'\">ü</é ><c/><d\n/></a>"
    let recorder = try record(xml)
    let bytes = Array(xml.utf8)
    #expect(
      recorder.ends.map { String(decoding: bytes[$0], as: UTF8.self) } == [
        "ü", "", "", "<é q=\"'\">ü</é ><c/><d\n/>",
      ])
  }

  @Test("ranges stay exact in documents far longer than the parser's buffers")
  func longRanges() throws {
    var xml = "<r>"
    for number in 0..<30_000 { xml += "<u n='\(number)'>wörd \(number) &lt; é</u>\n" }
    xml += "</r>"
    let recorder = try record(xml)
    let bytes = Array(xml.utf8)
    #expect(recorder.ends.count == 30_001)
    for (number, range) in recorder.ends.dropLast().enumerated() where number % 97 == 0 {
      #expect(String(decoding: bytes[range], as: UTF8.self) == "wörd \(number) &lt; é")
    }
    #expect(recorder.starts.last?.line == 30_000)
  }

  @Test("lines are counted beyond 65,535")
  func lines() throws {
    let recorder = try record(
      "<r>" + String(repeating: "\n", count: 70_000) + "<u/></r>")
    #expect(recorder.starts.last?.line == 70_001)
  }

  @Test("a text of 20 MB and a document above 10 MB are read")
  func longText() throws {
    let recorder = try record("<r>" + String(repeating: "wort ", count: 4_000_000) + "</r>")
    #expect(recorder.text.count == 20_000_000)
  }

  @Test("an internal entity comes once for each use, marked as such")
  func entities() throws {
    let recorder = try record(
      "<!DOCTYPE r [<!ENTITY oe 'œ'><!ENTITY e '<i>in</i>'>]><r a='&oe;'>c&oe;ur &oe; &e;&e;</r>")
    #expect(
      recorder.log == [
        "<r a=œ", "'cœur œ ", "<i &", "'in", ">", "<i &", "'in", ">", ">",
      ])
    #expect(recorder.textOfEntities == 8)
  }

  @Test("a handler can stop the parse")
  func stop() throws {
    var recorder = Recorder()
    recorder.stopsAt = "b"
    #expect(throws: XMLFailure<Recorder.Stop>.handler(.asked)) {
      try XMLParser().parse(
        XMLDocumentBytes(Array("<a><b/><c/></a>".utf8)), into: &recorder)
    }
    #expect(recorder.log == ["<a", "<b"])
  }
}

@Suite("XML that is refused")
struct XMLRefusalTests {
  @Test(
    "what is not well-formed has a kind and a line",
    arguments: [
      ("", .empty, nil), (" \n", .empty, nil), ("plain words", .notXML, 1),
      ("<a>\n<b></a>", .mismatchedTag, 2), ("<a>\n<b>words", .truncated, 2),
      ("<a>\n<b x='1", .truncated, 2), ("<a>\n<b", .truncated, 2), ("<a><!-- x", .truncated, 1),
      ("<a>\n<b x='1' x='2'/></a>", .duplicateAttribute, 2),
      ("<a>\n<p:b/></a>", .undeclaredPrefix, 2), ("<a>\n\u{1}</a>", .invalidCharacter, 2),
      ("<a>\n&#0;</a>", .invalidCharacter, 2),
      ("<a>\n&nbsp;</a>", .undeclaredEntity(name: "nbsp"), 2),
    ] as [(String, XMLProblem.Kind, Int?)])
  func malformed(xml: String, kind: XMLProblem.Kind, line: Int?) {
    let problem = refusal(xml)
    #expect(problem?.kind == kind)
    #expect(problem?.line == line)
  }

  @Test("an entity that only an external subset could declare is refused, not dropped")
  func externalSubset() {
    let problem = refusal("<!DOCTYPE a SYSTEM 'http://x.invalid/a.dtd'>\n<a>x\n&nbsp;y</a>")
    #expect(problem?.kind == .undeclaredEntity(name: "nbsp"))
    #expect(problem?.line == 3)
  }

  @Test("a DOCTYPE with an external id and no entities is read, unless refused")
  func doctype() {
    let xml = "<!DOCTYPE a PUBLIC '-//x' 'file:///etc/passwd'><a>x</a>"
    #expect(refusal(xml) == nil)
    #expect(refusal(xml, parser: XMLParser(refusesDoctype: true))?.kind == .doctypeRefused)
  }

  @Test(
    "a declaration that points outside is refused at its line, used or not",
    arguments: [
      "<!ENTITY x SYSTEM 'file:///etc/passwd'>", "<!ENTITY x PUBLIC '-//x' 'http://x.invalid/'>",
      "<!NOTATION n SYSTEM 'n'><!ENTITY x SYSTEM 'p.gif' NDATA n>",
    ])
  func externalEntity(declaration: String) {
    let problem = refusal("<!DOCTYPE a [\n\(declaration)]>\n<a>&x;</a>")
    #expect(problem?.kind == .externalEntity(name: "x"))
    #expect(problem?.line == 2)
  }

  @Test("a parameter entity is refused")
  func parameterEntity() {
    let problem = refusal(
      "<!DOCTYPE a [<!ENTITY % x SYSTEM 'file:///etc/passwd'> %x;]><a/>")
    #expect(problem?.kind == .externalEntity(name: "x"))
    #expect(
      refusal("<!DOCTYPE a [<!ENTITY % x ''> %x;]><a/>")?.kind == .parameterEntity(name: "x"))
  }

  @Test("a billion laughs are stopped, in text and in attributes")
  func laughs() {
    var declarations = "<!ENTITY l0 'lol'>"
    for level in 1...12 {
      declarations += "<!ENTITY l\(level) '"
      declarations += String(repeating: "&l\(level - 1);", count: 10) + "'>"
    }
    for use in ["<a>&l12;</a>", "<a b='&l12;'/>"] {
      let kind = refusal("<!DOCTYPE a [\(declarations)]>\(use)")?.kind
      switch kind {
      case .entityLoop, .entityExpansion: break
      default: Issue.record("not stopped: \(String(describing: kind))")
      }
    }
  }

  @Test("entities that contain themselves are stopped")
  func loops() {
    let xml = "<!DOCTYPE a [<!ENTITY x '&y;'><!ENTITY y '&x;'>]><a>&x;</a>"
    #expect(refusal(xml)?.kind == .entityLoop)
  }

  @Test("flat repetition of an entity is bounded")
  func repetition() {
    let word = String(repeating: "x", count: 100_000)
    let head = "<!DOCTYPE a [<!ENTITY x '\(word)'><!ENTITY t '<i/>']>"
    let uses = String(repeating: "&x;", count: 200)
    let kind = refusal("<!DOCTYPE a [<!ENTITY x '\(word)'>]><a>\(uses)</a>")?.kind
    if case .entityExpansion = kind {} else { Issue.record("text: \(String(describing: kind))") }
    let defaults = String(repeating: "<b/>", count: 400)
    let inAttributes =
      refusal("<!DOCTYPE a [<!ATTLIST b c CDATA '\(word)'>]><a>\(defaults)</a>")?.kind
    if case .entityExpansion = inAttributes {
    } else {
      #expect(inAttributes == nil)
    }
    #expect(refusal(head) != nil)
  }

  @Test("257 levels are refused and 256 are not")
  func depth() {
    func nested(_ depth: Int) -> String {
      String(repeating: "<a>", count: depth) + String(repeating: "</a>", count: depth)
    }
    #expect(refusal(nested(256)) == nil)
    #expect(refusal(nested(257))?.kind == .tooDeep(limit: 256))
    #expect(refusal(nested(100_000))?.kind == .tooDeep(limit: 256))
  }

  @Test("no cut and no flipped byte of a document crashes the parser")
  func hostile() {
    let xml = Array(
      "<!DOCTYPE r [<!ENTITY e '<i>x</i>'>]><r a='b'>c&e;<![CDATA[d]]><!--e--><?f g?>é</r>".utf8)
    for cut in xml.indices { _ = refusal(Array(xml[..<cut])) }
    for index in xml.indices {
      for bit in 0..<8 {
        var changed = xml
        changed[index] ^= 1 << bit
        _ = refusal(changed)
      }
    }
  }
}

@Suite("Encodings of XML")
struct XMLEncodingTests {
  static let scalars = "<?xml version='1.0' encoding='?'?>\n<a b='é'>x€ 😀\n<b>ß</b></a>"

  func utf16(_ text: String, bigEndian: Bool, mark: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for unit in (mark ? [0xFEFF] : []) + Array(text.utf16) {
      let pair = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
      bytes += bigEndian ? pair : pair.reversed()
    }
    return bytes
  }

  @Test(
    "UTF-16 in both orders, with and without a mark, with places in the file",
    arguments: [
      (true, true), (true, false), (false, true), (false, false),
    ])
  func utf16(bigEndian: Bool, mark: Bool) throws {
    let text = "<a>€😀" + String(repeating: "wörd 😀 ", count: 3000) + "<b>ß</b></a>"
    let bytes = utf16(text, bigEndian: bigEndian, mark: mark)
    let document = try XMLDocumentBytes(bytes)
    var recorder = Recorder()
    try XMLParser().parse(document, into: &recorder)
    #expect(document.isTranscoded)
    let range = try #require(recorder.ends.first)
    let place =
      document.fileOffset(of: range.lowerBound)..<document.fileOffset(of: range.upperBound)
    #expect(Array(bytes[place]) == utf16("ß", bigEndian: bigEndian, mark: false))
  }

  @Test("a byte-order mark of UTF-8 is no text, and places count it")
  func mark() throws {
    let bytes = [0xEF, 0xBB, 0xBF] + Array("<a><b>x</b></a>".utf8)
    let document = try XMLDocumentBytes(bytes)
    var recorder = Recorder()
    try XMLParser().parse(document, into: &recorder)
    #expect(recorder.ends.first.map { Array(bytes[$0]) } == Array("x".utf8))
  }

  @Test(
    "one-byte encodings that are declared",
    arguments: [
      ("windows-1252", 0x93, "\u{201C}"), ("ISO-8859-1", 0xE9, "é"), ("latin1", 0xFC, "ü"),
      ("ISO-8859-15", 0xA4, "€"), ("windows-1251", 0xE6, "ж"), ("KOI8-R", 0xD6, "ж"),
    ] as [(String, UInt8, String)])
  func declared(name: String, byte: UInt8, expected: String) throws {
    let head = Array("<?xml version='1.0' encoding='\(name)'?>\n<a>".utf8)
    let bytes = head + [byte] + Array("<b>x</b></a>".utf8)
    let document = try XMLDocumentBytes(bytes)
    var recorder = Recorder()
    try XMLParser().parse(document, into: &recorder)
    #expect(String(decoding: recorder.text, as: UTF8.self) == expected + "x")
    let range = try #require(recorder.ends.first)
    #expect(
      bytes[document.fileOffset(of: range.lowerBound)] == UInt8(ascii: "x"))
    #expect(document.warnings.isEmpty)
  }

  @Test("ISO-8859-1 with bytes 80–9F is read, and warned of")
  func latin1() throws {
    let bytes =
      Array("<?xml version='1.0' encoding='ISO-8859-1'?>\n<a>\n".utf8) + [0x93, 0x94]
      + Array("</a>".utf8)
    let document = try XMLDocumentBytes(bytes)
    #expect(document.warnings == [.controlBytesInLatin1(count: 2, firstLine: 3)])
    let forced = try XMLDocumentBytes(bytes, encoding: "windows-1252")
    #expect(forced.warnings.isEmpty)
  }

  @Test(
    "bytes that are no UTF-8 are refused with their line, whether declared or assumed",
    arguments: [
      [0x93], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ]
      as [[UInt8]])
  func invalid(bytes: [UInt8]) {
    let body = Array("<a>\n\n".utf8) + bytes + Array("</a>".utf8)
    let declared = refusal(Array("<?xml version='1.0' encoding='UTF-8'?>".utf8) + body)
    #expect(declared == XMLProblem(line: 3, column: 1, kind: .invalidUTF8(declared: true)))
    #expect(refusal(body)?.kind == .invalidUTF8(declared: false))
    #expect(refusal(body, encoding: "latin1") == nil)
  }

  @Test("what cannot be decoded is refused")
  func undecodable() {
    let head = Array("<?xml version='1.0' encoding='windows-1252'?>\n<a>".utf8)
    #expect(
      refusal(head + [0x81] + Array("</a>".utf8))
        == XMLProblem(line: 2, kind: .invalidBytes(encoding: "windows-1252")))
    #expect(
      refusal("<?xml version='1.0' encoding='x-nonsense'?><a/>")?.kind
        == .unsupportedEncoding(name: "x-nonsense"))
    #expect(
      refusal("<?xml version='1.0' encoding='Shift_JIS'?><a/>")?.kind
        == .unsupportedEncoding(name: "Shift_JIS"))
    #expect(
      refusal([0xFF, 0xFE, 0, 0, 0x3C, 0, 0, 0])?.kind == .unsupportedEncoding(name: "UTF-32"))
    #expect(
      refusal([0xFF, 0xFE, 0x3C, 0, 0x00, 0xDC])?.kind == .invalidBytes(encoding: "UTF-16LE"))
  }

  @Test("a declaration that lies is ignored and reported")
  func lies() throws {
    let text = "<?xml version='1.0' encoding='UTF-16'?><a>é</a>"
    let document = try XMLDocumentBytes(Array(text.utf8))
    #expect(document.warnings == [.declarationIgnored(declared: "UTF-16", used: "UTF-8")])
    let marked = try XMLDocumentBytes(
      [0xEF, 0xBB, 0xBF] + Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>é</a>".utf8))
    #expect(marked.warnings == [.declarationIgnored(declared: "ISO-8859-1", used: "UTF-8")])
  }
}
