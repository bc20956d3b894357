import Foundation
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuotes
import VerbatimTestSupport
import VerbatimThemes
import VerbatimZip

extension FuzzTarget {
  /// Inputs that are right, or nearly: at least one.
  public func seeds() throws -> [[UInt8]] {
    switch self {
    case .simpleQuery, .simpleSearch:
      return texts(
        #""peer support" OR trust*"#, "hug* NEAR/5 (day | night) -role:moderator",
        "{listen} THEN/3 BY other no WITHIN session", "/rel(y|ies)/ relaible~1 born:1950..1959",
        #"cql:{[lc="a"] []{0,3} "b"} "a *1..3 b"~2 EXCLUDING theme:A~inside"#,
        "the BEFORE/3 you OR [peer support worker *] -speaker:P1", "=Trust yes WITHIN 3 turns")
    case .cql:
      return texts(
        #"[word="a.*" & lc!="b"%cd] []{0,3} ("c" | "d")+ within u"#,
        #"a:[] b:[] :: a.lc = b.lc & distance(a, b) < 3"#, #"<u who="P1"> [] </u> containing "x""#,
        #"MU(meet "a" "b" -2 2)"#, #"(?= "a") [type="word"]{2,} !within <s/>"#)
    case .cqlSearch:
      return texts(
        #"[word="t.*" & lc!="the"%cd] []{0,3} ("you" | "and")+ within u"#,
        #"a:[] b:[] :: a.lc = b.lc & distance(a, b) < 3"#,
        #"<u who="P1"> [] </u> containing "trust""#, #"MU(meet "the" "you" -2 2)"#,
        #"[pos="NOUN"] [lemma="go"]? within text"#, #"(?= "the") [type="word"]{2,} !within <s/>"#)
    case .fcs: return texts(#"[word="a" & text=".*b"]{1,3} "c""#, #""a" []* "b" within s"#)
    case .expression: return texts("(a|b)*a{2,5}", "[^a-z]+\\p{Lu}?", "(a+)+b", "x|(y(z)?)*")
    case .tei: return try shipped("fg1.xml") + texts(FuzzSeeds.tei)
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
    case .docx, .zip: return [try FuzzSeeds.document(Array(FuzzSeeds.word.utf8))]
    case .docxText: return texts(FuzzSeeds.word)
    case .project: return texts(FuzzSeeds.qde)
    case .codebookYAML: return try shipped("codebook.yaml")
    case .codebookQDC: return try shipped("codebook.qdc")
    case .codingsJSONL:
      return texts(
        "",
        #"{"session": "a", "turn": 1, "start": 0, "end": 1, "quote": "a", "theme": "t", "coder": "EO", "#
          + #""origin": "person", "created_at": "2026-11-23T09:00:00Z"}"# + "\n")
    case .codingsCSV:
      return texts(
        "session,turn,quote,theme,coder,memo\r\na,1,b c,A,EO,\"m, n\"\r\na,2,,t,,\r\n",
        "session,turn,start,end,theme\na,1,0,3,t\n")
    case .savedQueries: return texts("# a\n@rules = regulat* OR rule*\n@women = sex:F\n")
    case .studyYAML: return try shipped("study.yaml")
    case .quoteLock:
      guard let key = QuoteKey(hex: String(repeating: "0b", count: 32)) else { return [] }
      return texts(QuoteLock(keyID: key.id, entries: []).text(key: key))
    case .segment: return [try FuzzIndex.segment()]
    case .manifest:
      let entry = Manifest.Entry(
        name: Digest(bytes: Array(repeating: 7, count: 32)), sessions: 2, turns: 9)
      return texts(Manifest(analyzer: "standard/1 unicode/15.0", entries: [entry]).text)
    }
  }

  /// What a mutation puts in, beside what the seeds have.
  public var words: [String] {
    switch self {
    case .simpleQuery, .simpleSearch:
      [
        "(", ")", "\"", "~9", "NEAR/0", "*", "-", "{", "}", "/", "=", "..", "cql:{", "@a", " THEN ",
        " BY other ", " BY same ", " WITHIN 3 turns ", " WITHIN session ", " BEFORE ", " OR ",
        " AND ",
        "speaker:", "role:", "theme:", "*1..3", " EXCLUDING ", "?", "[", "]", "\\p{L}",
      ]
    case .cql, .fcs, .cqlSearch:
      [
        "[", "]", "{0,}", "{9999}", "(", "|", "::", "\"", "%cd", "<", "/>", "within", "MU(", "a:",
        "!", "containing", "meet", "union", "(?=", "(?!", "distance(", "word=", "lc=", "pos=",
        "[]", "{0,3}", "<u/>", "<s/>", "<text/>", "<event/>", " & ", "type=", "a.word", "(?<=",
      ]
    case .expression:
      ["(", ")", "{1,}", "{999}", "[", "\\p{", "|", "*", "\\", "^", "-", "(?i)", "\\w", "[^", "+"]
    case .tei, .codebookQDC, .html, .docx, .docxText, .project:
      [
        "<", "</u>", "<u who=\"#P1\">", "&#0;", "&a;", "<![CDATA[", "]]>", "<!--", "xml:id=\"",
        "\u{0}", "<!DOCTYPE a [<!ENTITY a \"b\">]>", "&#x10FFFF;", "&amp;", "<?xml encoding=\"",
        "<w:t>", "<w:p>", "<w:del>", "<q>", "<blockquote>", "guid=\"", "startPosition=\"9999\"",
      ]
    case .jsonLines, .codingsJSONL, .quoteLock:
      [
        "{", "}", "\"", "\\u", "\\ud800", "1e999", "[[", ":", ",", "null", "true", "-0.0",
        "\"text\":", "\"session\":", "\"speaker\":", "\"start\":",
      ]
    case .codebookYAML, .studyYAML:
      ["- ", ": ", "&a", "*a", "{", "[", "\t", "|", ">", "\"", "!!int", "<<"]
    case .segment: ["\u{0}", "\u{1}", "\u{7F}", "\u{0}\u{0}\u{0}\u{0}", "ÿÿÿÿÿÿÿÿ"]
    case .manifest:
      ["segment ", "end ", "analyzer ", "speakers shared\n", "-1", "99999999999999999999"]
    default:
      ["\"", "\u{201C}", "[", "]", "(", "\n", "\t", "…", "P1: ", "\\", "{", "`", ">", "\u{202E}"]
    }
  }

  /// Writes seeds, a hundred changed ones, and `words`, libFuzzer's dictionary, into a folder that is there.
  public func writeSeeds(to folder: String) throws {
    let seeds = try seeds()
    let mutation = Mutation(seeds: seeds, words: words)
    let changed = (0..<100 as Range<UInt64>).map { number in
      var random = SeededGenerator(seed: number)
      return mutation.next(&random)
    }
    try FileManager.default.createDirectory(
      atPath: folder + "/seeds", withIntermediateDirectories: true)
    for (number, input) in (seeds + changed).enumerated() {
      try Data(input).write(to: URL(fileURLWithPath: folder + "/seeds/\(number)"))
    }
    let lines = words.map { word in
      let bytes = word.utf8.map { byte in
        let digits = String(byte, radix: 16)
        return "\\x" + (digits.count == 1 ? "0" : "") + digits
      }
      return "\"" + bytes.joined() + "\"\n"
    }
    try Data(lines.joined().utf8).write(to: URL(fileURLWithPath: folder + "/words"))
  }

  private func shipped(_ names: String...) throws -> [[UInt8]] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try names.map {
      Array(try Data(contentsOf: root.appendingPathComponent("corpus/" + $0)))
    }
  }

  private func texts(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }
}

enum FuzzSeeds {
  static let codebook =
    (try? Codebook(yaml: Array("themes:\n- id: t\n  label: A\n  name: T\n".utf8))) ?? Codebook()

  static let word = """
    <w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>\
    <w:p><w:r><w:t>He said \u{201C}a b c d\u{201D} (P1, FG1)</w:t></w:r></w:p></w:body></w:document>
    """

  /// A Word document of this text.
  static func document(_ text: [UInt8]) throws -> [UInt8] {
    var writer = ZipWriter()
    writer.add("[Content_Types].xml", Array("<Types/>".utf8))
    writer.add("word/document.xml", text)
    return try writer.finish()
  }

  static let tei = """
    <TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><profileDesc><particDesc><listPerson>\
    <person xml:id="P1" sex="F" role="participant"><birth when="1950"/></person></listPerson>\
    </particDesc><textDesc/></profileDesc></teiHeader><text><timeline unit="s"><when xml:id="T0" \
    absolute="00:00:00"/><when xml:id="T1" since="#T0" interval="1.5"/></timeline><body><u who="#P1" \
    start="#T0" end="#T1"><seg>a <w lemma="be" pos="VERB">was</w> <vocal><desc>laughs</desc></vocal> \
    <pause dur="PT2S"/><gap reason="inaudible"/></seg><anchor synch="#T1"/> <del>x</del></u><u who="#P1 \
    #P2">b<shift new="loud"/></u></body></text></TEI>
    """

  static let qde = """
    <?xml version="1.0" encoding="utf-8"?>
    <Project name="p" origin="NVivo 14" xmlns="urn:QDA-XML:project:1.0"><Users><User \
    guid="00000000-0000-4000-8000-000000000001" name="EO" id="EO"/></Users><CodeBook><Codes><Code \
    guid="00000000-0000-4000-8000-000000000002" name="A" isCodable="true"><Description>d</Description>\
    <Code guid="00000000-0000-4000-8000-000000000003" name="B" isCodable="true"/></Code></Codes>\
    </CodeBook><Variables><Variable guid="00000000-0000-4000-8000-000000000007" name="sex" \
    typeOfVariable="Text"/></Variables><Cases><Case guid="00000000-0000-4000-8000-000000000008" \
    name="P1"><VariableValue><VariableRef targetGUID="00000000-0000-4000-8000-000000000007"/><TextValue>F\
    </TextValue></VariableValue><SourceRef targetGUID="00000000-0000-4000-8000-000000000004"/></Case>\
    </Cases><Sources><TextSource guid="00000000-0000-4000-8000-000000000004" name="a" \
    plainTextPath="internal://a.txt"><PlainTextSelection guid="00000000-0000-4000-8000-000000000005" \
    name="hello there" startPosition="4" endPosition="15"><Coding \
    guid="00000000-0000-4000-8000-000000000006" creatingUser="00000000-0000-4000-8000-000000000001">\
    <CodeRef targetGUID="00000000-0000-4000-8000-000000000003"/></Coding></PlainTextSelection></TextSource>\
    </Sources><Notes><Note guid="00000000-0000-4000-8000-000000000009"><PlainTextContent>n</PlainTextContent>\
    </Note></Notes></Project>
    """

  /// A project file with this as its `project.qde` and a short text.
  static func project(_ qde: [UInt8]) throws -> [UInt8] {
    var writer = ZipWriter()
    writer.add("project.qde", qde)
    writer.add("sources/a.txt", Array("P1: hello there 👍🏽\r\nP2: a b c\r\n".utf8))
    return try writer.finish()
  }
}
