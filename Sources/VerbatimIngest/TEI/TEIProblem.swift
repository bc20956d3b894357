import VerbatimXML

/// What can be wrong with a TEI file or one of its relatives.
public enum TEIProblem: ReaderProblem {
  // Errors: the file, or the component, was not read.

  /// No XML, or XML that is refused.
  case xml(XMLProblem.Kind)
  /// The root is no element that a transcript starts with; expected `TEI`, `teiCorpus` and their like.
  case notTEI(root: String)
  /// The root's namespace is neither TEI's nor none.
  case unknownNamespace(found: String)
  /// No `u`, `annotationBlock` or `sp`; `elsewhere` counts those that stand in other namespaces.
  case noTurns(root: String, elsewhere: Int)
  case turnTooLong(limit: Int)
  /// A speaker's name or an id that has more bytes than this.
  case nameTooLong(limit: Int)
  /// None of the files that a corpus root includes could be read.
  case missingComponents(found: Int, expected: Int)
  case missingComponent(href: String)
  /// The address leaves the folder of the corpus root, or is no relative path.
  case includeOutside(href: String)
  /// `parse="text"` or an `xpointer`.
  case unsupportedInclude(href: String)
  case includeCycle(href: String)
  case includeTooDeep(href: String, limit: Int)

  // Warnings.

  case declarationIgnored(declared: String, used: String)
  case controlBytesInLatin1(count: Int)
  /// A `who` that points at nobody whom the document declares.
  case undeclaredSpeaker(id: String)
  /// The document declares nobody at all.
  case noParticipants(speakers: Int)
  case unattributedTurns(count: Int)
  /// An element of no known meaning: its text counts as what surrounds it.
  case unknownElement(name: String)
  case otherNamespace(name: String)
  /// A turn within a turn: the outer one was split.
  case nestedTurn
  /// `app`: only the first reading, or the lemma, was taken.
  case severalReadings
  case unresolvedGlyph(name: String)
  case duplicateID(id: String)
  /// The target of a `span` was not found in any turn.
  case unresolvedSpan(target: String)
  /// A theme that no taxonomy of the document declares.
  case undeclaredTheme(id: String)
  case timelineCycle(id: String)
  /// Hyphens kept before a line break that does not break the word.
  case hyphensAtBreaks(count: Int)
  /// Words such as `[laughs]` in the text itself: left there as text.
  case eventsInBrackets(count: Int)
  case undecidedBrackets(count: Int)
  /// Characters directly within `body` or `div`, in no turn.
  case textOutsideTurns
  /// The spaces between words were made by rule.
  case reconstructedSpaces
  /// `join="overlap"`: read as no space.
  case overlappingJoin
  /// An include within the text itself, whose words would belong to another file.
  case includeInText(href: String)
  /// A recording's duration in months, where minutes may be meant (`P62M`).
  case durationInMonths(value: String)

  public var code: String {
    switch self {
    case .xml(let kind): kind.code
    case .notTEI: "not-tei"
    case .unknownNamespace: "unknown-namespace"
    case .noTurns: "no-turns"
    case .turnTooLong: "turn-too-long"
    case .nameTooLong: "name-too-long"
    case .missingComponents: "missing-components"
    case .missingComponent: "missing-component"
    case .includeOutside: "include-outside"
    case .unsupportedInclude: "unsupported-include"
    case .includeCycle: "include-cycle"
    case .includeTooDeep: "include-too-deep"
    case .declarationIgnored: "encoding-declaration-ignored"
    case .controlBytesInLatin1: "control-bytes-in-latin1"
    case .undeclaredSpeaker: "undeclared-speaker"
    case .noParticipants: "no-participants"
    case .unattributedTurns: "unattributed-turns"
    case .unknownElement: "unknown-element"
    case .otherNamespace: "other-namespace"
    case .nestedTurn: "nested-turn"
    case .severalReadings: "several-readings"
    case .unresolvedGlyph: "unresolved-glyph"
    case .duplicateID: "duplicate-id"
    case .unresolvedSpan: "unresolved-span"
    case .undeclaredTheme: "undeclared-theme"
    case .timelineCycle: "timeline-cycle"
    case .hyphensAtBreaks: "hyphens-at-breaks"
    case .eventsInBrackets: "events-in-brackets"
    case .undecidedBrackets: "undecided-brackets"
    case .textOutsideTurns: "text-outside-turns"
    case .reconstructedSpaces: "reconstructed-spaces"
    case .overlappingJoin: "overlapping-join"
    case .includeInText: "include-in-text"
    case .durationInMonths: "duration-in-months"
    }
  }

  public var isError: Bool {
    switch self {
    case .xml, .notTEI, .unknownNamespace, .noTurns, .turnTooLong, .nameTooLong,
      .missingComponents, .missingComponent, .includeOutside, .unsupportedInclude, .includeCycle,
      .includeTooDeep:
      true
    default: false
    }
  }
}

extension XMLProblem.Kind {
  /// Stable, in kebab-case.
  var code: String {
    switch self {
    case .empty: "empty-file"
    case .notXML: "not-xml"
    case .truncated: "truncated"
    case .mismatchedTag: "mismatched-tag"
    case .duplicateAttribute: "duplicate-attribute"
    case .undeclaredPrefix: "undeclared-prefix"
    case .invalidCharacter: "invalid-character"
    case .malformed: "malformed-xml"
    case .undeclaredEntity: "undeclared-entity"
    case .externalEntity: "external-entity"
    case .parameterEntity: "parameter-entity"
    case .entityLoop: "entity-loop"
    case .entityExpansion: "entity-expansion"
    case .doctypeRefused: "doctype-refused"
    case .tooDeep: "too-deep"
    case .tooLarge: "too-large"
    case .invalidUTF8: "invalid-utf8"
    case .invalidBytes: "invalid-bytes"
    case .unsupportedEncoding: "unsupported-encoding"
    }
  }
}
