/// What an exchange with another program met, apart from what went through.
public struct ExchangeFinding: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    // What an export leaves out.
    case events
    case times
    case marks
    case turnFacts
    case turnLanguages
    case sourceFiles
    case oldPaths
    case labels
    case codebookName
    case savedQueries
    case log
    /// Versions of the codebook, and what people said of rules' places.
    case history
    case questions
    case codingsOutside
    case sharedUserNames
    case forbiddenCharacters
    case astralCharacters
    case carriageReturns
    case repeatedAttributes
    case emptySessions

    // What an import finds wrong or cannot take.
    case wrongNamespace
    case invalidGUID
    case duplicateGUID
    case duplicateSelection
    case missingAttribute
    case unknownReference
    case invalidNumber
    case positionsOutside
    case contradictedNames
    case betweenTurns
    case sourceMissing
    case sourceOutside
    case sourceWithoutText
    case sourceUnreadable
    case sourceNotPlain
    case codedPictures
    case codedSources
    case commentedSelections
    case codeSets
    case links
    case graphs
    case unknownElements
    case codingsOfGroupingCodes
    case invalidCodes
    case doubtfulCodings
    case adjustedCodings
    case sessionsWithout
    case factsOfKnownSessions
    case themesDiffer
    case themesRelabelled
    case rulesDiffer
    case coderNames
    case memosWithoutPlace
    case caseSelections
    case ambiguousQuotes
    case missingQuotes
    case speakersSetting
    case codingMemosDiffer
    case queriesDiffer
    case tags
  }

  public var kind: Kind
  /// Which element, source, session or theme, where it is about one.
  public var subject: String?
  public var count: Int
}

/// Findings, those of one kind and subject counted together, in the order in which they were met.
public struct ExchangeFindings: Sendable, Equatable {
  public private(set) var all: [ExchangeFinding] = []
  private var places: [Key: Int] = [:]
  /// A project with a wrong name in every element would fill the memory with subjects.
  private static let mostSubjects = 200

  private struct Key: Sendable, Hashable {
    var kind: ExchangeFinding.Kind
    var subject: String?
  }

  public init() {}

  public mutating func note(
    _ kind: ExchangeFinding.Kind, _ subject: String? = nil, count: Int = 1
  ) {
    guard count > 0 else { return }
    let isFull = all.count >= Self.mostSubjects
    let key = Key(kind: kind, subject: isFull ? nil : subject)
    if let place = places[key] {
      all[place].count += count
    } else {
      places[key] = all.count
      all.append(ExchangeFinding(kind: kind, subject: key.subject, count: count))
    }
  }

  public mutating func add(_ other: ExchangeFindings) {
    for finding in other.all { note(finding.kind, finding.subject, count: finding.count) }
  }

  public func count(_ kind: ExchangeFinding.Kind) -> Int {
    all.reduce(0) { $0 + ($1.kind == kind ? $1.count : 0) }
  }

  /// What an import takes only when it is asked to go on without it.
  public var losses: [ExchangeFinding] { all.filter { $0.kind.isLoss } }
}

extension ExchangeFinding.Kind {
  /// True where something that the source holds does not arrive, or may have arrived wrongly. The rest is
  /// only to be known.
  public var isLoss: Bool {
    switch self {
    case .events, .times, .marks, .turnFacts, .turnLanguages, .sourceFiles, .oldPaths, .labels,
      .codebookName,
      .savedQueries, .log, .history, .questions, .codingsOutside, .sharedUserNames,
      .forbiddenCharacters,
      .carriageReturns, .emptySessions:
      true
    case .astralCharacters, .repeatedAttributes: false
    case .wrongNamespace, .duplicateGUID, .missingAttribute, .unknownReference, .invalidNumber,
      .positionsOutside, .contradictedNames, .betweenTurns, .sourceMissing, .sourceOutside,
      .sourceWithoutText, .sourceUnreadable, .codedPictures, .codedSources, .codeSets, .links,
      .graphs, .doubtfulCodings, .sessionsWithout, .factsOfKnownSessions, .themesDiffer,
      .rulesDiffer,
      .coderNames, .memosWithoutPlace, .caseSelections, .ambiguousQuotes, .missingQuotes,
      .speakersSetting, .invalidCodes, .tags, .codingMemosDiffer,
      .queriesDiffer:
      true
    case .invalidGUID, .duplicateSelection, .sourceNotPlain, .commentedSelections, .unknownElements,
      .codingsOfGroupingCodes, .themesRelabelled, .adjustedCodings:
      false
    }
  }
}
