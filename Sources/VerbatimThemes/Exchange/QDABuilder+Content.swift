import VerbatimXML

/// What stands in elements, where it goes when they end, and what their attributes say.
extension QDABuilder {
  mutating func text(_ text: XMLText) {
    switch frames.last {
    case .collecting: text.append(to: &buffer)
    case .codebook: codes.text(text)
    default: break
    }
  }

  mutating func end() {
    guard let frame = frames.popLast() else { return }
    switch frame {
    case .codebook(let depth): endCode(depth)
    case .collecting: collected()
    case .person: project.cases.append(person)
    case .set: project.groups.append(group)
    case .value: endValue()
    case .selection: texts[texts.count - 1].selections.append(selection)
    case .coding(let place): endCoding(place)
    case .text(let isNote):
      guard let text = texts.popLast() else { return }
      if isNote { project.notes.append(text) } else { project.sources.append(text) }
    default: break
    }
  }

  /// The text of an element goes to what it stands in.
  mutating func collected() {
    let text = String(decoding: buffer, as: UTF8.self)
    buffer = []
    switch frames.last {
    case .project: project.description = text
    case .person: person.description = text
    case .selection: selection.description = text
    case .value: value.text = text
    case .text:
      let last = texts.count - 1
      if isContent { texts[last].content = text } else { texts[last].description = text }
    default: break
    }
    isContent = false
  }

  mutating func endValue() {
    guard !value.variable.isEmpty else { return }
    switch frames.last {
    case .person: person.values.append(value)
    case .text: texts[texts.count - 1].values.append(value)
    default: break
    }
  }

  mutating func endCoding(_ place: TurnPlace) {
    guard !coding.code.isEmpty else {
      findings.note(.unknownReference, "CodeRef")
      return
    }
    switch place {
    case .selection: selection.codings.append(coding)
    case .text: texts[texts.count - 1].codings.append(coding)
    }
  }

  // MARK: Codes

  mutating func startCode(_ name: String, _ depth: Int, _ line: Int, _ at: Attribute) {
    frames.append(.codebook(depth: depth + 1))
    if name == "Code" { openCodes.append(reference(at("guid")) ?? "") }
    if name == "NoteRef", let code = openCodes.last, let note = target(at) {
      notesByCode[code, default: []].append(note)
    }
    codes.start(name, line: line, attribute: at)
    codeNames.append(name)
  }

  mutating func endCode(_ depth: Int) {
    codes.end()
    guard depth > 0 else { return }
    if codeNames.popLast() == "Code" { openCodes.removeLast() }
  }

  // MARK: Attributes

  /// The GUID of an element that others refer to; `nil` where it has none, or another has it.
  mutating func guid(_ at: Attribute, _ element: String) -> String? {
    guard let written = at("guid"), !written.isEmpty else {
      findings.note(.missingAttribute, element)
      return nil
    }
    let guid = reference(written) ?? written
    if ExchangeID.normalised(written) == nil { findings.note(.invalidGUID, element) }
    guard seen[element, default: []].insert(guid).inserted else {
      findings.note(.duplicateGUID, element)
      return nil
    }
    return guid
  }

  func target(_ at: Attribute) -> String? { reference(at("targetGUID")) }

  /// What is no GUID is kept as it is: it may still refer to something.
  func reference(_ written: String?) -> String? {
    guard let written, !written.isEmpty else { return nil }
    return ExchangeID.normalised(written) ?? written.lowercased()
  }

  mutating func number(_ written: String?) -> Int? {
    guard let written, let number = Int(written.split(separator: " ").first ?? "") else {
      findings.note(.invalidNumber)
      return nil
    }
    return number
  }
}
