extension QDAProject {
  /// The project as `project.qde`, valid by the schema of March 2019; the same project gives the same
  /// bytes. Characters that XML forbids become U+FFFD; `replaced` counts them.
  public func qde() -> (text: String, replaced: Int) {
    var xml = XMLLines()
    xml.begin(
      "Project", [("xmlns", Self.namespace), ("name", name), ("origin", origin)])
    list("Users", users, &xml) { user, xml in
      xml.empty("User", [("guid", user.guid), ("name", user.name), ("id", user.id)])
    }
    writeCodebook(&xml)
    list("Variables", variables, &xml) { variable, xml in
      xml.empty(
        "Variable",
        [
          ("guid", variable.guid), ("name", variable.name),
          ("typeOfVariable", variable.kind.rawValue),
        ])
    }
    let kinds = Dictionary(
      variables.map { ($0.guid, $0.kind) }, uniquingKeysWith: { first, _ in first })
    list("Cases", cases, &xml) { write($0, kinds, &$1) }
    list("Sources", sources, &xml) { write($0, "TextSource", kinds, &$1) }
    list("Notes", notes, &xml) { write($0, "Note", kinds, &$1) }
    list("Links", links, &xml) { link, xml in
      xml.empty(
        "Link",
        [
          ("guid", link.guid), ("name", link.name), ("direction", "OneWay"),
          ("originGUID", link.origin), ("targetGUID", link.target),
        ])
    }
    list("Sets", groups, &xml) { group, xml in
      xml.begin("Set", [("guid", group.guid), ("name", group.name)])
      references("MemberCode", group.codes, &xml)
      references("MemberSource", group.sources, &xml)
      references("MemberNote", group.notes, &xml)
      xml.end()
    }
    xml.element("Description", description)
    references("NoteRef", projectNotes, &xml)
    xml.end()
    return (xml.text, xml.replaced)
  }

  /// The schema has no place for an empty list.
  private func list<Element>(
    _ name: String, _ elements: [Element], _ xml: inout XMLLines,
    _ write: (Element, inout XMLLines) -> Void
  ) {
    guard !elements.isEmpty else { return }
    xml.begin(name)
    for element in elements { write(element, &xml) }
    xml.end()
  }

  private func references(_ name: String, _ guids: [String], _ xml: inout XMLLines) {
    for guid in guids { xml.empty(name, [("targetGUID", guid)]) }
  }

  private func writeCodebook(_ xml: inout XMLLines) {
    guard !codebook.isEmpty else { return }
    xml.begin("CodeBook")
    xml.begin("Codes")
    var open: [Int] = []
    for (index, theme) in codebook.themes.enumerated() {
      while let last = open.last, codebook.ends[last] <= index {
        xml.end()
        open.removeLast()
      }
      xml.begin(
        "Code",
        [
          ("guid", GUID.ofTheme(theme.id)),
          ("name", QDCName.joined(label: theme.label, name: theme.name)),
          ("isCodable", "\(theme.takesCodings)"), ("color", theme.colour),
        ])
      xml.element("Description", QDCDescription.joined(theme))
      references("NoteRef", codeNotes[theme.id] ?? [], &xml)
      open.append(index)
    }
    for _ in open { xml.end() }
    xml.end()
    xml.end()
  }

  private func write(_ person: Case, _ kinds: [String: Variable.Kind], _ xml: inout XMLLines) {
    xml.begin("Case", [("guid", person.guid), ("name", person.name)])
    xml.element("Description", person.description)
    references("CodeRef", person.codes, &xml)
    write(person.values, kinds, &xml)
    references("SourceRef", person.sources, &xml)
    references("SelectionRef", person.selections, &xml)
    xml.end()
  }

  private func write(_ values: [Value], _ kinds: [String: Variable.Kind], _ xml: inout XMLLines) {
    for value in values {
      xml.begin("VariableValue")
      references("VariableRef", [value.variable], &xml)
      xml.element((kinds[value.variable] ?? .text).rawValue + "Value", value.text)
      xml.end()
    }
  }

  private func write(
    _ text: Text, _ element: String, _ kinds: [String: Variable.Kind], _ xml: inout XMLLines
  ) {
    xml.begin(
      element,
      [
        ("guid", text.guid), ("name", text.name), ("plainTextPath", text.plainTextPath),
        ("creatingUser", text.user), ("creationDateTime", text.createdAt),
      ])
    xml.element("Description", text.description)
    xml.element("PlainTextContent", text.content)
    for selection in text.selections { write(selection, &xml) }
    write(text.codings, &xml)
    references("NoteRef", text.notes, &xml)
    write(text.values, kinds, &xml)
    xml.end()
  }

  private func write(_ selection: Selection, _ xml: inout XMLLines) {
    let attributes: [(String, String?)] = [
      ("guid", selection.guid), ("name", selection.name), ("startPosition", "\(selection.start)"),
      ("endPosition", "\(selection.end)"), ("creatingUser", selection.user),
    ]
    guard !selection.codings.isEmpty || !selection.notes.isEmpty || selection.description != nil
    else { return xml.empty("PlainTextSelection", attributes) }
    xml.begin("PlainTextSelection", attributes)
    xml.element("Description", selection.description)
    write(selection.codings, &xml)
    references("NoteRef", selection.notes, &xml)
    xml.end()
  }

  private func write(_ codings: [Coding], _ xml: inout XMLLines) {
    for coding in codings {
      xml.begin(
        "Coding",
        [
          ("guid", coding.guid), ("creatingUser", coding.user),
          ("creationDateTime", coding.createdAt),
        ])
      references("CodeRef", [coding.code], &xml)
      references("NoteRef", coding.notes, &xml)
      xml.end()
    }
  }
}
