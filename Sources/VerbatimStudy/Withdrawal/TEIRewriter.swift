import VerbatimCorpus

/// A person's turns, record and doings out of a TEI file.
///
/// What points at something that went (spans, links, `@who` of an event, `@synch`) goes or loses the
/// pointer, so that the file stays whole.
struct TEIRewriter {
  let tags: XMLTags
  private let path: String
  var edits = SourceEdits()
  /// Ids of what goes: nothing is to point there any more.
  var goneIDs: Set<String> = []
  /// Ids of turns whose words go: no span is to say something of them.
  var emptiedIDs: Set<String> = []
  var gone: [Range<Int>] = []
  /// Elements that lose their tags and not all of their content.
  var unwrapped: Set<Int> = []
  /// Element by the end of its start tag, where a turn's content begins.
  private var byContent: [Int: Int] = [:]
  /// Ids of turns that stay, in document order, for spans that lose an end.
  var turnIDs: [(id: String, stays: Bool)] = []

  init(_ bytes: [UInt8], path: String) {
    tags = XMLTags(bytes)
    self.path = path
    for (index, element) in tags.elements.enumerated() {
      byContent[element.startTag.upperBound] = index
    }
  }

  // MARK: Turns

  mutating func erase(
    _ part: ErasedPart, _ mode: WithdrawalRequest.Mode
  ) throws(WithdrawalProblem) {
    if part.isWhole { return try eraseDocument(part) }
    var scope: Int?
    var turnElements: [Int: Bool] = [:]
    var open: [Int] = []
    var partsOf: [Int: [Range<Int>]] = [:]
    for (index, turn) in part.transcript.turns.enumerated() {
      let isTheirs = part.turns.contains(index)
      guard let bytes = turn.place.bytes else {
        if !isTheirs { continue }
        throw .cannotRewrite(
          path: path, session: part.transcript.session.id, turn: turn.number)
      }
      guard let element = element(at: bytes, of: turn) else {
        throw .cannotRewrite(
          path: path, session: part.transcript.session.id, turn: turn.number)
      }
      if scope == nil { scope = document(of: element) }
      turnElements[element] = isTheirs
      if turn.attributes["continues"] == nil, let id = turn.id {
        turnIDs.append((id, !isTheirs))
      }
      if isTheirs {
        if partsOf[element] == nil { open.append(element) }
        partsOf[element, default: []].append(bytes)
      }
    }
    for element in open {
      let parts = partsOf[element] ?? []
      switch mode {
      case .remove: remove(element, parts, others: turnElements)
      case .redact: redact(element, parts)
      }
    }
    erasePeople(part, scope, mode)
    eraseDoings(part, scope)
  }

  /// All of a session that stands in one file with others: its document, and what the corpus says of those
  /// who speak in no other.
  private mutating func eraseDocument(_ part: ErasedPart) throws(WithdrawalProblem) {
    if let first = part.turns.min() {
      let turn = part.transcript.turns[first]
      guard let bytes = turn.place.bytes, let element = element(at: bytes, of: turn),
        let document = document(of: element), tags.elements[document].parent != nil
      else {
        throw .cannotRewrite(
          path: path, session: part.transcript.session.id, turn: turn.number)
      }
      takeOut(tags.lineRange(of: document))
    }
    erasePeople(part, nil, .remove)
  }

  /// The element whose content the range is, or, behind a turn within it, the innermost that holds it.
  private func element(at bytes: Range<Int>, of turn: Turn) -> Int? {
    if turn.attributes["continues"] == nil { return byContent[bytes.lowerBound] }
    return tags.elements.indices.last {
      let content = tags.elements[$0].content
      return content.lowerBound <= bytes.lowerBound && bytes.upperBound <= content.upperBound
        && ["u", "annotationBlock", "sp"].contains(tags.elements[$0].name)
    }
  }

  private func document(of element: Int) -> Int? {
    var next: Int? = element
    while let index = next {
      if ["TEI", "TEI.2", "bncDoc"].contains(tags.elements[index].name) { return index }
      next = tags.elements[index].parent
    }
    return nil
  }

  private func isInside(_ index: Int, _ range: Range<Int>) -> Bool {
    let own = tags.elements[index].range
    return range.lowerBound <= own.lowerBound && own.upperBound <= range.upperBound
  }

  private mutating func takeOut(_ range: Range<Int>) {
    edits.replace(range)
    gone.append(range)
    for index in tags.elements(from: range) {
      if let id = tags.elements[index].id { goneIDs.insert(id) }
    }
  }

  private mutating func remove(_ element: Int, _ parts: [Range<Int>], others: [Int: Bool]) {
    let own = tags.elements[element]
    if let id = own.id { goneIDs.insert(id) }
    let holdsOthers = others.contains { other, isTheirs in
      other != element && !isTheirs && isInside(other, own.content)
    }
    guard holdsOthers else {
      return takeOut(tags.lineRange(of: element))
    }
    // Somebody else speaks within: the tags and their own parts go, the other's turn stays.
    unwrapped.insert(element)
    edits.replace(own.startTag)
    edits.replace(own.endTag)
    for part in parts { takeOut(part) }
  }

  private mutating func redact(_ element: Int, _ parts: [Range<Int>]) {
    let own = tags.elements[element]
    if let id = own.id { emptiedIDs.insert(id) }
    dropThemes(own)
    for part in parts {
      let inner = Array(tags.elements(from: part))
      var words = WithdrawalRequest.marker
      var front: [UInt8] = []
      if own.name == "sp" {
        words = "<\(own.prefix)p>\(words)</\(own.prefix)p>"
        // Without `@who` it is the label that says whose turn it is.
        if own["who"] == nil,
          let label = inner.first(where: { tags.elements[$0].name == "speaker" })
        {
          front = tags.raw(tags.elements[label].range)
        }
      } else if own.name == "annotationBlock",
        let u = inner.first(where: { tags.elements[$0].name == "u" })
      {
        let tag = tags.elements[u]
        if let who = tag["who"] {
          words = "<\(tag.prefix)u who=\"\(who)\">\(words)</\(tag.prefix)u>"
        }
      }
      // Anchors keep the times of the turn: those in front of the first words, and the others.
      var anchors: (before: [UInt8], after: [UInt8]) = ([], [])
      for index in inner where tags.elements[index].name == "anchor" {
        let range = tags.elements[index].range
        if isBlank(part.lowerBound..<range.lowerBound) {
          anchors.before += tags.raw(range)
        } else {
          anchors.after += tags.raw(range)
        }
      }
      for index in inner where tags.elements[index].name != "anchor" {
        if let id = tags.elements[index].id { goneIDs.insert(id) }
      }
      gone.append(part)
      edits.replace(part, by: front + anchors.before + tags.encoded(words) + anchors.after)
    }
  }

  /// Nothing but white space and anchors.
  private func isBlank(_ range: Range<Int>) -> Bool {
    var text = tags.string(range)
    for index in tags.elements(from: range) where tags.elements[index].name == "anchor" {
      text = text.replacing(tags.string(tags.elements[index].range), with: "")
    }
    return text.allSatisfy(\.isWhitespace)
  }

  /// Themes on the turn: there is nothing left that they could be about.
  private mutating func dropThemes(_ element: XMLTags.Element) {
    let roles: Set<String> = ["#chair", "#regular", "#guest", "chair", "regular", "guest"]
    for attribute in element.attributes where attribute.name == "ana" {
      let kept = Self.tokens(attribute.value).filter { roles.contains($0) }
      keep(kept, of: attribute)
    }
  }

  mutating func keep(_ tokens: [String], of attribute: XMLTags.Attribute) {
    if tokens.isEmpty {
      edits.replace(attribute.range)
    } else if tokens != Self.tokens(attribute.value) {
      edits.replace(attribute.content, by: tags.encodedText(tokens.joined(separator: " ")))
    }
  }

  static func tokens(_ value: String) -> [String] {
    value.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  static func target(_ token: String) -> String {
    token.lastIndex(of: "#").map { String(token[token.index(after: $0)...]) } ?? token
  }

  // MARK: The person

  /// Takes a session out of a corpus file that has it in another file.
  mutating func eraseInclude(of path: String) {
    for (index, element) in tags.elements.enumerated() where element.name == "include" {
      guard let href = element["href"] else { continue }
      let name = href.hasPrefix("./") ? String(href.dropFirst(2)) : href
      if SessionOverlay.isSame(name, path) { takeOut(tags.lineRange(of: index)) }
    }
  }

  /// Of a corpus file that has the sessions in other files.
  mutating func eraseDescription(of label: String, _ mode: WithdrawalRequest.Mode) {
    for (index, element) in tags.elements.enumerated()
    where element.name == "person" || element.name == "personGrp" {
      if (element.id ?? element["n"]) == label { erase(person: index, mode) }
    }
  }

  private mutating func erase(person index: Int, _ mode: WithdrawalRequest.Mode) {
    let element = tags.elements[index]
    switch mode {
    case .remove: takeOut(tags.lineRange(of: index))
    case .redact:
      let kept = element.attributes.filter { ["xml:id", "id", "n", "role"].contains($0.name) }
      let bare =
        tags.encoded("<\(element.prefix)\(element.name)")
        + kept.flatMap { tags.raw($0.range) } + tags.encoded("/>")
      edits.replace(element.range, by: bare)
      gone.append(element.content)
    }
  }

  private mutating func erasePeople(
    _ part: ErasedPart, _ scope: Int?, _ mode: WithdrawalRequest.Mode
  ) {
    for (index, element) in tags.elements.enumerated()
    where element.name == "person" || element.name == "personGrp" {
      guard (element.id ?? element["n"]) == part.label else { continue }
      let home = document(of: index)
      // A corpus header describes people for all its sessions.
      guard home == nil ? !part.isLabelShared : home == scope else { continue }
      erase(person: index, mode)
    }
  }

  /// Laughter and the like of theirs outside of their turns.
  private mutating func eraseDoings(_ part: ErasedPart, _ scope: Int?) {
    let events: Set<String> = [
      "pause", "vocal", "kinesic", "incident", "shift", "writing", "note", "gap", "stage", "move",
      "sound", "event",
    ]
    for (index, element) in tags.elements.enumerated() where events.contains(element.name) {
      guard scope == nil || document(of: index) == scope,
        let who = element.attributes.first(where: { $0.name == "who" })
      else { continue }
      let people = Self.tokens(who.value)
      let others = people.filter { Self.target($0) != part.label }
      if others.count == people.count { continue }
      if others.isEmpty { takeOut(element.range) } else { keep(others, of: who) }
    }
  }
}
