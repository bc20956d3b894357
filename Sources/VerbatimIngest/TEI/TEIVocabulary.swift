/// What an element is to the reader (`tei.md` §1, §4).
enum ElementKind: UInt8 {
  /// Holds documents; holds a header and a text; the header.
  case corpus, document, header
  /// A part of a document that is only passed through: `text`, `body`, `div`.
  case part, division, frontOrBack
  /// Turns: `u`, `annotationBlock`, `sp`.
  case utterance, block, speech
  /// Parts of a turn that stand side by side; the second kind are paragraphs and lines.
  case segment, paragraph, stanza
  /// Speech, with or without a mark.
  case transparent, naming, unclear, supplied, deleted, emphasis, foreign
  case choice, readings
  case word, punctuation
  case event, lineBreak, anchor, glyph, anonymised
  /// Labels, descriptions, metadata: never speech.
  case label, description, skipped
  case span, spanGroup, link, linkGroup, timeline, when
  /// Subtrees that are kept as facts: people, taxonomies, characters.
  case facts
  case include, fallback
  case otherNamespace, unknown

  static func named(_ name: String) -> ElementKind { table[name] ?? .unknown }

  private static let table: [String: ElementKind] = {
    var table: [String: ElementKind] = [:]
    func add(_ kind: ElementKind, _ names: String) {
      for name in names.split(separator: " ") { table[String(name)] = kind }
    }
    add(.corpus, "teiCorpus teiCorpus.2 bnc")
    add(.document, "TEI TEI.2 bncDoc")
    add(.header, "teiHeader header")
    add(.part, "text body group stext wtext floatingText")
    add(.division, "div div0 div1 div2 div3 div4 div5 div6 div7 spGrp")
    add(.frontOrBack, "front back standOff")
    add(.utterance, "u")
    add(.block, "annotationBlock")
    add(.speech, "sp")
    add(.segment, "seg s")
    add(.paragraph, "p l ab")
    add(.stanza, "lg")
    add(
      .transparent,
      """
      cl phr m mentioned soCalled q said quote num date time term title ref abbr expan add sic corr \
      orig reg distinct ex am subst mw cit list item lem rdg measure email address roleName forename \
      surname addName nameLink genName geogName country region settlement district objectName \
      eventName lang gloss ptr handShift
      """)
    add(.naming, "name persName placeName orgName rs")
    add(.unclear, "unclear")
    add(.supplied, "supplied")
    add(.deleted, "del trunc")
    add(.emphasis, "emph hi")
    add(.foreign, "foreign")
    add(.choice, "choice")
    add(.readings, "app")
    add(.word, "w")
    add(.punctuation, "pc c")
    add(
      .event,
      """
      pause vocal kinesic incident shift writing note gap head stage move sound tech camera caption \
      view event
      """)
    add(.lineBreak, "lb pb cb gb milestone")
    add(.anchor, "anchor align")
    add(.glyph, "g")
    add(.anonymised, "anon")
    add(.label, "speaker")
    add(.description, "desc")
    add(
      .skipped,
      """
      fw figure graphic media index interp interpGrp castList certainty precision respons \
      alt altGrp join joinGrp metamark notatedMusic
      """)
    add(.span, "span")
    add(.spanGroup, "spanGrp")
    add(.link, "link")
    add(.linkGroup, "linkGrp")
    add(.timeline, "timeline")
    add(.when, "when")
    add(.facts, "listPerson person personGrp taxonomy charDecl")
    return table
  }()
}

/// The attributes that the reader looks at on turns and within them.
enum AttributeKind: UInt8 {
  case id, plainID, language, plainLanguage, space, base
  case ana, type, rend, reason, join, breaking, synch, select
  case who, coder, start, end
  /// What is said of a word.
  case lemma, pos, msd, norm
  /// Pointers that are kept as they are.
  case pointers
  case other

  static func of(_ name: String, isXML: Bool) -> AttributeKind {
    switch (name, isXML) {
    case ("id", true): .id
    case ("id", false): .plainID
    case ("lang", true): .language
    case ("lang", false): .plainLanguage
    case ("space", true): .space
    case ("base", true): .base
    case ("who", false): .who
    case ("resp", false): .coder
    // Older converters write `from` and `to` on annotation blocks.
    case ("start", false), ("from", false): .start
    case ("end", false), ("to", false): .end
    case ("prev", false), ("next", false), ("toWhom", false), ("decls", false): .pointers
    case ("ana", false): .ana
    case ("type", false): .type
    case ("rend", false): .rend
    case ("reason", false): .reason
    case ("join", false): .join
    case ("break", false): .breaking
    case ("synch", false): .synch
    case ("select", false): .select
    // `hw` in the British National Corpus, `reg` in older TEI.
    case ("lemma", false), ("hw", false): .lemma
    case ("pos", false): .pos
    case ("msd", false): .msd
    case ("norm", false), ("reg", false): .norm
    default: .other
    }
  }
}

enum TEINamespace {
  static let tei = "http://www.tei-c.org/ns/1.0"
  static let include = "http://www.w3.org/2001/XInclude"
}

/// `a b  c` by white space of XML, each without what stands before its `#`'s fragment.
enum Pointers {
  static func list(_ value: String) -> [String] {
    value.utf8.split { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
      .map { target(String(decoding: $0, as: UTF8.self)) }
      .filter { !$0.isEmpty }
  }

  /// `#a` and `other.xml#a` → `a`; anything else is taken as a bare id, since tools of ISO 24624
  /// write `who="SPK0"`.
  static func target(_ pointer: String) -> String {
    guard let hash = pointer.utf8.lastIndex(of: UInt8(ascii: "#")) else { return pointer }
    return String(decoding: pointer.utf8[pointer.utf8.index(after: hash)...], as: UTF8.self)
  }
}

/// White-space runs as one space, none at the ends; of character data, which is valid UTF-8 and whose
/// only control characters are white space.
func collapsed(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
  var index = 0
  func skipSpace() {
    index = WordRuns.spaceEnd(in: bytes, from: index, to: bytes.count)
  }
  skipSpace()
  let first = index..<WordRuns.end(in: bytes, from: index, to: bytes.count)
  index = first.upperBound
  skipSpace()
  // Most have no more than single spaces within.
  if index == bytes.count {
    return String(validUTF8: UnsafeBufferPointer(rebasing: bytes[first]))
  }
  var out: [UInt8] = []
  out.reserveCapacity(bytes.count)
  out.append(contentsOf: bytes[first])
  while index < bytes.count {
    let end = WordRuns.end(in: bytes, from: index, to: bytes.count)
    out.append(0x20)
    out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[index..<end]))
    index = end
    skipSpace()
  }
  return out.withUnsafeBufferPointer { String(validUTF8: $0) }
}

func collapsed(_ bytes: [UInt8]) -> String {
  bytes.withUnsafeBufferPointer { collapsed($0) }
}

func appendDecimal(_ value: Int32, to bytes: ReusedList<UInt8>) {
  var divisor: Int32 = 1
  while value / divisor >= 10 { divisor *= 10 }
  var rest = value
  while divisor > 0 {
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
    rest %= divisor
    divisor /= 10
  }
}
