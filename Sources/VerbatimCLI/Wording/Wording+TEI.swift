import VerbatimIngest

extension Wording {
  static func words(_ problem: TEIProblem) -> String {
    switch problem {
    // Errors: the file, or the component, was not read.
    case .xml(let kind): words(kind)
    case .notTEI(let root):
      "the document is a <\(name(root))>, where TEI or teiCorpus was expected"
    case .unknownNamespace(let found):
      "the root's namespace is \(quoted(found)), not TEI's; if it is TEI all the same, give "
        + "--assume-tei"
    case .noTurns(_, let elsewhere):
      elsewhere == 0
        ? "no turn: no <u>, <annotationBlock> or <sp> within the text"
        : "no turn: \(count(elsewhere, "element")) of speech stand in another namespace than TEI's; "
          + "if they are TEI all the same, give --assume-tei"
    case .turnTooLong(let limit):
      "a turn of more than \(size(limit)); divide it where the speakers change"
    case .nameTooLong(let limit):
      "an id or a speaker's name of more than \(count(limit, "byte")); give a short one"
    case .missingComponents(let found, let expected):
      "\(found) of \(count(expected, "included file")) could be read; put them where the corpus file "
        + "points"
    case .missingComponent(let href):
      "the included file \(quoted(href)) is not there; put it beside the corpus file"
    case .includeOutside(let href):
      "the include \(quoted(href)) leads out of the corpus file's folder, and is not followed; move "
        + "the file into it"
    case .unsupportedInclude(let href):
      "the include \(quoted(href)) asks for text or a part of a file; include the whole file"
    case .includeCycle(let href): "the include \(quoted(href)) leads back to itself; remove it"
    case .includeTooDeep(let href, let limit):
      "the include \(quoted(href)) is more than \(limit) files deep; include it from the corpus file"

    // Warnings.
    case .declarationIgnored(let declared, let used):
      "declares the encoding \(name(declared)) but is \(name(used)), and was read as that; correct "
        + "the declaration"
    case .controlBytesInLatin1(let count):
      "\(self.count(count, "control character")) in a file declared as ISO-8859-1; if it is "
        + "Windows text, give --encoding windows-1252"
    case .undeclaredSpeaker(let id):
      "the speaker \(quoted(id)) is not declared; add a <person> with this xml:id"
    case .noParticipants(let speakers):
      "nobody is declared, and \(count(speakers, "label")) speak; add a <particDesc> to tell more "
        + "about them"
    case .unattributedTurns(let count):
      "\(self.count(count, "turn")) without a speaker; add who=… where it is known"
    case .unknownElement(let element):
      "the element <\(name(element))> is unknown; its text counts as what surrounds it"
    case .otherNamespace(let namespace):
      "elements of the namespace \(quoted(namespace)) were passed over, as they are not TEI's"
    case .nestedTurn: "a turn stands within a turn; the outer one was divided"
    case .severalReadings: "several readings of a passage; the first, or the lemma, was taken"
    case .unresolvedGlyph(let glyph):
      "the glyph \(quoted(glyph)) is not declared; add it to the <charDecl>"
    case .duplicateID(let id):
      "the xml:id \(quoted(id)) occurs twice; pointers mean the first one"
    case .unresolvedSpan(let target):
      "a span points at \(quoted(target)), which is in no turn; its coding was left out"
    case .undeclaredTheme(let id):
      "the theme \(quoted(id)) is in no taxonomy of the document; look for a mistyped pointer"
    case .timelineCycle(let id):
      "the time of \(quoted(id)) depends on itself; correct the <timeline>"
    case .hyphensAtBreaks(let count):
      "\(self.count(count, "hyphen")) kept at line breaks; say break=\"no\" where a word goes on"
    case .eventsInBrackets(let count):
      "\(self.count(count, "event")) such as [laughs] stand as text; they count as words"
    case .undecidedBrackets(let count):
      "\(self.count(count, "bracket")) of unknown meaning; they count as words"
    case .textOutsideTurns: "text outside of any turn; it was passed over: put it into a <u>"
    case .reconstructedSpaces:
      "the spaces between words are not in the file; they were made by rule"
    case .overlappingJoin: "join=\"overlap\" was read as no space"
    case .includeInText(let href):
      "the include \(quoted(href)) within the text was passed over; include whole sessions only"
    case .durationInMonths(let value):
      "the duration \(quoted(value)) is in months; minutes are PT…M"
    }
  }
}
