import VerbatimCorpus
import VerbatimExtract

/// How a quote says whose words it is: text with placeholders in braces.
///
/// ```swift
/// let template = try AttributionTemplate("({speaker}, {sex}, {group})", attributes: ["sex", "born"])
/// template.text(for: extract) { name in participant.attributes[name] }  // (P07, F, FG2)
/// ```
///
/// Known are `id session group speaker role turn time source` and the attributes that the study
/// approves, since combinations of attributes can identify a person (`ethics.md` §1). `{{` and `}}`
/// stand for braces. A value that an extract does not have is shown as `?`.
public struct AttributionTemplate: Sendable, Equatable {
  /// What is wrong with a template.
  public enum Failure: Error, Sendable, Equatable {
    /// Neither a field of an extract nor an approved attribute.
    case unknownPlaceholder(String, known: [String])
    /// A brace without its partner, at this offset in Unicode scalars.
    case unpairedBrace(offset: Int)
  }

  private enum Part: Sendable, Equatable {
    case literal(String)
    case field(Field)
    case attribute(String)
  }

  private enum Field: String, Sendable, CaseIterable {
    case id, session, group, speaker, role, turn, time, source
  }

  private var parts: [Part]

  /// The attributes that are shown, in their order, each once.
  public var attributes: [String] {
    var names: [String] = []
    for case .attribute(let name) in parts where !names.contains(name) { names.append(name) }
    return names
  }

  /// A quote names its group, or its session, which stands for one.
  public var showsGroup: Bool {
    parts.contains { part in
      guard case .field(let field) = part else { return false }
      return [.group, .session, .id, .source].contains(field)
    }
  }

  /// A quote says by whom it is: no quote should stand alone (COREQ 29).
  public var namesSpeaker: Bool {
    parts.contains { $0 == .field(.speaker) || $0 == .field(.id) }
  }

  private init(parts: [Part]) {
    self.parts = parts
  }

  /// `(P07, FG2)`: for publication, without line and time.
  public static let publication = AttributionTemplate(parts: [
    .literal("("), .field(.speaker), .literal(", "), .field(.group), .literal(")"),
  ])

  /// `P07, FG2 (fg2.xml:212)`: for the team's own copy.
  public static let working = AttributionTemplate(parts: [
    .field(.speaker), .literal(", "), .field(.group), .literal(" ("), .field(.source),
    .literal(")"),
  ])

  /// - Parameter attributes: The names of participant attributes that may be shown.
  public init(_ pattern: String, attributes: [String] = []) throws(Failure) {
    parts = []
    var literal = ""
    var name: (text: String, offset: Int)?
    var scalars = pattern.unicodeScalars.enumerated().makeIterator()
    var ahead = scalars.next()
    while let (offset, scalar) = ahead {
      ahead = scalars.next()
      if let open = name {
        switch scalar {
        case "}":
          if !literal.isEmpty { parts.append(.literal(literal)) }
          literal = ""
          parts.append(try Self.part(named: open.text, attributes: attributes))
          name = nil
        case "{": throw .unpairedBrace(offset: offset)
        default: name?.text.unicodeScalars.append(scalar)
        }
      } else if scalar == "{" || scalar == "}" {
        if ahead?.element == scalar {
          ahead = scalars.next()
          literal.unicodeScalars.append(scalar)
        } else if scalar == "{" {
          name = ("", offset)
        } else {
          throw .unpairedBrace(offset: offset)
        }
      } else {
        literal.unicodeScalars.append(scalar)
      }
    }
    if let name { throw .unpairedBrace(offset: name.offset) }
    if !literal.isEmpty { parts.append(.literal(literal)) }
  }

  private static func part(named name: String, attributes: [String]) throws(Failure) -> Part {
    if let field = Field(rawValue: name) { return .field(field) }
    if attributes.contains(name) { return .attribute(name) }
    throw .unknownPlaceholder(name, known: Field.allCases.map(\.rawValue) + attributes)
  }

  /// - Parameter attribute: The value of an approved attribute of the extract's speaker.
  public func text(
    for extract: Extract, attribute: (_ name: String) -> String? = { _ in nil }
  ) -> String {
    parts.map { part in
      switch part {
      case .literal(let text): text
      case .field(let field): value(of: field, in: extract) ?? "?"
      case .attribute(let name): attribute(name) ?? "?"
      }
    }.joined()
  }

  private func value(of field: Field, in extract: Extract) -> String? {
    switch field {
    case .id: extract.id
    case .session: extract.session
    case .group: extract.group
    case .speaker: extract.speakers.joinedLabels
    case .role: extract.role
    case .turn: extract.parts.last.map { "\(extract.turn)–\($0.turn)" } ?? String(extract.turn)
    case .time: extract.start?.clock
    case .source: extract.source.place
    }
  }
}

extension ExtractSource {
  /// `fg2.xml:212`.
  var place: String { "\(path):\(line)" }
}
