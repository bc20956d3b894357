/// Why a reference finds no theme, or not one.
public enum ThemeReferenceProblem: Error, Sendable, Hashable {
  /// `suggestions` are ids, paths or names that are spelled alike, the nearest first.
  case unknown(String, suggestions: [String])
  /// Several themes have the name; their paths.
  case ambiguous(String, paths: [String])
}

extension Codebook {
  /// The theme that a person means by an id, a path (`A/3/b`), a name that only one theme has, or a
  /// path or name it once had; in this order. Case counts for ids and paths, not for names.
  public func theme(_ reference: String) throws(ThemeReferenceProblem) -> Theme {
    let found = candidates(for: reference)
    if found.count == 1 { return found[0] }
    if found.count > 1 {
      throw .ambiguous(reference, paths: found.compactMap { path(of: $0.id) })
    }
    throw .unknown(reference, suggestions: suggestions(for: reference))
  }

  /// The themes that a reference may mean: several only where it is the name of several.
  func candidates(for reference: String) -> [Theme] {
    if let theme = theme(id: reference) ?? theme(path: reference) { return [theme] }
    if let places = named[Self.fold(reference)] { return places.map { themes[$0] } }
    return theme(formerly: reference).map { [$0] } ?? []
  }

  /// The theme that had this path or name once, or took over from one that had it, or this id.
  public func theme(formerly reference: String) -> Theme? {
    aliases[reference].flatMap { theme(id: $0) }
  }

  /// The themes that a reference selects, in pre-order: one theme, or with `/*` behind the reference
  /// the theme and everything below it; `*` alone is every theme.
  public func themes(selectedBy reference: String) throws(ThemeReferenceProblem) -> [Theme] {
    if reference == "*" { return themes }
    guard reference.utf8.count > 2, reference.hasSuffix("/*") else {
      return [try theme(reference)]
    }
    let theme = try theme(String(reference.dropLast(2)))
    return [theme] + descendants(of: theme.id)
  }

  /// The theme whose labels from the top are `path`. Cost: its depth.
  public func theme(path: String) -> Theme? {
    var place = -1
    for label in path.split(separator: "/", omittingEmptySubsequences: false) {
      guard let next = labelled[LabelKey(parent: place, label: String(label))] else { return nil }
      place = next
    }
    return place < 0 ? nil : themes[place]
  }

  /// Cost: a comparison with every id, path and name.
  func suggestions(for reference: String) -> [String] {
    var candidates: [String] = []
    for theme in themes {
      candidates.append(theme.id)
      candidates.append(theme.name)
    }
    candidates += themes.compactMap { path(of: $0.id) }
    return Suggestions.nearest(to: reference, among: candidates)
  }
}
