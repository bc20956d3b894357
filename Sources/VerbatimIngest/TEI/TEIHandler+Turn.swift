import VerbatimCorpus
import VerbatimXML

/// Turns: where they start and end, and what becomes of a turn within a turn.
extension TEIHandler {
  // MARK: Turns

  /// Starts a turn on the innermost frame.
  mutating func openTurn(_ element: XMLElement, _ kind: ElementKind) throws(IngestProblem) {
    guard !drafts.isEmpty, let frame = frames.last else { return }
    turn = OpenTurn()
    turn.kind = kind
    turn.frame = frames.count - 1
    turn.line = element.line
    turn.contentStart = element.contentStart
    turn.isFromEntity = element.isFromEntity
    turn.step = lastStep()
    turn.parentPath = parentPath.text
    turn.language = frame.language
    try takeAttributes(of: element)
    if frame.id >= 0 { turn.ids.append(Int(frame.id)) }
    if let topic { turn.attributes.append("topic", topic) }
    recording.removeAll()
    isInTurn = true
  }

  private mutating func takeAttributes(of element: XMLElement) throws(IngestProblem) {
    for attribute in element.attributes {
      switch namedKind(attribute) {
      case .id, .plainID: if turn.id == nil { turn.id = attribute.value }
      case .language, .plainLanguage, .space, .base: break
      case .who: if turn.who.isEmpty { try takeSpeakers(attribute) }
      case .ana: turn.ana += Pointers.list(attribute.value)
      case .coder: turn.coder = turn.coder ?? Pointers.list(attribute.value).first
      case .start: turn.start = turn.start ?? Pointers.target(attribute.value)
      case .end: turn.end = turn.end ?? Pointers.target(attribute.value)
      case .synch: turn.synch += Pointers.list(attribute.value)
      case .pointers:
        turn.attributes.append(
          names[attribute.name].text, Pointers.list(attribute.value).joined(separator: " "))
      default: turn.attributes.append(names[attribute.name].text, attribute.value)
      }
    }
  }

  /// Few values of `@who` make up most turns, so that each is read once.
  private mutating func takeSpeakers(_ attribute: XMLAttribute) throws(IngestProblem) {
    let (number, isNew) = whoValues.insert(attribute.bytes)
    if isNew {
      let list = Pointers.list(attribute.value)
      if list.contains(where: { $0.utf8.count > SourceFile.longestName }) {
        throw problem(.nameTooLong(limit: SourceFile.longestName), line: turn.line)
      }
      whoLists.append(list)
    }
    turn.who = whoLists[number]
    turn.whoNumber = Int32(truncatingIfNeeded: number)
  }

  /// Ends the turn, or a part of it that a turn within it cuts off.
  private mutating func closeTurn(contentEnd: Int, line: Int, isSplit: Bool) {
    guard !drafts.isEmpty else { return }
    let draft = drafts.count - 1
    let index = drafts[draft].rows.rows.count
    // What is left of an outer turn behind an inner one may be nothing.
    if !isSplit, turn.attributes["continues"] != nil,
      !recording.items.contains(where: {
        $0.op != .markStart && $0.op != .markEnd && $0.op != .muted
      })
    {
      return
    }
    let speakers = turn.who.isEmpty ? turn.label.map { [$0] } ?? [] : turn.who
    var row = TurnRows.Row(
      textEnd: drafts[draft].rows.text.count, line: turn.line, source: 0..<0, start: nil, end: nil,
      speakers: drafts[draft].set(of: speakers, who: turn.who.isEmpty ? -1 : turn.whoNumber),
      extra: Int32(truncatingIfNeeded: index))
    var extra = TurnRows.Extra()
    extra.linesMore = max(line - turn.line, 0)
    extra.hasSource = !turn.isFromEntity && turn.contentStart <= contentEnd
    if extra.hasSource {
      row.source = document.fileOffset(of: turn.contentStart)..<document.fileOffset(of: contentEnd)
    }
    extra.id = drafts[draft].rows.add(turn.id ?? turn.attributes["n"])
    extra.parentPath = turn.parentPath
    extra.step = turn.step
    let first = drafts[draft].rows.attributes.count
    for entry in turn.attributes.entries { drafts[draft].rows.append(entry) }
    if !turn.ana.isEmpty { takeRoles(of: index, speakers, draft: draft) }
    extra.attributes = first..<drafts[draft].rows.attributes.count
    for id in turn.ids where ids.places[id].turn < 0 {
      ids.put(
        IDTable.Place(
          draft: Int32(truncatingIfNeeded: draft), turn: Int32(truncatingIfNeeded: index)), at: id)
    }
    if speakers.isEmpty {
      if drafts[draft].unattributed.count == 0 { drafts[draft].unattributed.line = turn.line }
      drafts[draft].unattributed.count += 1
    }
    if turn.start != nil || turn.end != nil || !turn.synch.isEmpty || !recording.anchors.isEmpty
      || isOverlap
    {
      drafts[draft].timings.append(
        TEIDraft.Timing(
          turn: index, start: turn.start, end: turn.end, synch: turn.synch, anchors: [],
          isMarkedOverlap: isOverlap))
    }
    drafts[draft].turnLanguages.append(turn.language)
    let isMapped = extra.hasSource && !recording.hasEntities && !document.isTranscoded
    if recording.hasTokens {
      recording.settleTokens()
      drafts[draft].spacing.observe(recording)
      drafts[draft].rows.append(row, extra)
      var waiting = TEIDraft.Unspaced(turn: index, recording: TurnRecording(), isMapped: isMapped)
      swap(&waiting.recording, &recording)
      drafts[draft].unspaced.append(waiting)
    } else {
      finisher.finish(
        &recording, turn: index, isMapped: isMapped, mode: .inline, ids: &ids, draftIndex: draft,
        row, extra, into: &drafts[draft])
    }
  }

  private var isOverlap: Bool { turn.attributes["trans"] == "overlap" }

  /// `#chair` and its like are roles in ParlaMint; any other pointer may be a theme.
  private mutating func takeRoles(of index: Int, _ speakers: [String], draft: Int) {
    var themes: [String] = []
    for pointer in turn.ana {
      if Self.roles.contains(pointer) {
        drafts[draft].rows.append(Attributes.Entry(name: "role", value: pointer))
        for speaker in speakers {
          drafts[draft].roles[speaker, default: [:]][pointer, default: 0] += 1
        }
      } else {
        themes.append(pointer)
      }
    }
    guard !themes.isEmpty else { return }
    drafts[draft].rows.append(
      Attributes.Entry(name: "ana", value: themes.joined(separator: " ")))
    drafts[draft].codings.append(
      TEIDraft.Coding(themes: themes, turn: index, span: nil, coder: turn.coder))
  }

  private static let roles: Set<String> = ["chair", "regular", "guest"]

  // MARK: Elements

  mutating func startInTurn(_ element: XMLElement, _ kind: ElementKind) throws(IngestProblem) {
    switch kind {
    case .utterance, .block, .speech:
      if kind == .utterance, try isWrapped(element) { break }
      split(at: element)
      push(element, kind)
      for attribute in element.attributes {
        switch attributeKind(attribute) {
        case .id: frames[frames.count - 1].id = insertID(attribute, line: element.line)
        case .language: frames[frames.count - 1].language = language(attribute)
        default: break
        }
      }
      try openTurn(element, kind)
      return
    case .event, .label, .description, .skipped, .span, .spanGroup, .link, .linkGroup, .timeline,
      .when, .facts, .header, .frontOrBack:
      openQuiet(element, kind)
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
  private mutating func isWrapped(_ element: XMLElement) throws(IngestProblem) -> Bool {
    guard turn.kind == .block else { return false }
    let who = element.attribute("who").map(Pointers.list) ?? []
    guard who.isEmpty || turn.who.isEmpty || who == turn.who else { return false }
    try takeAttributes(of: element)
    return true
  }

  /// Ends the part of the open turn that stands before a turn within it.
  private mutating func split(at element: XMLElement) {
    warn(.nestedTurn, line: element.line)
    for frame in frames.indices.reversed() where frame > turn.frame { close(frame) }
    // The content ends where the inner tag starts.
    var end = min(element.contentStart, document.utf8.count)
    repeat { end -= 1 } while end > 0 && document.utf8[end] != UInt8(ascii: "<")
    closeTurn(contentEnd: max(end, turn.contentStart), line: element.line, isSplit: true)
    suspended.append(turn)
    isInTurn = false
  }

  /// Goes on with the outer turn behind the inner one.
  private mutating func resume(_ end: XMLElementEnd) {
    guard let outer = suspended.popLast() else { return }
    turn = outer
    turn.contentStart = end.end
    turn.line = end.line
    turn.ids = []
    turn.attributes["continues"] = turn.id ?? ""
    recording.removeAll()
    isInTurn = true
    for index in frames.indices where index > turn.frame {
      frames[index].items = 0
      frames[index].id = -1
      frames[index].mark = -1
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
    guard index >= 0 else { return }
    if index == turn.frame {
      closeTurn(contentEnd: end.contentEnd, line: end.line, isSplit: false)
      isInTurn = false
      if !openTokens.isEmpty { openTokens.removeAll(keepingCapacity: true) }
      if !choices.isEmpty { choices.removeAll(keepingCapacity: true) }
      _ = popFrame()
      if !suspended.isEmpty { resume(end) }
      return
    }
    recording.isCut = true
    finishInsertion(index, line: end.line)
    close(index)
    guard let frame = popFrame() else { return }
    if frame.kind == .unclear, recording.items.count <= frame.items + 4,
      !recording.items[min(frame.items, recording.items.count)...].contains(where: {
        $0.op == .text || $0.op == .preserved
      })
    {
      // Nothing could be heard at all.
      recording.add(Event(kind: "unclear"))
    }
    noteAlternative(frame)
  }
}
