/// Checks a list of themes and puts it into pre-order, without recursion.
struct TreeBuilder {
  private(set) var ordered: [Theme] = []
  private(set) var ends: [Int] = []
  private(set) var problems: [CodebookProblem] = []
  private let lines: [Int]

  init(themes: [Theme], lines: [Int]) {
    self.lines = lines
    guard themes.count <= Codebook.maximumThemes else {
      problems.append(CodebookProblem(.tooManyThemes(limit: Codebook.maximumThemes)))
      return
    }
    for (index, theme) in themes.enumerated()
    where [theme.id, theme.label, theme.name, theme.parent ?? ""].contains(where: {
      $0.utf8.count > Codebook.longestName
    }) {
      let line = index < lines.count ? lines[index] : nil
      problems.append(CodebookProblem(.nameTooLong(limit: Codebook.longestName), line: line))
    }
    // Comparing what has no end of marks on one letter takes the square of its length.
    guard problems.isEmpty else { return }
    let themes = themes.map { $0.normalised() }
    var places: [String: Int] = [:]
    for (index, theme) in themes.enumerated() {
      check(theme, at: index)
      if places[theme.id] == nil {
        places[theme.id] = index
      } else if !theme.id.isEmpty {
        report(.duplicateID, theme, index)
      }
    }
    for (index, theme) in themes.enumerated() {
      guard let parent = theme.parent, places[parent] == nil else { continue }
      // A scan of all ids each: enough for those that a person will read.
      let near =
        problems.count < 20 ? Suggestions.nearest(to: parent, among: themes.map(\.id)) : []
      report(.unknownParent(parent, suggestions: near), theme, index)
    }
    // A tree is only built of themes that can be told apart.
    guard problems.isEmpty else { return }
    build(themes, places)
  }

  private mutating func report(_ kind: CodebookProblem.Kind, _ theme: Theme, _ index: Int) {
    problems.append(
      CodebookProblem(
        kind, theme: theme.id.isEmpty ? nil : theme.id,
        line: index < lines.count ? lines[index] : nil))
  }

  private mutating func check(_ theme: Theme, at index: Int) {
    if theme.id.isEmpty {
      report(.emptyID, theme, index)
    } else if !Self.isPlain(theme.id) {
      report(.invalidID, theme, index)
    }
    if theme.label.isEmpty {
      report(.emptyLabel, theme, index)
    } else if !Self.isPlain(theme.label) {
      report(.invalidLabel(theme.label), theme, index)
    }
    if theme.name.isEmpty { report(.emptyName, theme, index) }
    let texts = [theme.name, theme.definition, theme.include, theme.exclude, theme.memo]
    let isText = texts.allSatisfy { $0.map(Self.isText) ?? true }
    if !isText || !theme.exemplars.allSatisfy(Self.isLine) {
      report(.controlCharacter, theme, index)
    }
    if let colour = theme.colour, !Theme.isColour(colour) {
      report(.invalidColour(colour), theme, index)
    }
  }

  /// Nothing that a file format or the database has no place for.
  static func isText(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 >= 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
  }

  private static func isLine(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 } }

  /// No part of a path's syntax, and nothing that breaks a line.
  private static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      scalar != "/" && scalar != "*" && scalar != "\u{FEFF}"
        && scalar.properties.generalCategory != .control
    }
  }

  private mutating func build(_ themes: [Theme], _ places: [String: Int]) {
    var children = [[Int]](repeating: [], count: themes.count)
    var roots: [Int] = []
    for (index, theme) in themes.enumerated() {
      if let parent = theme.parent.flatMap({ places[$0] }) {
        children[parent].append(index)
      } else {
        roots.append(index)
      }
    }
    func inOrder(_ siblings: [Int]) -> [Int] {
      siblings.sorted { (themes[$0].position, $0) < (themes[$1].position, $1) }
    }
    var isReached = [Bool](repeating: false, count: themes.count)
    var ordered: [Theme] = []
    /// An entry is a list of siblings, how many of them are done, and their parent in the order.
    var stack: [(siblings: [Int], done: Int, parent: Int?)] = [(inOrder(roots), 0, nil)]
    while let (siblings, done, parent) = stack.last {
      if done == 0 { checkLabels(of: siblings, in: themes) }
      guard done < siblings.count else {
        stack.removeLast()
        if let parent { ends[parent] = ordered.count }
        continue
      }
      stack[stack.count - 1].done += 1
      let index = siblings[done]
      isReached[index] = true
      if stack.count > Codebook.maximumDepth {
        report(.tooDeep(limit: Codebook.maximumDepth), themes[index], index)
        return
      }
      var theme = themes[index]
      theme.position = done
      ends.append(ordered.count + 1)
      ordered.append(theme)
      if !children[index].isEmpty {
        stack.append((inOrder(children[index]), 0, ordered.count - 1))
      }
    }
    for (index, theme) in themes.enumerated() where !isReached[index] {
      report(.cycle, theme, index)
    }
    self.ordered = ordered
  }

  private mutating func checkLabels(of siblings: [Int], in themes: [Theme]) {
    var seen: Set<String> = []
    for index in siblings where !seen.insert(themes[index].label).inserted {
      let theme = themes[index]
      report(.duplicateLabel(theme.label, parent: theme.parent), theme, index)
    }
  }
}
