/// The hierarchy of themes: a value that is always a valid tree.
public struct Codebook: Sendable, Equatable {
  /// More levels than any method uses, and few enough for every reader and writer of XML and YAML.
  public static let maximumDepth = 100
  public static let maximumThemes = 100_000
  /// Bytes of an id, a label or a name.
  public static let longestName = 1000

  public let name: String?
  /// In pre-order: each theme before those below it, siblings by position.
  public let themes: [Theme]
  /// Paths that themes once had, and their ids: an old path still finds its theme, unless a theme
  /// has that path now.
  public let aliases: [String: String]

  /// Index into ``themes`` by id.
  let places: [String: Int]
  /// For each theme the index behind its last descendant.
  let ends: [Int]
  /// Children of each theme by label; those at the top have the parent -1.
  let labelled: [LabelKey: Int]
  /// Themes by folded name.
  let named: [String: [Int]]

  struct LabelKey: Sendable, Hashable {
    var parent: Int
    var label: String
  }

  /// Orders `themes` into a tree: siblings by position, equal positions as given. Aliases to themes
  /// that are not there are dropped.
  ///
  /// - Throws: all problems of the tree. Cost: linear.
  public init(name: String? = nil, themes: [Theme], aliases: [String: String] = [:])
    throws(CodebookProblems)
  {
    try self.init(name: name, themes: themes, aliases: aliases, lines: [])
  }

  /// `lines` are those of the themes in the file they were read from, or empty.
  init(name: String?, themes: [Theme], aliases: [String: String] = [:], lines: [Int])
    throws(CodebookProblems)
  {
    let tree = TreeBuilder(themes: themes, lines: lines)
    var problems = tree.problems
    if let name, !TreeBuilder.isText(name) { problems.append(CodebookProblem(.controlCharacter)) }
    guard problems.isEmpty else { throw CodebookProblems(problems) }
    self.name = Theme.normalised(name)
    self.themes = tree.ordered
    self.ends = tree.ends
    var places: [String: Int] = [:]
    var labelled: [LabelKey: Int] = [:]
    var named: [String: [Int]] = [:]
    for (index, theme) in tree.ordered.enumerated() {
      places[theme.id] = index
      let parent = theme.parent.flatMap { places[$0] } ?? -1
      labelled[LabelKey(parent: parent, label: theme.label)] = index
      named[Self.fold(theme.name), default: []].append(index)
    }
    self.places = places
    self.labelled = labelled
    self.named = named
    self.aliases = aliases.filter { places[$0.value] != nil }
  }

  /// A codebook without themes.
  public init() {
    name = nil
    themes = []
    aliases = [:]
    places = [:]
    ends = []
    labelled = [:]
    named = [:]
  }

  /// The same under a name, where it has none of its own: a format may have no place for it.
  public func named(_ name: String?) throws(CodebookProblems) -> Codebook {
    guard self.name == nil, let name else { return self }
    return try Codebook(name: name, themes: themes, aliases: aliases)
  }

  public static func == (left: Codebook, right: Codebook) -> Bool {
    left.name == right.name && left.themes == right.themes && left.aliases == right.aliases
  }

  public var isEmpty: Bool { themes.isEmpty }

  public func theme(id: String) -> Theme? {
    places[id].map { themes[$0] }
  }

  /// The theme's labels from the top, joined by `/`: `A/3/b`. Cost: its depth.
  public func path(of id: String) -> String? {
    guard let theme = theme(id: id) else { return nil }
    return (ancestors(of: id).reversed() + [theme]).map(\.label).joined(separator: "/")
  }

  /// The themes above, the nearest first. Cost: the depth.
  public func ancestors(of id: String) -> [Theme] {
    var found: [Theme] = []
    var next = theme(id: id)?.parent
    while let id = next, let theme = theme(id: id) {
      found.append(theme)
      next = theme.parent
    }
    return found
  }

  /// Everything below the theme, in pre-order. Cost: none, a slice.
  public func descendants(of id: String) -> ArraySlice<Theme> {
    guard let place = places[id] else { return [] }
    return themes[place + 1..<ends[place]]
  }

  /// The themes directly below, or with `nil` those at the top, by position.
  public func children(of id: String?) -> [Theme] {
    var place = 0
    var end = themes.count
    if let id {
      guard let found = places[id] else { return [] }
      place = found + 1
      end = ends[found]
    }
    var children: [Theme] = []
    while place < end {
      children.append(themes[place])
      place = ends[place]
    }
    return children
  }

  /// Names are compared without case and with white space collapsed.
  static func fold(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
