import Foundation
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimLint
import VerbatimQuery
import VerbatimThemes

/// What in a study may say who somebody is: every turn, and what stands beside them.
///
/// Looks twice at the turns: how the corpus writes its words, then who is named. Changes nothing.
public struct StudyLint: Sendable {
  public struct Options: Sendable {
    public var kinds = Set(LintKind.allCases)
    /// Keys of words (``LintText/keys(of:)``) that are no names.
    public var allowed: Set<String> = []
    public var names: [LintNames] = []

    public init() {}
  }

  /// Of one finding; its count goes on.
  public static let mostPlaces = 1000

  /// Lists of names that are no rules: of these, the lists' own findings alone.
  static let listed: Set<LintKind> = [.listedName, .listedPlace]

  /// By certainty, kind, and place.
  public private(set) var entries: [LintEntry] = []
  public private(set) var sessions = 0
  public private(set) var turns = 0
  /// Sessions whose capitals were not looked at, since their language capitalises every noun.
  public private(set) var withoutCapitals = 0
  /// There were too many placeholders to compare.
  public private(set) var hasManyPlaceholders = false

  /// Documents that could not be opened, by their paths.
  public private(set) var unreadDocuments: [String] = []

  private var numbers: [Key: Int] = [:]
  private var seenIn: [Int: Set<String>] = [:]

  private struct Key: Hashable {
    var kind: LintKind
    var certainty: LintCertainty
    var text: String
    var slip: String
  }

  /// - Parameters:
  ///   - corpus: of a part only the turns' texts are looked at, not labels, facts and files.
  /// - Throws: ``IndexProblem``.
  public init(
    _ index: Index, _ options: Options, in corpus: SubCorpus = .whole,
    interruption: Interruption = Interruption()
  ) throws {
    let turnsOfSegments = corpus.turns.map { $0.map { Set($0) } }
    let statistics = try Self.statistics(index, options, interruption)
    var lints = ([nil] + options.names).map { names in
      TextLint(
        kinds: options.kinds, names: names,
        capitals: names == nil
          ? CapitalFinder(statistics, allowing: options.allowed) : nil)
    }
    var placeholders = PlaceholderUse()
    for (id, place) in index.sessions() {
      if interruption.stops() { break }
      let transcript = try index.segments[place.segment].transcript(place.session)
      let first = index.segments[place.segment].turns(ofSession: place.session).lowerBound
      sessions += 1
      placeholders.add(session: id)
      let session = SessionLint(transcript.session, kinds: options.kinds)
      if !session.hasCapitals { withoutCapitals += 1 }
      if corpus.turns == nil {
        session.findBeside(&lints, statistics, options.allowed) { add($0, $1, $2, $3) }
      }
      for turn in transcript.turns {
        let number = UInt32(clamping: first + turn.number - 1)
        if let turnsOfSegments, !turnsOfSegments[place.segment].contains(number) { continue }
        turns += 1
        session.find(in: turn, &lints, &placeholders) { add($0, $1, $2, $3) }
      }
    }
    if corpus.turns == nil, options.kinds.contains(.placeholder) {
      hasManyPlaceholders = placeholders.isTruncated
      for finding in placeholders.findings() { add(finding, in: index) }
    }
    for (number, sessions) in seenIn { entries[number].sessions = sessions.count }
    sort()
  }

  private mutating func sort() {
    let order = Dictionary(
      LintKind.allCases.enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    // Stable: the order of sessions stays within a kind.
    entries = entries.enumerated().sorted { left, right in
      let (one, other) = (left.element, right.element)
      if one.certainty != other.certainty { return one.certainty < other.certainty }
      if one.kind != other.kind { return order[one.kind] ?? 0 < order[other.kind] ?? 0 }
      return left.offset < right.offset
    }.map(\.element)
  }

  /// What documents say beside their text; findings are the documents' alone.
  public init(documents: [(path: String, traces: DocumentTraces)], _ kinds: Set<LintKind>) {
    add(documents, kinds)
  }

  /// Adds what documents say beside their text, and what the sources of a study say beside the turns:
  /// comments of XML, and the people of its headers.
  ///
  /// Cost: reads every TEI source.
  public mutating func lookBeside(_ study: Study, _ kinds: Set<LintKind>) throws {
    guard !kinds.isDisjoint(with: [.author, .comment, .revision, .hidden]) else { return }
    // Numbers are those of before the sorting.
    numbers.removeAll()
    seenIn.removeAll()
    var documents: [(path: String, traces: DocumentTraces)] = []
    for path in try Self.documents(of: study) {
      do {
        documents.append((path, try DocumentTraces(path: path)))
      } catch {
        unreadDocuments.append(path)
      }
    }
    var seen: Set<String> = []
    for record in try study.database().read({ try $0.sessions() }) where record.format == "tei" {
      let source = record.session.source
      guard seen.insert(source.digest.hex).inserted else { continue }
      for one in HeaderTraces.found(in: try study.sources.read(source.digest))
      where kinds.contains(one.kind) {
        add(
          one.kind, .look, one.text,
          LintPlace(
            session: record.session.id, path: source.path, line: one.line, field: one.field))
      }
    }
    add(documents, kinds)
  }

  private mutating func add(
    _ documents: [(path: String, traces: DocumentTraces)], _ kinds: Set<LintKind>
  ) {
    for (path, found) in documents {
      let name = path.split(separator: "/").last.map(String.init) ?? path
      for trace in found.traces where kinds.contains(trace.kind) {
        add(
          trace.kind, trace.certainty, trace.text,
          LintPlace(session: name, path: path, field: trace.field), slip: nil,
          count: trace.count)
      }
    }
    sort()
  }

  /// Word and OpenDocument files in the study's folder, and those beside the files that sources were copied
  /// from that have their names: a transcript as it was typed.
  private static func documents(of study: Study) throws -> [String] {
    var found = try StudyScan.paths(below: study.folder.path).filter(DocumentTraces.isDocument)
      .map { study.folder.path + "/" + $0 }
    let (records, log) = try study.database().read { (try $0.sessions(), try $0.log()) }
    for folder in Originals(log).folders {
      for path in Set(records.map(\.session.source.path)).sorted() {
        let stem = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
        found += [".docx", ".odt"].map { folder + "/" + stem + $0 }.filter {
          FileManager.default.fileExists(atPath: $0)
        }
      }
    }
    return found
  }

  private static func statistics(
    _ index: Index, _ options: Options, _ interruption: Interruption
  ) throws -> CaseStatistics {
    var statistics = CaseStatistics()
    guard !options.kinds.isDisjoint(with: [.capital, .file]) else { return statistics }
    for (_, place) in index.sessions() {
      if interruption.stops() { break }
      for turn in try index.segments[place.segment].transcript(place.session).turns {
        statistics.add(LintText(turn.text, hiding: turn.placeholders))
      }
    }
    return statistics
  }

  private mutating func add(
    _ kind: LintKind, _ certainty: LintCertainty, _ text: String, _ place: LintPlace
  ) {
    add(kind, certainty, text, place, slip: nil, count: 1)
  }

  private mutating func add(_ finding: PlaceholderUse.Finding, in index: Index) {
    guard let place = index.find(finding.session) else { return }
    let segment = index.segments[place.segment]
    guard let entry = try? segment.session(place.session) else { return }
    let turn = segment.turns(ofSession: place.session).lowerBound + finding.turn - 1
    let line = (try? segment.details(ofTurn: turn))?.place.line
    add(
      .placeholder, .look, finding.placeholder,
      LintPlace(
        session: finding.session, turn: finding.turn, range: finding.range,
        path: entry.session.source.path, line: line),
      slip: finding.slip, count: finding.count)
  }

  private mutating func add(
    _ kind: LintKind, _ certainty: LintCertainty, _ text: String, _ place: LintPlace,
    slip: PlaceholderUse.Slip?, count: Int
  ) {
    let folded = String(decoding: Keys.fold(Array(text.utf8)), as: UTF8.self)
    let key = Key(
      kind: kind, certainty: certainty, text: slip == nil ? folded : text,
      slip: slip.map { String(describing: $0) } ?? "")
    if let number = numbers[key] {
      entries[number].count += count
      seenIn[number, default: []].insert(place.session)
      if entries[number].places.count < Self.mostPlaces { entries[number].places.append(place) }
    } else {
      numbers[key] = entries.count
      seenIn[entries.count] = [place.session]
      entries.append(
        LintEntry(
          kind: kind, certainty: certainty, text: text, slip: slip, count: count, places: [place],
          sessions: 1))
    }
  }
}

extension Turn {
  /// Where placeholders stand, in scalars.
  var placeholders: [Range<Int>] { marks.filter { $0.kind == .placeholder }.map(\.range) }
}
