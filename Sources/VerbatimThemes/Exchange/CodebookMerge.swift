/// Brings the themes of another codebook into one: those that are here already are found again, the
/// others come in below their parents, and nothing that is here changes.
public struct CodebookMerge: Sendable {
  public private(set) var codebook: Codebook
  /// Id here by id there, for every theme there.
  public private(set) var ids: [String: String] = [:]
  public private(set) var added = 0
  public private(set) var known = 0
  public private(set) var findings = ExchangeFindings()

  /// A theme is here already where its id is, or where a sibling of the same name is below the same
  /// theme. What it says otherwise there is a finding.
  ///
  /// - Parameter isExact: what the other leaves empty, and its labels, are statements too; else they are
  ///   only what its format has no place for.
  /// - Throws: what would be wrong with the result (too deep, too many).
  public init(
    _ other: Codebook, into codebook: Codebook, isExact: Bool
  ) throws(CodebookProblems) {
    self.codebook = codebook
    guard !codebook.isEmpty else {
      for theme in other.themes { ids[theme.id] = theme.id }
      added = other.themes.count
      if !other.isEmpty {
        self.codebook = try Codebook(
          name: codebook.name ?? other.name, themes: other.themes, aliases: other.aliases)
      }
      return
    }
    var themes = codebook.themes
    var labels: [String?: Set<String>] = [:]
    var names: [String?: [String: String]] = [:]
    for theme in themes {
      labels[theme.parent, default: []].insert(theme.label)
      names[theme.parent, default: [:]][Codebook.fold(theme.name)] = theme.id
    }
    for theme in other.themes {
      let parent = theme.parent.flatMap { ids[$0] }
      let sibling = names[parent]?[Codebook.fold(theme.name)]
      if let here = codebook.theme(id: theme.id) ?? sibling.flatMap({ codebook.theme(id: $0) }) {
        ids[theme.id] = here.id
        known += 1
        let fields = Self.differences(theme, here, parent: parent, isExact: isExact)
        if !fields.isEmpty {
          let path = codebook.path(of: here.id) ?? here.label
          findings.note(.themesDiffer, "\(path): \(fields.joined(separator: ", "))")
        }
        continue
      }
      var new = theme
      new.parent = parent
      new.position = themes.count
      if labels[parent, default: []].contains(new.label) {
        let depth = other.ancestors(of: theme.id).count + 1
        var position = labels[parent, default: []].count
        repeat {
          new.label = QDCName.generated(position: position, depth: depth)
          position += 1
        } while labels[parent, default: []].contains(new.label)
        findings.note(.themesRelabelled, new.name)
      }
      labels[parent, default: []].insert(new.label)
      ids[theme.id] = new.id
      themes.append(new)
      added += 1
    }
    guard added > 0 else { return }
    let aliases = other.aliases.compactMapValues { ids[$0] }
    self.codebook = try Codebook(
      name: codebook.name, themes: themes,
      aliases: aliases.merging(codebook.aliases) { $1 })
  }

  /// In which fields the two say different things.
  private static func differences(
    _ there: Theme, _ here: Theme, parent: String?, isExact: Bool
  ) -> [String] {
    func differ(_ there: String?, _ here: String?) -> Bool {
      there != here && (isExact || there != nil)
    }
    let fields: [(String, Bool)] = [
      ("name", there.name != here.name), ("parent", parent != here.parent),
      ("definition", differ(there.definition, here.definition)),
      ("include", differ(there.include, here.include)),
      ("exclude", differ(there.exclude, here.exclude)),
      ("colour", differ(there.colour?.lowercased(), here.colour?.lowercased())),
      ("memo", differ(there.memo, here.memo)),
      (
        "exemplars",
        there.exemplars != here.exemplars && (isExact || !there.exemplars.isEmpty)
      ),
      ("label", isExact && QDCName.plain(there.label) != QDCName.plain(here.label)),
      ("codable", isExact && there.isCodable != here.isCodable),
      ("retired", isExact && there.isRetired != here.isRetired),
    ]
    return fields.filter(\.1).map(\.0)
  }
}
