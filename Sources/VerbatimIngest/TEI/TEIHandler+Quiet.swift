import Glibc
import VerbatimCorpus
import VerbatimXML

/// Subtrees that are not speech: events, notes, labels, stand-off annotation.
extension TEIHandler {
  mutating func openQuiet(_ element: XMLElement, _ kind: ElementKind) {
    quietDepth = 1
    quiet = Quiet()
    quiet.kind = kind
    quiet.name = element.name
    quiet.start = recording.raw.count
    var hasCoder = false
    for attribute in element.attributes where !attribute.isXML {
      if namedKind(attribute) == .coder, !hasCoder {
        quiet.coder = Pointers.list(attribute.value).first
        hasCoder = true
      }
      if kind == .event || kind == .lineBreak {
        quiet.attributes.append(names[attribute.name].text, attribute.value)
      }
    }
    if kind == .linkGroup {
      quiet.isSynchronous = element.attribute("type")?.hasPrefix("synchron") ?? false
    } else if kind == .spanGroup {
      quiet.layer = layer(of: element)
    } else if kind == .span {
      quiet.span = span(element, coder: nil)
      quiet.spanDepth = 1
      quiet.spanStart = recording.raw.count
    }
  }

  mutating func startInQuiet(_ element: XMLElement, _ kind: ElementKind) {
    quietDepth += 1
    switch kind {
    case .description where quietDepth == 2 && quiet.description == nil:
      quiet.descriptionStart = recording.raw.count
    case .span where quiet.span == nil:
      quiet.span = span(element, coder: quiet.coder)
      quiet.spanDepth = quietDepth
      quiet.spanStart = recording.raw.count
    case .link where quiet.isSynchronous && !drafts.isEmpty:
      let targets = Pointers.list(element.attribute("target") ?? "")
      if targets.count > 1 { drafts[drafts.count - 1].synchronous.append(targets) }
    default: break
    }
  }

  mutating func endInQuiet() {
    if quietDepth == 2, quiet.descriptionStart >= 0 {
      quiet.description = quiet.descriptionStart..<recording.raw.count
      quiet.descriptionStart = -1
    }
    if quietDepth == quiet.spanDepth, var span = quiet.span {
      span.text = text(quiet.spanStart..<recording.raw.count)
      if !drafts.isEmpty { drafts[drafts.count - 1].spans.append(span) }
      quiet.span = nil
    }
    quietDepth -= 1
    if quietDepth > 0 { return }
    if isInTurn {
      finishInTurn()
    } else {
      finishOutside()
      recording.removeAll()
    }
  }

  private mutating func finishInTurn() {
    if quiet.kind == .label {
      guard turn.who.isEmpty, turn.label == nil else { return }
      // The label is `Moderator:` in print and `Moderator` as a name.
      if var label = quietText() {
        while let last = label.last, last == ":" || last == "." { label.removeLast() }
        if !label.isEmpty { turn.label = label }
      }
      return
    }
    guard quiet.kind == .event else { return }
    let name = names[quiet.name].text
    if quiet.attributes.isEmpty {
      // Nothing else can be said of it, and most are such.
      if EventReading.isEvent(name) {
        recording.add(
          TurnRows.EventRow(
            kind: say(name: quiet.name), description: recording.sayCollapsed(quietRange)))
      }
      return
    }
    let text = quietText()
    if name == "gap", let text, EventReading.isAnonymisation(quiet.attributes["reason"]) {
      let token = text.hasPrefix("[") && text.hasSuffix("]") ? text : "[\(text)]"
      recording.items.append(
        TurnRecording.Item(
          op: .insertion, value: Int32(truncatingIfNeeded: recording.insertions.count),
          at: Int32(truncatingIfNeeded: quiet.start)))
      recording.insertions.append(
        TurnRecording.Insertion(
          text: token, end: Int32(truncatingIfNeeded: recording.raw.count), isPlaceholder: true))
      return
    }
    guard var event = EventReading.event(name, quiet.attributes, text: text) else { return }
    if let speaker = event.speaker, turn.who == [speaker] { event.speaker = nil }
    recording.add(event)
  }

  /// What the subtree says: its description, else all its text.
  func quietText() -> String? { text(quietRange) }

  private var quietRange: Range<Int> { quiet.description ?? quiet.start..<recording.raw.count }

  private func text(_ range: Range<Int>) -> String? {
    guard range.upperBound <= recording.raw.count else { return nil }
    let text = recording.raw.withUnsafeBufferPointer {
      collapsed(UnsafeBufferPointer(rebasing: $0[range]))
    }
    return text.isEmpty ? nil : text
  }

  private func span(_ element: XMLElement, coder: String?) -> TEIDraft.Span {
    let from = element.attribute("from").map(Pointers.list)?.first
    let to = element.attribute("to").map(Pointers.list)?.first
    let targets =
      from.map { [$0, to ?? $0] } ?? element.attribute("target").map(Pointers.list) ?? []
    return TEIDraft.Span(
      targets: targets, isRange: from != nil,
      themes: element.attribute("ana").map(Pointers.list) ?? [], text: nil,
      coder: element.attribute("resp").flatMap { Pointers.list($0).first } ?? coder,
      line: element.line, layer: layer(of: element) ?? quiet.layer)
  }

  /// By its type; `n` is the normal form in the transcripts of the Institut für Deutsche Sprache.
  private func layer(of element: XMLElement) -> Annotation.Layer? {
    switch element.attribute("type") {
    case "lemma": .lemma
    case "pos": .pos
    case "norm", "n": .norm
    default: nil
    }
  }
}

/// What an event element says.
enum EventReading {
  /// `nil` for what is no event: a label, a line break that ends no page.
  static func event(_ name: String, _ attributes: Attributes, text: String?) -> Event? {
    if name == "note", attributes["type"] == "speaker" { return nil }
    guard isEvent(name) else { return nil }
    if attributes.isEmpty { return Event(kind: name, description: text) }
    let duration = attributes["dur"].flatMap(milliseconds)
    var description = text ?? attributes["desc"]
    if description == nil {
      let names: [String]
      switch name {
      case "shift": names = ["feature", "new"]
      case "gap": names = ["reason", "quantity", "unit", "extent"]
      case "pause": names = duration == nil ? ["type", "dur"] : ["type"]
      case "pb": names = ["n"]
      default: names = ["type", "subtype"]
      }
      let parts = names.compactMap { attributes[$0] }
      if !parts.isEmpty { description = parts.joined(separator: " ") }
    }
    return Event(
      kind: name, description: description ?? attributes["rend"], duration: duration,
      speaker: attributes["who"].flatMap { Pointers.list($0).first })
  }

  /// Whether an element of this name is one, unless its attributes say otherwise.
  static func isEvent(_ name: String) -> Bool {
    switch name {
    case "lb", "cb", "gb", "milestone": false
    default: true
    }
  }

  /// A reason of `gap` that says somebody is protected.
  static func isAnonymisation(_ reason: String?) -> Bool {
    guard var reason = reason?.lowercased() else { return false }
    return reason.withUTF8 { reason in
      stems.contains { stem in
        let count = stem.utf8CodeUnitCount
        guard let start = reason.baseAddress, reason.count >= count else { return false }
        // Safety: as many bytes of both are there.
        return (0...reason.count - count).contains {
          memcmp(start + $0, stem.utf8Start, count) == 0
        }
      }
    }
  }

  private static let stems: [StaticString] = [
    "anonym", "pseudonym", "deident", "de-ident", "redact", "confidential", "privacy",
  ]

  /// `PT1M2.5S`, or seconds as a number; `nil` for years and months and all else.
  static func milliseconds(_ value: String) -> Milliseconds? {
    if let seconds = Double(value), seconds >= 0 { return Milliseconds(seconds: seconds) }
    var rest = Substring(value)
    guard rest.popFirst() == "P" else { return nil }
    var isTime = false
    var seconds = 0.0
    var hasField = false
    while !rest.isEmpty {
      if rest.first == "T" {
        isTime = true
        rest.removeFirst()
        continue
      }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let number = Double(digits), let unit = rest.popFirst() else { return nil }
      switch (unit, isTime) {
      case ("D", false): seconds += number * 86400
      case ("H", true): seconds += number * 3600
      case ("M", true): seconds += number * 60
      case ("S", true): seconds += number
      default: return nil
      }
      hasField = true
    }
    return hasField ? Milliseconds(seconds: seconds) : nil
  }
}
