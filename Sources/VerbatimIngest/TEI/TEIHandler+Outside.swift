import VerbatimCorpus
import VerbatimXML

/// What stands between the turns: divisions, events, timelines, facts.
extension TEIHandler {
  mutating func startOutside(_ element: XMLElement, _ kind: ElementKind) throws(IngestProblem) {
    let isRoot = frames.isEmpty
    // A fragment of TEI without a document around it is a document as well.
    if isRoot, kind != .corpus, kind != .document { startDocument(element) }
    switch kind {
    case .header, .facts:
      treeDepth = 1
      if !isRoot { nextPosition(of: element.name) }
      record { $0.start(element) }
      noteID(element)
      if isRoot { push(element, kind) }
      return
    case .skipped, .label, .description:
      skipDepth = 1
      nextPosition(of: element.name)
      if isRoot { push(element, kind) }
      return
    case .event, .lineBreak:
      if isRoot { push(element, kind) } else { nextPosition(of: element.name) }
      noteID(element)
      recording.removeAll()
      openQuiet(element, kind)
      return
    case .span, .spanGroup, .link, .linkGroup:
      if isRoot { push(element, kind) } else { nextPosition(of: element.name) }
      recording.removeAll()
      openQuiet(element, kind)
      return
    default: break
    }
    push(element, kind)
    let index = frames.count - 1
    switch kind {
    case .corpus:
      corpora.append(
        Corpus(parent: openCorpora.last ?? -1, language: element.attribute("lang", xml: true)))
      openCorpora.append(corpora.count - 1)
      isInDocument = false
    case .document: startDocument(element)
    case .part:
      textDepth += 1
      if element.localName == "text", let language = element.attribute("lang", xml: true),
        !drafts.isEmpty
      {
        drafts[drafts.count - 1].textLanguage = language
      }
    case .frontOrBack: frontDepth += 1
    case .division:
      topics.append((index, element.attribute("type") == "topic", nil))
    case .timeline:
      if !drafts.isEmpty {
        drafts[drafts.count - 1].timelines.append(
          (
            element.attribute("origin").map(Pointers.target), element.attribute("unit")
          ))
      }
    case .when: note(when: element)
    default: break
    }
    for attribute in element.attributes {
      switch attributeKind(attribute) {
      case .id: frames[index].id = insertID(attribute, line: element.line)
      case .language: frames[index].language = language(attribute)
      case .space: frames[index].preservesSpace = attribute.value == "preserve"
      default: break
      }
    }
    switch kind {
    case .utterance, .block, .speech: try openTurn(element, kind)
    default: break
    }
  }

  mutating func endOutside() {
    guard let frame = popFrame() else { return }
    switch frame.kind {
    case .corpus:
      _ = openCorpora.popLast()
      isInDocument = false
    case .document: isInDocument = false
    case .part: textDepth -= 1
    case .frontOrBack: frontDepth -= 1
    case .division: if topics.last?.frame == frames.count { _ = topics.popLast() }
    default: break
    }
  }

  private mutating func note(when element: XMLElement) {
    guard !drafts.isEmpty else { return }
    let draft = drafts.count - 1
    guard let id = element.attribute("id", xml: true) ?? element.attribute("id") else { return }
    drafts[draft].whens.append(
      TEIDraft.When(
        id: id, absolute: element.attribute("absolute"), interval: element.attribute("interval"),
        since: element.attribute("since").map(Pointers.target), unit: element.attribute("unit"),
        synch: Pointers.list(element.attribute("synch") ?? ""),
        timeline: drafts[draft].timelines.count - 1, line: element.line))
  }

  /// The topic that the divisions around the turn state by their heads.
  var topic: String? { topics.last { $0.text != nil }?.text }

  /// An event between turns, or the head of a division.
  mutating func finishOutside() {
    guard !drafts.isEmpty, quiet.kind == .event || quiet.kind == .lineBreak, textDepth > 0,
      frontDepth == 0
    else { return }
    let name = names[quiet.name].text
    let text = quietText()
    if name == "head", let last = topics.indices.last, topics[last].isTopic,
      topics[last].text == nil
    {
      topics[last].text = text
    }
    guard let event = EventReading.event(name, quiet.attributes, text: text) else { return }
    let draft = drafts.count - 1
    drafts[draft].events.append(
      FreeEvent(beforeTurn: drafts[draft].rows.rows.count + 1, event: event))
  }
}
