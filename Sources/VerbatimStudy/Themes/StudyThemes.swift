import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// The codebook and the codings of one state of a study, as queries and extracts want them.
public struct StudyThemes: Sendable, RegionSource, ThemeSource {
  public let codebook: Codebook
  /// In order of session, turn, span.
  public let codings: [Coding]
  private let byTurn: [String: [Int: [Coding]]]

  /// Cost: reads all codings.
  public init(_ database: StudyDatabase) throws {
    (codebook, codings) = try database.read { (try $0.codebook(), try $0.codings()) }
    var byTurn: [String: [Int: [Coding]]] = [:]
    for coding in codings {
      byTurn[coding.session, default: [:]][coding.turn, default: []].append(coding)
    }
    self.byTurn = byTurn
  }

  /// - Throws: ``ThemeReferenceProblem`` for a theme that the codebook does not have.
  public func turns(field: String, value: String) throws -> [String: Set<Int>]? {
    guard let matches = try test(field: field, value: value) else { return nil }
    var found: [String: Set<Int>] = [:]
    for coding in codings where matches(coding) {
      found[coding.session, default: []].insert(coding.turn)
    }
    return found
  }

  /// The coded spans: `theme`, with `name` (any way in which a theme is named), `path`, `id`, `label`
  /// and `coder`.
  public func regionSpans(named name: String) -> [String: [RegionSpan]] {
    guard name == "theme" else { return [:] }
    var found: [String: [RegionSpan]] = [:]
    for coding in codings {
      guard let theme = codebook.theme(id: coding.theme) else { continue }
      let path = codebook.path(of: coding.theme) ?? theme.label
      var facts = [
        (name: "name", value: path), ("name", theme.name), ("name", theme.id), ("path", path),
        ("id", theme.id), ("label", theme.label),
      ]
      if let coder = coding.coder { facts.append(("coder", coder)) }
      found[coding.session, default: []].append(
        RegionSpan(turn: coding.turn, span: coding.span, attributes: facts))
    }
    return found
  }

  /// - Throws: ``ThemeReferenceProblem`` for a theme that the codebook does not have.
  public func spans(field: String, value: String) throws -> [String: [Int: [Range<Int>?]]]? {
    guard let matches = try test(field: field, value: value) else { return nil }
    var found: [String: [Int: [Range<Int>?]]] = [:]
    for coding in codings where matches(coding) {
      found[coding.session, default: [:]][coding.turn, default: []].append(coding.span)
    }
    return found
  }

  /// Which codings a region of a query means; `nil` where the field is not a region.
  private func test(field: String, value: String) throws -> ((Coding) -> Bool)? {
    switch field {
    case "theme":
      let ids = Set(try themes(value).map(\.id))
      return { ids.contains($0.theme) }
    case "coder":
      return { ($0.coder ?? "").lowercased() == value.lowercased() }
    default:
      return nil
    }
  }

  /// The theme of a reference with everything below it; `A/3/*` is the same as `A/3`.
  public func themes(_ reference: String) throws -> [Theme] {
    let selected = try codebook.themes(selectedBy: reference)
    var ids: Set<String> = []
    var all: [Theme] = []
    for theme in selected {
      for next in [theme] + codebook.descendants(of: theme.id) where ids.insert(next.id).inserted {
        all.append(next)
      }
    }
    return all
  }

  public func themes(session: String, turn: Int) -> [(theme: ExtractTheme, span: Range<Int>?)] {
    (byTurn[session]?[turn] ?? []).compactMap { coding in
      extractTheme(coding.theme).map { ($0, coding.span) }
    }
  }

  public func extractTheme(_ id: String) -> ExtractTheme? {
    guard let theme = codebook.theme(id: id), let path = codebook.path(of: id) else { return nil }
    // What is coded with it stays so; that nobody codes with it any more is part of the answer.
    let name = theme.isRetired ? "\(theme.name) (retired)" : theme.name
    return ExtractTheme(id: id, path: path, name: name)
  }

  /// All codings as a table, quotes included.
  public func codingsCSV(_ index: Index) -> String {
    let texts = TurnTexts(index)
    return CodingsCSV.write(codings) { texts.text(session: $0, turn: $1) }
  }

  /// All codings as JSON Lines, quotes included.
  public func codingsJSONL(_ index: Index) -> String {
    let texts = TurnTexts(index)
    return CodingsJSONL.write(codings) { texts.text(session: $0, turn: $1) }
  }
}
