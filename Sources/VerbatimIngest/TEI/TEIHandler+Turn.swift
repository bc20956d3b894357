import VerbatimCorpus
import VerbatimXML

/// Turns: where they start and end, and what becomes of a turn within a turn.
extension TEIHandler {
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
}
