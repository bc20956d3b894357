import VerbatimCorpus
import VerbatimXML

/// Within a turn: what is speech, what is marked, what happens in it.
extension TEIHandler {
  /// Bytes of character data that one turn may have.
  static let turnLimit = 8 << 20

  // MARK: Turns

  /// Starts a turn on the innermost frame.
  mutating func openTurn(_ element: XMLElement, _ kind: ElementKind) {
    guard !drafts.isEmpty, let frame = frames.last else { return }
    var open = OpenTurn(
      kind: kind, frame: frames.count - 1, attributes: [], line: element.line,
      contentStart: element.contentStart, isFromEntity: element.isFromEntity,
      path: elementPath(), language: frame.language)
    takeAttributes(of: element, into: &open)
    if frame.id >= 0 { open.ids.append(Int(frame.id)) }
    if let topic { open.attributes.append("topic", topic) }
    recording.removeAll()
    turn = open
  }

  private mutating func takeAttributes(of element: XMLElement, into open: inout OpenTurn) {
    for attribute in element.attributes {
      let name = attribute.localName
      let value = attribute.value
      switch (name, attribute.isXML) {
      case ("id", _):
        if open.id == nil { open.id = value }
      case ("lang", _), ("space", true), ("base", true): break
      case ("who", false):
        if open.who.isEmpty { open.who = Pointers.list(value) }
      case ("ana", false): open.ana += Pointers.list(value)
      case ("resp", false): open.coder = open.coder ?? Pointers.list(value).first
      // Older converters write `from` and `to` on annotation blocks.
      case ("start", false), ("from", false): open.start = open.start ?? Pointers.target(value)
      case ("end", false), ("to", false): open.end = open.end ?? Pointers.target(value)
      case ("synch", false): open.synch += Pointers.list(value)
      case ("prev", false), ("next", false), ("toWhom", false), ("decls", false):
        open.attributes.append(name, Pointers.list(value).joined(separator: " "))
      default: open.attributes.append(name, value)
      }
    }
  }

  /// Ends the turn, or a part of it that a turn within it cuts off.
  private mutating func closeTurn(contentEnd: Int, line: Int, isSplit: Bool) {
    guard let open = turn, !drafts.isEmpty else { return }
    let draft = drafts.count - 1
    let index = drafts[draft].turns.count
    // What is left of an outer turn behind an inner one may be nothing.
    let isRest = open.attributes["continues"] != nil
    if isRest, !isSplit,
      !recording.items.contains(where: {
        $0.op != .markStart && $0.op != .markEnd && $0.op != .muted
      })
    {
      return
    }
    var content: Range<Int>?
    var bytes: Range<Int>?
    if !open.isFromEntity, open.contentStart <= contentEnd {
      content = open.contentStart..<contentEnd
      bytes = document.fileOffset(of: open.contentStart)..<document.fileOffset(of: contentEnd)
    }
    var made = Turn(
      number: index + 1, id: open.id ?? open.attributes["n"],
      speakers: open.who.isEmpty ? open.label.map { [$0] } ?? [] : open.who, text: "",
      attributes: open.attributes,
      place: SourcePlace(line: open.line, lastLine: line, bytes: bytes, path: open.path))
    takeRoles(of: open, turn: &made, draft: draft)
    for id in open.ids where ids.places[id].turn < 0 {
      ids.put(IDTable.Place(draft: Int32(draft), turn: Int32(truncatingIfNeeded: index)), at: id)
    }
    if made.speakers.isEmpty {
      if drafts[draft].unattributed.count == 0 { drafts[draft].unattributed.line = open.line }
      drafts[draft].unattributed.count += 1
    }
    for speaker in made.speakers where drafts[draft].firstLines[speaker] == nil {
      drafts[draft].firstLines[speaker] = open.line
    }
    drafts[draft].turns.append(made)
    drafts[draft].turnLanguages.append(open.language)
    finishWords(of: index, content: recording.hasEntities ? nil : content, open: open)
  }

  private mutating func finishWords(of index: Int, content: Range<Int>?, open: OpenTurn) {
    let draft = drafts.count - 1
    if recording.hasTokens {
      recording.settleTokens()
      drafts[draft].spacing.observe(recording)
    }
    let isOverlap = open.attributes["trans"] == "overlap"
    if open.start != nil || open.end != nil || !open.synch.isEmpty || isOverlap
      || !recording.anchors.isEmpty
    {
      drafts[draft].timings.append(
        TEIDraft.Timing(
          turn: index, start: open.start, end: open.end, synch: open.synch, anchors: [],
          isMarkedOverlap: isOverlap))
    }
    if recording.hasTokens {
      drafts[draft].unspaced.append(
        TEIDraft.Unspaced(turn: index, recording: recording, content: content))
    } else {
      var words = TurnFinisher(document: document, pattern: options.pattern)
      swap(&words.builder, &builder)
      words.finish(
        &recording, turn: index, content: content, mode: .inline, ids: &ids, draftIndex: draft,
        draft: &drafts[draft])
      swap(&words.builder, &builder)
    }
  }

  /// `#chair` and its like are roles in ParlaMint; any other pointer may be a theme.
  private mutating func takeRoles(of open: OpenTurn, turn: inout Turn, draft: Int) {
    var themes: [String] = []
    for pointer in open.ana {
      if Self.roles.contains(pointer) {
        turn.attributes.append("role", pointer)
        for speaker in turn.speakers {
          drafts[draft].roles[speaker, default: [:]][pointer, default: 0] += 1
        }
      } else {
        themes.append(pointer)
      }
    }
    guard !themes.isEmpty else { return }
    turn.attributes.append("ana", themes.joined(separator: " "))
    drafts[draft].codings.append(
      TEIDraft.Coding(themes: themes, turn: turn.number - 1, span: nil, coder: open.coder))
  }

  private static let roles: Set<String> = ["chair", "regular", "guest"]

  // MARK: Elements

  mutating func startInTurn(_ element: XMLElement, _ kind: ElementKind) throws(IngestProblem) {
    switch kind {
    case .utterance, .block, .speech:
      if kind == .utterance, isWrapped(element) { break }
      split(at: element)
      push(element, kind)
      for attribute in element.attributes {
        switch attributeKind(attribute) {
        case .id: frames[frames.count - 1].id = insertID(attribute, line: element.line)
        case .language: frames[frames.count - 1].language = language(attribute)
        default: break
        }
      }
      openTurn(element, kind)
      return
    case .event, .label, .description, .skipped, .span, .spanGroup, .link, .linkGroup, .timeline,
      .when, .facts, .header, .frontOrBack:
      quiet = quiet(element, kind)
      for attribute in element.attributes where attributeKind(attribute) == .id {
        _ = insertID(attribute, line: element.line)
      }
      return
    case .unknown: noteUnknown(element)
    default: break
    }
    recording.isCut = true
    push(element, kind)
    speech(element, kind)
  }

  /// An `u` that an `annotationBlock` wraps is the same turn.
  private mutating func isWrapped(_ element: XMLElement) -> Bool {
    guard var open = turn, open.kind == .block else { return false }
    let who = element.attribute("who").map(Pointers.list) ?? []
    guard who.isEmpty || open.who.isEmpty || who == open.who else { return false }
    takeAttributes(of: element, into: &open)
    turn = open
    return true
  }

  /// Ends the part of the open turn that stands before a turn within it.
  private mutating func split(at element: XMLElement) {
    guard let open = turn else { return }
    warn(.nestedTurn, line: element.line)
    for frame in frames.indices.reversed() where frame > open.frame { close(frame) }
    // The content ends where the inner tag starts.
    var end = min(element.contentStart, document.utf8.count)
    repeat { end -= 1 } while end > 0 && document.utf8[end] != UInt8(ascii: "<")
    closeTurn(contentEnd: max(end, open.contentStart), line: element.line, isSplit: true)
    suspended.append(open)
    turn = nil
  }

  /// Goes on with the outer turn behind the inner one.
  private mutating func resume(_ end: XMLElementEnd) {
    guard var open = suspended.popLast() else { return }
    open.contentStart = end.end
    open.line = end.line
    open.ids = []
    open.attributes["continues"] = open.id ?? ""
    recording.removeAll()
    turn = open
    for index in frames.indices where index > open.frame {
      frames[index].items = 0
      frames[index].id = -1
      if frames[index].mark >= 0 { frames[index].mark = -1 }
      frames[index].languageMark = -1
      frames[index].coding = -1
      frames[index].token = -1
      frames[index].closing = nil
    }
    openTokens.removeAll()
    choices.removeAll()
  }

  private mutating func speech(_ element: XMLElement, _ kind: ElementKind) {
    let index = frames.count - 1
    var detail: String?
    var join = ""
    var breaking = ""
    var synch: String?
    var selected: [String] = []
    var ana: String?
    let wanted = Self.detail(of: kind)
    let turnLanguage = turn?.language ?? -1
    for attribute in element.attributes {
      let known = attributeKind(attribute)
      switch known {
      case .id: frames[index].id = insertID(attribute, line: element.line)
      case .language, .plainLanguage: frames[index].language = language(attribute)
      case .space: frames[index].preservesSpace = attribute.value == "preserve"
      case .ana: ana = attribute.value
      case .join: join = attribute.value
      case .breaking: breaking = attribute.value
      case .synch: synch = attribute.value
      case .select: selected = Pointers.list(attribute.value)
      default: break
      }
      if known == wanted { detail = attribute.value }
    }
    switch kind {
    case .lineBreak:
      recording.add(
        breaking == "no" ? .breakNone : breaking == "yes" ? .breakSpace : .breakMaybe, 0)
      if element.localName == "pb" { page(element) }
    case .anchor:
      if let synch {
        recording.add(.anchor, recording.anchors.count)
        recording.anchors.append(TurnRecording.Anchor(synch: Pointers.target(synch)))
      }
    case .segment: startBlock(index, isParagraph: false)
    case .paragraph: startBlock(index, isParagraph: turn?.kind == .speech)
    case .stanza: startBlock(index, isParagraph: turn?.kind == .speech)
    case .word, .punctuation: startToken(index, kind, join: join, line: element.line)
    case .glyph, .anonymised: break
    case .choice, .readings:
      if kind == .readings { warn(.severalReadings, line: element.line) }
      choices.append(OpenChoice(kind: kind, selected: selected, mark: recording.marks.count))
      startMark(.choice, nil, at: index)
    default: break
    }
    if frames[index].id >= 0 { recording.add(.idStart, Int(frames[index].id)) }
    startMarks(element, kind, detail: detail, ana: ana, at: index)
    if frames[index].language != turnLanguage, frames[index].language >= 0,
      frames[index].language != frames[index - 1].language
    {
      frames[index].languageMark = Int32(truncatingIfNeeded: recording.marks.count)
      addMark(.foreign, languages[Int(frames[index].language)])
    } else if kind == .foreign, frames[index].languageMark < 0 {
      startMark(.foreign, nil, at: index)
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
    _ element: XMLElement, _ kind: ElementKind, detail: String?, ana: String?, at index: Int
  ) {
    switch kind {
    case .unclear: startMark(.unclear, detail, at: index)
    case .supplied: startMark(.supplied, detail, at: index)
    case .deleted:
      startMark(.deleted, detail ?? (element.localName == "trunc" ? "truncation" : nil), at: index)
    case .emphasis: startMark(.emphasis, detail, at: index)
    case .naming, .segment:
      let type = detail?.lowercased() ?? ""
      if type.hasPrefix("anon") || type.hasPrefix("pseudonym") {
        startMark(.placeholder, nil, at: index)
      } else if kind == .segment {
        startMark(.segment, element.localName, at: index)
      }
    case .paragraph: startMark(.segment, element.localName, at: index)
    default: break
    }
    guard let ana else { return }
    frames[index].coding = Int32(truncatingIfNeeded: recording.marks.count)
    recording.add(.markStart, recording.marks.count)
    recording.marks.append(
      TurnRecording.MarkDraft(kind: nil, detail: ana, coder: element.attribute("resp")))
  }

  private mutating func startMark(_ kind: Mark.Kind, _ detail: String?, at index: Int) {
    frames[index].mark = Int32(truncatingIfNeeded: recording.marks.count)
    addMark(kind, detail)
  }

  private mutating func addMark(_ kind: Mark.Kind, _ detail: String?) {
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

  private mutating func page(_ element: XMLElement) {
    recording.add(.event, recording.events.count)
    recording.events.append(Event(kind: "pb", description: element.attribute("n")))
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

  mutating func endInTurn(_ end: XMLElementEnd) {
    let index = frames.count - 1
    guard let open = turn, index >= 0 else { return }
    if index == open.frame {
      closeTurn(contentEnd: end.contentEnd, line: end.line, isSplit: false)
      turn = nil
      openTokens.removeAll()
      choices.removeAll()
      _ = frames.popLast()
      if !suspended.isEmpty { resume(end) }
      return
    }
    recording.isCut = true
    finishInsertion(index, line: end.line)
    close(index)
    let frame = frames.removeLast()
    if frame.kind == .unclear, recording.items.count <= frame.items + 4,
      !recording.items[min(frame.items, recording.items.count)...].contains(where: {
        $0.op == .text || $0.op == .preserved
      })
    {
      // Nothing could be heard at all.
      recording.add(.event, recording.events.count)
      recording.events.append(Event(kind: "unclear"))
    }
    noteAlternative(frame)
  }

  /// Emits what the frame's end means.
  private mutating func close(_ index: Int) {
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
  private mutating func finishInsertion(_ index: Int, line: Int) {
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

  private mutating func noteAlternative(_ frame: TEIHandler.Frame) {
    guard let parent = frames.last, parent.kind == .choice || parent.kind == .readings,
      let choice = choices.indices.last
    else { return }
    choices[choice].children.append(
      (names[Int(frame.name)], frame.id, frame.items..<max(frame.items, recording.items.count)))
  }

  /// Keeps one child of the innermost choice and takes the others back.
  private mutating func choose() {
    guard let choice = choices.popLast(), !choice.children.isEmpty else { return }
    let order = choice.kind == .readings ? ["lem"] : ["sic", "orig", "abbr"]
    let children = choice.children
    let chosen =
      children.firstIndex { $0.id >= 0 && choice.selected.contains(ids.name(of: Int($0.id))) }
      ?? order.lazy.compactMap { name in children.firstIndex { $0.name == name } }.first ?? 0
    var others: [String] = []
    for (index, child) in children.enumerated() where index != chosen {
      let text = recording.speech(in: child.items)
      if !text.isEmpty { others.append(text) }
      recording.mute(child.items)
    }
    if choice.mark < recording.marks.count {
      recording.marks[choice.mark].detail = others.isEmpty ? nil : others.joined(separator: " | ")
    }
  }

  // MARK: Text

  mutating func add(_ text: XMLText) throws(IngestProblem) {
    let at = recording.raw.count
    if at + text.count > Self.turnLimit {
      throw problem(.turnTooLong(limit: Self.turnLimit), line: turn?.line)
    }
    text.append(to: &recording.raw)
    if text.isFromEntity { recording.hasEntities = true }
    guard quiet == nil, let frame = frames.last else { return }
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
