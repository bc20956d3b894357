import VerbatimCorpus
import VerbatimXML

/// The elements of speech: what each starts and ends in the turn's recording.
extension TEIHandler {
  /// Bytes of character data that one turn may have.
  static let turnLimit = 8 << 20

  /// What the attributes of an element within a turn say.
  private struct SpeechAttributes: ~Copyable {
    var detail = TurnRows.Text.none
    var join = ""
    var breaking = ""
    var synch: String?
    var selected: [String] = []
    var ana: String?
    var word = WordAnnotation()

    static let none = SpeechAttributes()
  }

  mutating func speech(_ element: XMLElement, _ kind: ElementKind) {
    // Most elements of speech have none.
    if element.attributes.count == 0 {
      start(element, kind, SpeechAttributes.none)
    } else {
      let said = attributes(of: element, kind)
      start(element, kind, said)
    }
  }

  private mutating func attributes(
    of element: XMLElement, _ kind: ElementKind
  ) -> SpeechAttributes {
    let index = frames.count - 1
    var said = SpeechAttributes()
    let wanted = Self.detail(of: kind)
    for attribute in element.attributes {
      let known = attributeKind(attribute)
      switch known {
      case .id: frames[index].id = insertID(attribute, line: element.line)
      case .language, .plainLanguage: frames[index].language = language(attribute)
      case .space: frames[index].preservesSpace = attribute.value == "preserve"
      case .ana: said.ana = attribute.value
      case .join: said.join = attribute.value
      case .breaking: said.breaking = attribute.value
      case .synch: said.synch = attribute.value
      case .select: said.selected = Pointers.list(attribute.value)
      case .lemma: said.word.lemma = attribute.value
      case .pos: said.word.pos = attribute.value
      case .msd:
        if said.word.pos == nil { said.word.pos = WordAnnotation.pos(msd: attribute.value) }
      case .norm: said.word.norm = attribute.value
      default: break
      }
      if known == wanted { said.detail = recording.say(attribute.bytes) }
    }
    if kind == .word || kind == .punctuation, said.word.pos == nil {
      said.word.analysis = said.ana
    }
    return said
  }

  private mutating func start(
    _ element: XMLElement, _ kind: ElementKind, _ said: borrowing SpeechAttributes
  ) {
    let index = frames.count - 1
    switch kind {
    case .lineBreak:
      recording.add(
        said.breaking == "no"
          ? .breakNone : said.breaking == "yes" ? .breakSpace : .breakMaybe, 0)
      if names[element.name].text == "pb" { page(element) }
    case .anchor:
      if let synch = said.synch {
        recording.add(.anchor, recording.anchors.count)
        recording.anchors.append(TurnRecording.Anchor(synch: Pointers.target(synch)))
      }
    case .segment: startBlock(index, isParagraph: false)
    case .paragraph: startBlock(index, isParagraph: turn.kind == .speech)
    case .stanza: startBlock(index, isParagraph: turn.kind == .speech)
    case .word, .punctuation:
      startToken(index, kind, join: said.join, line: element.line)
      if !said.word.isEmpty { annotateToken(said.word) }
    case .glyph, .anonymised: break
    case .choice, .readings:
      if kind == .readings { warn(.severalReadings, line: element.line) }
      choices.append(OpenChoice(kind: kind, selected: said.selected, mark: recording.marks.count))
      startMark(.choice, .none, at: index)
    default: break
    }
    if frames[index].id >= 0 { recording.add(.idStart, Int(frames[index].id)) }
    startMarks(element, kind, detail: said.detail, ana: said.ana, at: index)
    if frames[index].language != turn.language, frames[index].language >= 0,
      frames[index].language != frames[index - 1].language
    {
      frames[index].languageMark = Int32(truncatingIfNeeded: recording.marks.count)
      addMark(.foreign, recording.say(languages[Int(frames[index].language)]))
    } else if kind == .foreign, frames[index].languageMark < 0 {
      startMark(.foreign, .none, at: index)
    }
    if kind == .glyph || kind == .anonymised { insertion(element, kind) }
  }

  private static func detail(of kind: ElementKind) -> AttributeKind? {
    switch kind {
    case .unclear: .reason
    case .deleted, .naming, .segment: .type
    case .emphasis: .rend
    default: nil
    }
  }

  private mutating func startMarks(
    _ element: XMLElement, _ kind: ElementKind, detail: TurnRows.Text, ana: String?,
    at index: Int
  ) {
    switch kind {
    case .unclear: startMark(.unclear, detail, at: index)
    case .supplied: startMark(.supplied, detail, at: index)
    case .deleted:
      let isTruncation = detail.isNone && names[element.name].text == "trunc"
      startMark(.deleted, isTruncation ? recording.say("truncation") : detail, at: index)
    case .emphasis: startMark(.emphasis, detail, at: index)
    case .naming, .segment:
      if let type = recording.string(detail)?.lowercased(),
        type.hasPrefix("anon") || type.hasPrefix("pseudonym")
      {
        startMark(.placeholder, .none, at: index)
      } else if kind == .segment {
        startMark(.segment, say(name: element.name), at: index)
      }
    case .paragraph: startMark(.segment, say(name: element.name), at: index)
    default: break
    }
    guard let ana else { return }
    frames[index].coding = Int32(truncatingIfNeeded: recording.marks.count)
    recording.add(.markStart, recording.marks.count)
    recording.marks.append(
      TurnRecording.MarkDraft(
        kind: .coding, detail: recording.say(ana), more: recording.say(element.attribute("resp"))))
  }

  func say(name: Int) -> TurnRows.Text {
    let range = names[name].spelled
    let start = recording.said.count
    recording.said.append(range, of: spelled)
    return TurnRows.Text(start: start, count: range.count)
  }

  private mutating func startMark(
    _ kind: TurnRecording.MarkDraft.Kind, _ detail: TurnRows.Text, at index: Int
  ) {
    frames[index].mark = Int32(truncatingIfNeeded: recording.marks.count)
    addMark(kind, detail)
  }

  private func addMark(_ kind: TurnRecording.MarkDraft.Kind, _ detail: TurnRows.Text) {
    recording.add(.markStart, recording.marks.count)
    recording.marks.append(TurnRecording.MarkDraft(kind: kind, detail: detail))
  }

  private mutating func startBlock(_ index: Int, isParagraph: Bool) {
    let parent = Int(frames[index - 1].serial)
    recording.add(isParagraph ? .paragraphStart : .blockStart, parent)
    frames[index].closing = isParagraph ? .paragraphEnd : .blockEnd
  }

  private mutating func startToken(_ index: Int, _ kind: ElementKind, join: String, line: Int) {
    var token = TurnRecording.Token(
      isPunctuation: kind == .punctuation, parent: openTokens.last ?? -1,
      start: Int32(truncatingIfNeeded: recording.raw.count))
    token.joinsLeft = join == "left" || join == "both" || join == "overlap"
    token.joinsRight = join == "right" || join == "both" || join == "overlap"
    if join == "overlap" { warn(.overlappingJoin, line: line) }
    if !join.isEmpty, !drafts.isEmpty { drafts[drafts.count - 1].spacing.sawJoin() }
    let number = Int32(truncatingIfNeeded: recording.tokens.count)
    frames[index].token = number
    recording.add(.tokenStart, Int(number))
    recording.tokens.append(token)
    openTokens.append(number)
  }

  /// Notes what is said of the token that was started last. A word around it may take it over.
  private mutating func annotateToken(_ word: WordAnnotation) {
    let token = recording.tokens.count - 1
    recording.tokens[token].word = Int32(truncatingIfNeeded: recording.words.count)
    recording.words.append(word)
    var parent = Int(recording.tokens[token].parent)
    while parent >= 0, recording.tokens[parent].word < 0 {
      recording.tokens[parent].word = Int32(truncatingIfNeeded: recording.words.count)
      recording.words.append(WordAnnotation())
      parent = Int(recording.tokens[parent].parent)
    }
  }

  private mutating func page(_ element: XMLElement) {
    recording.add(Event(kind: "pb", description: element.attribute("n")))
  }

  private mutating func insertion(_ element: XMLElement, _ kind: ElementKind) {
    var text = ""
    if kind == .anonymised {
      let parts = [element.attribute("type"), element.attribute("nameType")].compactMap { $0 }
      text = "[" + (parts.isEmpty ? "anonymised" : parts.joined(separator: " ")) + "]"
    } else {
      text = element.attribute("ref").map(Pointers.target) ?? ""
    }
    recording.insertions.append(
      TurnRecording.Insertion(
        text: text, end: Int32(truncatingIfNeeded: recording.raw.count),
        isPlaceholder: kind == .anonymised))
    frames[frames.count - 1].items = recording.items.count
  }

  /// Emits what the frame's end means.
  mutating func close(_ index: Int) {
    let frame = frames[index]
    if frame.coding >= 0 { recording.add(.markEnd, Int(frame.coding)) }
    if frame.languageMark >= 0 { recording.add(.markEnd, Int(frame.languageMark)) }
    if frame.kind == .choice || frame.kind == .readings { choose() }
    if frame.mark >= 0 { recording.add(.markEnd, Int(frame.mark)) }
    if frame.id >= 0, frame.kind != .utterance { recording.add(.idEnd, Int(frame.id)) }
    if frame.token >= 0 {
      recording.add(.tokenEnd, Int(frame.token))
      recording.tokens[Int(frame.token)].end = Int32(truncatingIfNeeded: recording.raw.count)
      _ = openTokens.popLast()
    }
    if let closing = frame.closing, index > 0 {
      recording.add(closing, Int(frames[index - 1].serial))
    }
  }

  /// A glyph with words of its own needs none put in; neither does an emptied name.
  mutating func finishInsertion(_ index: Int, line: Int) {
    let frame = frames[index]
    guard frame.kind == .glyph || frame.kind == .anonymised,
      let last = recording.insertions.indices.last
    else { return }
    let written = frame.items..<max(frame.items, recording.items.count)
    let hasText = recording.items[written].contains { $0.op == .text || $0.op == .preserved }
    if frame.kind == .glyph {
      if hasText { return }
      let name = recording.insertions[last].text
      let glyph = drafts.last.flatMap { TEIFacts.glyph(name, in: $0.tree) }
      if glyph == nil { warn(.unresolvedGlyph(name: name), line: line) }
      recording.insertions[last].text = glyph ?? "\u{FFFD}"
    } else if hasText {
      recording.mute(written)
    }
    recording.insertions[last].end = Int32(truncatingIfNeeded: recording.raw.count)
    var item = TurnRecording.Item(
      op: .insertion, value: Int32(truncatingIfNeeded: last),
      at: Int32(truncatingIfNeeded: recording.raw.count))
    if frame.kind == .anonymised, let first = recording.items[written].first { item.at = first.at }
    recording.items.append(item)
  }

  // MARK: Alternatives

  mutating func noteAlternative(_ frame: TEIHandler.Frame) {
    guard let parent = frames.last, parent.kind == .choice || parent.kind == .readings,
      let choice = choices.indices.last
    else { return }
    choices[choice].children.append(
      (names[Int(frame.name)].text, frame.id, frame.items..<max(frame.items, recording.items.count))
    )
  }

  /// Keeps one child of the innermost choice and takes the others back.
  private mutating func choose() {
    guard let choice = choices.popLast(), !choice.children.isEmpty else { return }
    let order = choice.kind == .readings ? ["lem"] : ["sic", "orig", "abbr"]
    let children = choice.children
    let chosen: Int =
      children.firstIndex { $0.id >= 0 && choice.selected.contains(ids.name(of: Int($0.id))) }
      ?? order.lazy.compactMap { name in children.firstIndex { $0.name == name } }.first ?? 0
    var others: [String] = []
    var norm: String?
    for (index, child) in children.enumerated() where index != chosen {
      let text = recording.speech(in: child.items)
      if !text.isEmpty {
        others.append(text)
        if norm == nil, Self.standardForms.contains(child.name) { norm = text }
      }
      recording.mute(child.items)
    }
    if choice.mark < recording.marks.count {
      recording.marks[choice.mark].detail =
        others.isEmpty ? .none : recording.say(others.joined(separator: " | "))
      if !Self.standardForms.contains(children[chosen].name) {
        recording.marks[choice.mark].more = recording.say(norm)
      }
    }
  }

  /// What a choice gives as the standard spelling of what was said.
  private static let standardForms: Set<String> = ["reg", "corr", "expan"]

  // MARK: Text

  mutating func add(_ text: XMLText) throws(IngestProblem) {
    let at = recording.raw.count
    if at + text.count > Self.turnLimit {
      throw problem(.turnTooLong(limit: Self.turnLimit), line: turn.line)
    }
    recording.append(text)
    guard quietDepth == 0, let frame = frames.last else { return }
    // Between the alternatives stands only layout.
    if frame.kind == .choice || frame.kind == .readings { return }
    if let token = openTokens.last, !recording.tokens[Int(token)].hasText, !text.isBlank {
      recording.tokens[Int(token)].hasText = true
    }
    let op: TurnRecording.Op = frame.preservesSpace ? .preserved : .text
    if !recording.isCut, let last = recording.items.indices.last, recording.items[last].op == op,
      Int(recording.items[last].at + recording.items[last].value) == at
    {
      recording.items[last].value += Int32(truncatingIfNeeded: text.count)
    } else {
      recording.items.append(
        TurnRecording.Item(
          op: op, value: Int32(truncatingIfNeeded: text.count), at: Int32(truncatingIfNeeded: at)))
      recording.isCut = false
    }
  }
}
