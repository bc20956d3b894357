import VerbatimCorpus

/// How the themes that a source declares stand to those of the codebook.
public struct SourceThemeMatching: Sendable, Equatable {
  /// Id of the codebook's theme by id of the source's.
  public var themes: [String: String]
  /// Those that no theme of the codebook fits, in the source's order.
  public var unmatched: [SourceTheme]
}

/// Codings that a source carries, as codings of the codebook.
public struct SourceCodings: Sendable, Equatable {
  public var codings: [Coding]
  /// What codings pointed at and is in no codebook, with the number of codings, in the order of
  /// first use.
  public var unmatched: [UnmatchedPointer]

  public struct UnmatchedPointer: Sendable, Equatable {
    public var pointer: String
    public var codings: Int
  }
}

extension Codebook {
  /// For each theme of a source (TEI `category`) the theme of this codebook: by the path that the
  /// source states (`@n`) or that its labels make from the top, else by id (with or without the
  /// prefix `cat-`), else by a name that is unique here.
  public func matching(sourceThemes: [SourceTheme]) -> SourceThemeMatching {
    var result = SourceThemeMatching(themes: [:], unmatched: [])
    let byID = Dictionary(sourceThemes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for source in sourceThemes {
      if let theme = match(source, byID) {
        result.themes[source.id] = theme.id
      } else {
        result.unmatched.append(source)
      }
    }
    return result
  }

  /// The codings of `transcript` that the source itself carries. A pointer to no declared theme is
  /// tried as a path and as an id.
  public func codings(carriedBy transcript: Transcript, at time: Timestamp) -> SourceCodings {
    let matched = matching(sourceThemes: transcript.themes).themes
    var result = SourceCodings(codings: [], unmatched: [])
    var places: [String: Int] = [:]
    for coding in transcript.codings {
      let id = matched[coding.theme] ?? match(pointer: coding.theme)?.id
      guard let id else {
        if let place = places[coding.theme] {
          result.unmatched[place].codings += 1
        } else {
          places[coding.theme] = result.unmatched.count
          result.unmatched.append(.init(pointer: coding.theme, codings: 1))
        }
        continue
      }
      result.codings.append(
        Coding(
          theme: id, coder: coding.coder, session: transcript.session.id, turn: coding.turn,
          span: coding.span, origin: .source, createdAt: time))
    }
    return result
  }

  private func match(_ source: SourceTheme, _ byID: [String: SourceTheme]) -> Theme? {
    var path: String?
    if let label = source.label {
      if let theme = theme(path: label) { return theme }
      var labels = [label]
      var parent = source.parent
      // The bound ends a cycle of parents.
      while let id = parent, let above = byID[id], labels.count < Self.maximumDepth {
        guard let label = above.label else { break }
        labels.append(label)
        parent = above.parent
      }
      path = labels.reversed().joined(separator: "/")
      if let theme = path.flatMap({ theme(path: $0) }) { return theme }
    }
    if let theme = match(pointer: source.id) { return theme }
    let places = named[Self.fold(source.name)] ?? []
    if places.count == 1 { return themes[places[0]] }
    // What a theme was called when the source was coded.
    return (path.flatMap { theme(formerly: $0) })
      ?? (places.isEmpty ? theme(formerly: source.name) : nil)
  }

  private func match(pointer: String) -> Theme? {
    let pointer = pointer.hasPrefix("#") ? String(pointer.dropFirst()) : pointer
    if let theme = theme(id: pointer) ?? theme(path: pointer) ?? theme(formerly: pointer) {
      return theme
    }
    guard pointer.hasPrefix("cat-") else { return nil }
    let id = String(pointer.dropFirst(4))
    return theme(id: id) ?? theme(formerly: id)
  }
}
