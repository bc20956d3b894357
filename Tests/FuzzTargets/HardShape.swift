/// An input of a kind that readers are known to break on.
public struct HardShape: Sendable {
  public var name: String
  public var bytes: [UInt8]

  init(_ name: String, _ text: String) {
    self.init(name, Array(text.utf8))
  }

  init(_ name: String, _ bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
  }

  /// `text` again and again, to about `size` bytes.
  init(_ name: String, again text: String, _ size: Int = 1 << 16) {
    self.init(name, String(repeating: text, count: size / max(1, text.utf8.count)))
  }

  /// `open` to a depth, then `close` as often.
  init(_ name: String, nested open: String, _ middle: String = "", _ close: String, _ depth: Int) {
    self.init(
      name,
      String(repeating: open, count: depth) + middle + String(repeating: close, count: depth))
  }
}

extension FuzzTarget {
  /// What every reader gets, and what only this one understands: deep, long, many, and not quite text.
  public var hardShapes: [HardShape] { Self.common + own }

  private static let common: [HardShape] = {
    var shapes: [HardShape] = [
      HardShape("empty", ""),
      HardShape("a NUL", "\u{0}"),
      HardShape("NULs", again: "\u{0}", 4096),
      HardShape("a BOM alone", [0xEF, 0xBB, 0xBF]),
      HardShape("two BOMs", [0xEF, 0xBB, 0xBF, 0xEF, 0xBB, 0xBF, 0x61]),
      HardShape("UTF-16, little end first", [0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x3C, 0]),
      HardShape("UTF-16, big end first", [0xFE, 0xFF, 0, 0x61, 0, 0x0A, 0, 0x3C]),
      HardShape("half a unit of UTF-16", [0xFF, 0xFE, 0x61]),
      HardShape("half a pair of UTF-16", [0xFF, 0xFE, 0x3D, 0xD8, 0x61, 0]),
      HardShape("UTF-32", [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]),
      HardShape("every byte", (0...255).map { UInt8($0) }),
      HardShape("an overlong slash", [0x61, 0xC0, 0xAF, 0x62]),
      HardShape("a surrogate in UTF-8", [0x61, 0xED, 0xA0, 0x80, 0x62]),
      HardShape("beyond Unicode", [0x61, 0xF4, 0x90, 0x80, 0x80, 0x62]),
      HardShape("cut in a character", [0x61, 0xF0, 0x9F, 0x91]),
      HardShape("a line without end", again: "a"),
      HardShape("a line of words", again: "word "),
      HardShape("a line of blanks", again: " "),
      HardShape("nothing but line ends", again: "\n"),
      HardShape("nothing but carriage returns", again: "\r"),
      HardShape("marks on one letter", "e" + String(repeating: "\u{301}", count: 20_000)),
      HardShape("marks out of order", again: "\u{316}\u{301}"),
      HardShape("one emoji of many", again: "👩\u{200D}", 20_000),
      HardShape("flags", again: "🇳"),
      HardShape("controls of direction", again: "\u{202E}\u{2066}\u{2069}\u{202C}", 4096),
      HardShape("escape sequences", again: "\u{1B}]0;x\u{7}\u{1B}[2J", 4096),
      HardShape("a number without end", again: "9", 8192),
      HardShape("a fraction without end", "0." + String(repeating: "3", count: 8192) + "e-99999"),
      HardShape("Hangul to be joined", again: "\u{1100}\u{1161}\u{11A8}"),
    ]
    for sign in "()[]{}<>\"'\\|*?-&:`“”«»/~@=#.…%^$" {
      shapes.append(HardShape("nothing but \(sign)", again: String(sign), 20_000))
    }
    for pair in ["()", "[]", "{}", "<>", "“”", "«»", "\"\""] {
      let (open, close) = (String(pair.prefix(1)), String(pair.suffix(1)))
      shapes.append(HardShape("nested \(pair)", nested: open, "x", close, 10_000))
      shapes.append(HardShape("\(pair) of pairs", again: pair + " ", 20_000))
    }
    return shapes
  }()

  private var own: [HardShape] {
    switch self {
    case .simpleQuery, .simpleSearch: Self.simpleShapes
    case .cql, .cqlSearch, .fcs: Self.cqlShapes
    case .expression: Self.expressionShapes
    case .tei: Self.xmlShapes("TEI xmlns=\"http://www.tei-c.org/ns/1.0\"", "TEI") + Self.teiShapes
    case .codebookQDC: Self.xmlShapes("CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"", "CodeBook")
    case .project: Self.xmlShapes("Project xmlns=\"urn:QDA-XML:project:1.0\"", "Project")
    case .docxText:
      Self.xmlShapes(
        "w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"",
        "w:document")
    case .html: Self.htmlShapes
    case .latex: Self.latexShapes
    case .markdown, .manuscriptText: Self.markdownShapes
    case .jsonLines, .codingsJSONL, .quoteLock: Self.jsonShapes
    case .codebookYAML, .studyYAML: Self.yamlShapes
    case .plainText, .lint: Self.textShapes
    case .codingsCSV: Self.tableShapes
    case .savedQueries: [HardShape("many", again: "@a = b\n"), HardShape("@", again: "@a @a ")]
    case .segment, .manifest, .docx, .zip: []
    }
  }

  private static let simpleShapes = [
    HardShape("stars", "*" + String(repeating: "a*", count: 500)),
    HardShape("everything, often", again: "* ", 8000),
    HardShape("alternatives", again: "a OR ", 60_000),
    HardShape("nested alternatives", nested: "(a OR ", "b", ")", 199),
    HardShape("near near near", again: "* NEAR/999 ", 2000),
    HardShape("then then then", again: "the THEN/9 ", 2000),
    HardShape("not not not", again: "NOT ", 8000),
    HardShape("minus minus minus", String(repeating: "-", count: 100) + "a"),
    HardShape("a phrase of stars", "\"" + String(repeating: "* ", count: 5000) + "\"~999"),
    HardShape("a phrase of gaps", "\"a" + String(repeating: " *0..999 a", count: 200) + "\""),
    HardShape("a distance without end", "a NEAR/99999999999999999999 b"),
    HardShape("a range without end", "born:1..99999999999999999999999"),
    HardShape("a distance of edits", "relatable~99999999999999999999 " + "a~2"),
    HardShape("an expression that doubles", "/(a*)*(a*)*(a|aa)+b{9999}/"),
    HardShape("a query in a query", nested: "cql:{", "[]", "}", 200),
    HardShape("a query of itself", "@a"),
    HardShape("within within", "a" + String(repeating: " WITHIN 9 turns", count: 500)),
  ]

  private static let cqlShapes = [
    HardShape("gaps in a row", again: "[]{0,1000} ", 4000),
    HardShape("gaps in gaps", nested: "(", "[]", "{0,99})", 60),
    HardShape("stars of stars", nested: "(", "[]*", ")*", 100),
    HardShape("pluses of pluses", nested: "(", "\"a\"?", ")+", 100),
    HardShape("a count without end", "[]{99999999999999999999}"),
    HardShape("counts that multiply", "((([]{999}){999}){999}){999}"),
    HardShape("alternatives", again: "\"a\" | ", 60_000),
    HardShape("conditions", "[" + String(repeating: "word=\"a\" & ", count: 5000) + "word=\"b\"]"),
    HardShape("negated negations", "[" + String(repeating: "!", count: 5000) + "word=\"b\"]"),
    HardShape("labels", again: "a:[] ", 2000),
    HardShape("labels that all differ", (0..<500).map { "a\($0):[]" }.joined(separator: " ")),
    HardShape("meets in meets", nested: "MU(meet ", "\"a\" \"b\"", " \"c\" -2 2)", 100),
    HardShape("looks ahead", nested: "(?= ", "[]", ")", 100),
    HardShape("within within", "[]" + String(repeating: " within <u/>", count: 500)),
    HardShape("an expression that doubles", "[word=\"(a*)*(a|aa)+b{9999}\"]{1,9}"),
    HardShape("everything, widely", "[]* [word!=\"x\"]* []* within text"),
  ]

  private static let expressionShapes = [
    HardShape("stars of stars", nested: "(", "a*", ")*", 100),
    HardShape("counts that multiply", "(((a{999}){999}){999}){999}"),
    HardShape("a count without end", "a{99999999999999999999}"),
    HardShape("a count turned round", "a{9,1}"),
    HardShape("alternatives", again: "a|", 60_000),
    HardShape("optional letters", again: "a?", 4000),
    HardShape("classes", again: "[^a-z]", 6000),
    HardShape("a class of everything", "[\u{0}-\u{10FFFF}]{99}"),
    HardShape("a class turned round", "[z-a]"),
    HardShape("classes of Unicode", again: "\\p{L}", 4000),
    HardShape("a class that is none", "\\p{" + String(repeating: "L", count: 5000) + "}"),
  ]

  private static func xmlShapes(_ start: String, _ end: String) -> [HardShape] {
    func document(_ head: String, _ body: String) -> String { "\(head)<\(start)>\(body)</\(end)>" }
    let laughs = (1...9).map {
      "<!ENTITY a\($0) \"\(String(repeating: "&a\($0 - 1);", count: 10))\">"
    }
    let head = "<!DOCTYPE \(end) [<!ENTITY a0 \"ha\">\(laughs.joined())]>"
    let long = String(repeating: "x", count: 20_000)
    return [
      HardShape("a thousand million laughs", document(head, "&a9;")),
      HardShape("laughs in an attribute", document(head, "<u who=\"&a9;\"/>")),
      HardShape(
        "an entity again and again",
        document(
          "<!DOCTYPE \(end) [<!ENTITY a \"\(long)\">]>", String(repeating: "&a;", count: 10_000))),
      HardShape(
        "an entity of itself", document("<!DOCTYPE \(end) [<!ENTITY a \"&a;\">]>", "&a;")),
      HardShape(
        "a file from elsewhere",
        document("<!DOCTYPE \(end) [<!ENTITY a SYSTEM \"file:///dev/zero\">]>", "&a;")),
      HardShape(
        "rules from elsewhere",
        document("<!DOCTYPE \(end) SYSTEM \"file:///dev/zero\">", "<u>a</u>")),
      HardShape(
        "parameters", document("<!DOCTYPE \(end) [<!ENTITY % a \"%a;\"> %a;]>", "<u>a</u>")),
      HardShape("deep", document("", String(repeating: "<u>", count: 20_000))),
      HardShape(
        "deep and closed",
        document(
          "",
          String(repeating: "<u>", count: 20_000) + String(repeating: "</u>", count: 20_000))),
      HardShape(
        "many attributes",
        document("", "<u " + (0..<5000).map { "a\($0)=\"\"" }.joined(separator: " ") + "/>")),
      HardShape(
        "one attribute, often",
        document("", "<u " + String(repeating: "a=\"\" ", count: 5000) + "/>")),
      HardShape(
        "many namespaces",
        document("", (0..<2000).map { "<n\($0):u xmlns:n\($0)=\"n\($0)\"/>" }.joined())),
      HardShape(
        "names that all differ", document("", (0..<5000).map { "<a\($0)/>" }.joined())),
      HardShape("a long name", document("", "<\(long)>a</\(long)>")),
      HardShape("a long value", document("", "<u who=\"\(long)\" xml:id=\"\(long)\">a</u>")),
      HardShape("comments", document("", String(repeating: "<!-- - -->", count: 5000))),
      HardShape("a comment without end", document("", "<!--" + long)),
      HardShape("sections", document("", String(repeating: "<![CDATA[]]]]>", count: 5000))),
      HardShape("characters by number", document("", String(repeating: "&#x1F44D;", count: 5000))),
      HardShape("a number that is no character", document("", "&#xD800;&#0;&#x110000;")),
      HardShape(
        "an encoding that is none",
        "<?xml version=\"1.0\" encoding=\"\(long)\"?>" + document("", "")),
      HardShape(
        "another encoding than it says",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + document("", "é")),
    ]
  }

  /// Marks that have to be put into order to compare names: Swift takes the square of their number, hours
  /// for this, so names have an end.
  private static let endless = "e" + String(repeating: "\u{316}\u{301}", count: 1 << 17)

  private static let teiShapes: [HardShape] = {
    func document(_ body: String, _ head: String = "") -> String {
      "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader/><text>\(head)<body>\(body)</body></text></TEI>"
    }
    return [
      HardShape("a name without end", document("<u who='#\(endless)'>b</u>")),
      HardShape("turns in turns", document(String(repeating: "<u who='#a'>b", count: 200))),
      HardShape(
        "turns without words", document(String(repeating: "<u who='#a'/>", count: 5000))),
      HardShape(
        "a speaker list without end",
        document("<u who='" + String(repeating: "#a ", count: 5000) + "'>b</u>")),
      HardShape(
        "speakers that all differ",
        document((0..<2000).map { "<u who='#p\($0)'>b</u>" }.joined())),
      HardShape(
        "times that hang on one another",
        document(
          "<u start='#T0' end='#T2000'>b</u>",
          "<timeline>"
            + (0..<2000).map { "<when xml:id='T\($0)' since='#T\($0 + 1)' interval='1'/>" }.joined()
            + "</timeline>")),
      HardShape(
        "times in a circle",
        document(
          "<u start='#a' end='#b'>b</u>",
          "<timeline><when xml:id='a' since='#b' interval='1'/><when xml:id='b' since='#a' interval='1'/></timeline>"
        )),
      HardShape(
        "a time without end",
        document("<u start='99999999999999999999' end='1e999' dur='PT99999999999999999999S'>b</u>")),
      HardShape(
        "corrections of corrections",
        document("<u>" + String(repeating: "<choice><sic>a</sic><corr>", count: 80))),
      HardShape(
        "words that all have a lemma",
        document("<u>" + String(repeating: "<w lemma='a' pos='b'>c</w>", count: 2000) + "</u>")),
      HardShape("meetings in meetings", again: "<teiCorpus xmlns='http://www.tei-c.org/ns/1.0'>"),
    ]
  }()

  private static let htmlShapes = [
    HardShape("deep", again: "<div>"),
    HardShape("quotations in quotations", again: "<blockquote>"),
    HardShape("closed, never opened", again: "</q>"),
    HardShape("a tag without end", "<a " + String(repeating: "b='c' ", count: 5000)),
    HardShape("scripts", again: "<script>"),
    HardShape("comments", again: "<!-- a --!"),
    HardShape("names of characters", again: "&notin;&notit;&amp"),
    HardShape("characters by number", again: "&#99999999999999999999;"),
    HardShape("tables", again: "<table><tr><td>"),
  ]

  private static let latexShapes = [
    HardShape("environments", again: "\\begin{quote}"),
    HardShape("ends", again: "\\end{quote}"),
    HardShape("arguments", again: "\\emph{"),
    HardShape("options", again: "\\cite["),
    HardShape("verbatim without end", "\\verb|" + String(repeating: "a", count: 20_000)),
    HardShape("comments", again: "%\n"),
    HardShape("a command without end", "\\" + String(repeating: "a", count: 20_000)),
    HardShape("quotations", again: "``a"),
    HardShape("macros of themselves", again: "\\newcommand{\\a}{\\a\\a}\\a "),
  ]

  private static let markdownShapes = [
    HardShape("quotations in quotations", again: ">"),
    HardShape("quotations in lines", again: "> > a\n"),
    HardShape("links", again: "[a]("),
    HardShape("emphasis", again: "*a **b "),
    HardShape("code", again: "`` a ` "),
    HardShape("fences", again: "~~~\n"),
    HardShape("quotation marks that open", again: "“a "),
    HardShape("quotation marks that may do both", again: "\" a"),
    HardShape("apostrophes", again: "'a' "),
    HardShape("omissions", again: "“a […] b” (P1, FG1) "),
    HardShape("footnotes", again: "[^1]: [^1] "),
    HardShape(
      "lists in lists", (0..<400).map { String(repeating: " ", count: $0) + "- a\n" }.joined()),
  ]

  private static let jsonShapes = [
    HardShape(
      "a name without end", "{\"session\":\"a\",\"speaker\":\"\(endless)\",\"text\":\"b\"}"),
    HardShape(
      "a name without end, of a session",
      "{\"session\":\"\(endless)\",\"speaker\":\"b\",\"text\":\"b\"}"),
    HardShape("nested lists", again: "["),
    HardShape("nested objects", again: "{\"a\":"),
    HardShape(
      "nested in a field that is not read", "{\"x\":" + String(repeating: "[", count: 60_000)),
    HardShape("a lone surrogate", "{\"session\":\"a\",\"speaker\":\"b\",\"text\":\"\\ud800\"}"),
    HardShape(
      "the second half first", "{\"session\":\"a\",\"speaker\":\"b\",\"text\":\"\\udc00\\ud800\"}"),
    HardShape(
      "a NUL in a string", "{\"session\":\"a\\u0000\",\"speaker\":\"b\",\"text\":\"c\\u0000d\"}"),
    HardShape(
      "numbers without end", "{\"session\":\"a\",\"text\":\"b\",\"start\":1e999,\"end\":-1e999}"),
    HardShape(
      "a number that is nearly none",
      "{\"session\":\"a\",\"text\":\"b\",\"start\":-0,\"end\":1e-999}"),
    HardShape(
      "a number of many digits",
      "{\"session\":\"a\",\"text\":\"b\",\"start\":" + String(repeating: "9", count: 8000) + "}"),
    HardShape(
      "one field, often",
      "{" + String(repeating: "\"text\":\"a\",", count: 5000) + "\"session\":\"a\"}"),
    HardShape(
      "fields that all differ",
      "{" + (0..<3000).map { "\"a\($0)\":\"b\"," }.joined() + "\"session\":\"a\"}"),
    HardShape(
      "escapes",
      "{\"session\":\"a\",\"speaker\":\"b\",\"text\":\"" + String(repeating: "\\u00e9", count: 8000)
        + "\"}"),
    HardShape("a string without end", "{\"session\":\"" + String(repeating: "a", count: 60_000)),
    HardShape("lines that are objects", again: "{}\n"),
    HardShape("lines that are nothing", again: "null\n"),
    HardShape(
      "sessions that all differ",
      (0..<1000).map { "{\"session\":\"s\($0)\",\"speaker\":\"b\",\"text\":\"c\"}\n" }.joined()),
  ]

  private static let yamlShapes: [HardShape] = {
    let laughs = (1...9).map {
      "a\($0): &a\($0) [\(String(repeating: "*a\($0 - 1),", count: 9))]\n"
    }
    return [
      HardShape("a name without end", "themes:\n- id: a\n  label: A\n  name: \(endless)\n"),
      HardShape("a thousand million laughs", "a0: &a0 ha\n" + laughs.joined()),
      HardShape(
        "laughs where themes stand",
        "themes:\n- name: &a0 ha\n" + laughs.joined() + "themes2: *a9\n"),
      HardShape("an alias of itself", "&a [*a]"),
      HardShape("a key of itself", "&a {*a : b}"),
      HardShape("merged with itself", "&a\n<<: *a\n"),
      HardShape("lists in lists", again: "- "),
      HardShape(
        "keys in keys", (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined()),
      HardShape("questions", again: "? "),
      HardShape("flows", again: "[a, "),
      HardShape("flows of keys", again: "{a: "),
      HardShape("tags", again: "!!int "),
      HardShape("anchors", again: "&a "),
      HardShape("documents", again: "---\n"),
      HardShape("one key, often", again: "name: a\n"),
      HardShape("keys that all differ", (0..<3000).map { "a\($0): b\n" }.joined()),
      HardShape("a text without end", "name: |\n" + String(repeating: "  a\n", count: 5000)),
      HardShape(
        "children of children",
        (0..<150).map {
          String(repeating: "  ", count: $0) + "- name: a\($0)\n"
            + String(repeating: "  ", count: $0) + "  children:\n"
        }.joined()),
    ]
  }()

  private static let textShapes = [
    HardShape("labels", again: "P1: "),
    HardShape("turns", again: "P1: a\n"),
    HardShape("labels that all differ", (0..<3000).map { "P\($0): a\n" }.joined()),
    HardShape("times", again: "[00:00:00] P1: a\n"),
    HardShape("times without end", again: "[99999999999999999999:99:99.999999999999] P1: a\n"),
    HardShape(
      "captions",
      "WEBVTT\n\n" + String(repeating: "00:00:01.000 --> 00:00:00.000\n<v P1>a\n\n", count: 1000)),
    HardShape(
      "subtitles", String(repeating: "1\n00:00:01,000 --> 99:99:99,999\nP1: a\n\n", count: 1000)),
    HardShape("brackets in brackets", nested: "[", "laughs", "]", 5000),
    HardShape("digits in groups", again: "123 456 "),
    HardShape("addresses", again: "a@b.c.d.e@"),
    HardShape("hosts", again: "http://a.b/"),
    HardShape("names", again: "Mary O'Brien-Smith "),
    HardShape("dots", again: "a."),
  ]

  private static let tableShapes = [
    HardShape("a name without end", "session,turn,theme,\(endless)\na,1,b,c\n"),
    HardShape("columns", again: "session,"),
    HardShape(
      "a quote without end", "session,turn,theme\n\"" + String(repeating: "a\"\"", count: 5000)),
    HardShape("records", "session,turn,theme\n" + String(repeating: "a,1,b\n", count: 2000)),
    HardShape(
      "numbers without end",
      "session,turn,theme,start,end\na,99999999999999999999,b,-1,99999999999999999999\n"),
    HardShape("a range turned round", "session,turn,theme,start,end\na,1,b,3,1\n"),
  ]
}
