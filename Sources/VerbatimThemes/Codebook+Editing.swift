/// Why a codebook cannot be changed so.
public enum CodebookEditProblem: Error, Sendable, Equatable {
  /// The theme would be merged into itself, or below itself.
  case intoItself(path: String)
  /// Siblings have the label; the path that is taken.
  case labelTaken(path: String)
  /// No label was given and none of the usual ones is free.
  case noFreeLabel
  /// Retired already, or not retired.
  case alreadyRetired(path: String)
  case notRetired(path: String)
  /// Nothing would change.
  case nothingToChange
}

/// Where a theme goes among its siblings.
public enum ThemePlace: Sendable, Equatable {
  case last
  /// From 1; more than there are is last.
  case number(Int)
  case before(String)
  case after(String)
}

/// Changes of a codebook give another one; the study decides what becomes of its codings.
extension Codebook {
  /// - Parameters:
  ///   - theme: its parent and position are set here; an empty id or label gets a free one.
  ///   - taken: ids that were used once: an id never means two themes.
  public func adding(
    _ theme: Theme, under parent: String?, at place: ThemePlace = .last, taken: Set<String> = []
  ) throws -> Codebook {
    var new = theme
    new.parent = parent
    if new.id.isEmpty { new.id = freeID(for: theme.name, taken: taken) }
    if new.label.isEmpty { new.label = try freeLabel(under: parent) }
    try proveFree(new.label, under: parent, except: nil)
    return try arranged(themes + [new], placing: new.id, under: parent, place)
  }

  /// Changes fields of a theme; its id, parent and position stay.
  public func changing(
    _ id: String, _ change: (inout Theme) -> Void
  ) throws -> Codebook {
    guard let place = places[id] else { throw CodebookEditProblem.nothingToChange }
    var themes = self.themes
    var theme = themes[place]
    change(&theme)
    (theme.id, theme.parent, theme.position) = (id, themes[place].parent, themes[place].position)
    if theme.label != themes[place].label {
      try proveFree(theme.label, under: theme.parent, except: id)
    }
    guard theme.normalised() != themes[place] else { throw CodebookEditProblem.nothingToChange }
    themes[place] = theme
    return try Codebook(name: name, themes: themes, aliases: aliases)
  }

  /// Moves a theme with everything below it.
  public func moving(
    _ id: String, under parent: String?, at place: ThemePlace = .last
  ) throws -> Codebook {
    guard let from = places[id] else { throw CodebookEditProblem.nothingToChange }
    if let parent, parent == id || descendants(of: id).contains(where: { $0.id == parent }) {
      throw CodebookEditProblem.intoItself(path: path(of: id) ?? id)
    }
    var themes = self.themes
    if themes[from].parent != parent {
      try proveFree(themes[from].label, under: parent, except: id)
    }
    themes[from].parent = parent
    let moved = try arranged(themes, placing: id, under: parent, place)
    guard moved != self else { throw CodebookEditProblem.nothingToChange }
    return moved
  }

  /// Takes a theme out in favour of another, which takes over what stood below it, its exemplars, its
  /// paths and its id.
  ///
  /// - Returns: the codebook, and the paths of themes that needed another label, old and new.
  public func merging(
    _ id: String, into survivor: String
  ) throws -> (codebook: Codebook, relabelled: [(old: String, new: String)]) {
    guard let gone = theme(id: id), let kept = theme(id: survivor) else {
      throw CodebookEditProblem.nothingToChange
    }
    guard id != survivor, !descendants(of: id).contains(where: { $0.id == survivor }) else {
      throw CodebookEditProblem.intoItself(path: path(of: id) ?? id)
    }
    var labels = Set(children(of: survivor).filter { $0.id != id }.map(\.label))
    var position = children(of: survivor).count
    var relabelled: [String] = []
    var themes: [Theme] = []
    for var theme in self.themes where theme.id != id {
      if theme.parent == id {
        theme.parent = survivor
        position += 1
        theme.position = position
        if !labels.insert(theme.label).inserted {
          theme.label = try Self.freeLabel(among: labels, depth: ancestors(of: survivor).count + 2)
          labels.insert(theme.label)
          relabelled.append(theme.id)
        }
      }
      if theme.id == survivor {
        theme.exemplars += gone.exemplars.filter { !kept.exemplars.contains($0) }
      }
      themes.append(theme)
    }
    var aliases = self.aliases.mapValues { $0 == id ? survivor : $0 }
    aliases[id] = survivor
    aliases[gone.name] = survivor
    if let path = path(of: id) { aliases[path] = survivor }
    let merged = try Codebook(name: name, themes: themes, aliases: aliases)
    return (
      merged, relabelled.map { (path(of: $0) ?? $0, merged.path(of: $0) ?? $0) }
    )
  }

  // MARK: Labels, ids, places

  private func proveFree(_ label: String, under parent: String?, except id: String?) throws {
    guard let other = children(of: parent).first(where: { $0.label == label && $0.id != id })
    else { return }
    throw CodebookEditProblem.labelTaken(path: path(of: other.id) ?? label)
  }

  /// The next of 1, 2, 3 or a, b, c, as the siblings have it; of a first child as its depth has it.
  public func freeLabel(under parent: String?) throws -> String {
    let depth = parent.map { ancestors(of: $0).count + 2 } ?? 1
    return try Self.freeLabel(among: Set(children(of: parent).map(\.label)), depth: depth)
  }

  private static func freeLabel(among taken: Set<String>, depth: Int) throws -> String {
    // Of siblings the kind decides; else top themes have capitals, then numbers, then letters.
    let isNumbered =
      taken.isEmpty ? depth > 1 && depth % 2 == 0 : taken.contains { Int($0) != nil }
    let isCapital =
      taken.isEmpty ? depth == 1 : taken.contains { $0.first?.isUppercase == true }
    for position in 0...taken.count {
      var label = QDCName.generated(position: position, depth: isNumbered ? 1 : 2)
      if isCapital, !isNumbered { label = label.uppercased() }
      if !taken.contains(label) { return label }
    }
    throw CodebookEditProblem.noFreeLabel
  }

  /// The name in small letters with hyphens, with a number where that was used once.
  private func freeID(for name: String, taken: Set<String>) -> String {
    var words: [String] = []
    var word = ""
    for scalar in name.lowercased().unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word.unicodeScalars.append(scalar)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    let base = words.isEmpty ? "theme" : words.prefix(6).joined(separator: "-")
    var id = base
    var number = 2
    while taken.contains(id) || places[id] != nil || aliases[id] != nil {
      id = "\(base)-\(number)"
      number += 1
    }
    return id
  }

  private func arranged(
    _ themes: [Theme], placing id: String, under parent: String?, _ place: ThemePlace
  ) throws -> Codebook {
    var siblings = children(of: parent).map(\.id).filter { $0 != id }
    let index =
      switch place {
      case .last: siblings.count
      case .number(let number): min(max(number, 1) - 1, siblings.count)
      case .before(let other): siblings.firstIndex(of: other) ?? siblings.count
      case .after(let other): (siblings.firstIndex(of: other).map { $0 + 1 }) ?? siblings.count
      }
    siblings.insert(id, at: index)
    let order = Dictionary(
      siblings.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    var themes = themes
    for place in themes.indices {
      if let position = order[themes[place].id] { themes[place].position = position }
    }
    return try Codebook(name: name, themes: themes, aliases: aliases)
  }
}
