import VerbatimCorpus
import VerbatimXML

/// Settings of ``TEIReader``.
public struct TEIOptions: Sendable {
  /// An encoding's name that wins over what the file says (`--encoding`).
  public var encoding: String?
  /// Read a root in an unknown namespace as TEI (`--assume-tei`).
  public var assumesTEI: Bool
  /// Contents of brackets that are placeholders, beside those that the rule knows.
  public var placeholders: Set<String>

  public init(encoding: String? = nil, assumesTEI: Bool = false, placeholders: Set<String> = []) {
    self.encoding = encoding
    self.assumesTEI = assumesTEI
    self.placeholders = placeholders
  }

  var pattern: PlaceholderPattern { PlaceholderPattern(listed: placeholders) }
}

/// What came of one file and of the files that it includes.
public struct TEIReading: Sendable {
  /// In document order; one for each TEI document.
  public var transcripts: [Transcript] = []
  public var warnings: [IngestProblem] = []
  /// Errors that cost a component of a corpus, while others were read.
  public var rejected: [IngestProblem] = []
  /// Paths of the files that were reached by XInclude, in the order of reading.
  public var included: [String] = []
}

/// Reads TEI and its relatives: TEI P5 speech, ISO 24624, Parla-CLARIN and ParlaMint with their
/// corpus roots, drama, and the two British National Corpora; with TEI's namespace or none.
///
/// What is speech, how white space counts, and what is refused stands in `tei.md`. A session's id
/// is the file's stem; of several documents in one `teiCorpus`, their `xml:id`. A file that is
/// reached by XInclude is read as if it were given alone, but for what its corpus says of it; its
/// `Source` is that file, so a sitting reached both ways has one digest and one id.
public struct TEIReader: Sendable {
  public var options: TEIOptions
  /// Made at once for the turns of a document: what those of one like it took.
  public var room: TurnRows.Room

  public init(options: TEIOptions = TEIOptions(), room: TurnRows.Room = TurnRows.Room()) {
    self.options = options
    self.room = room
  }

  /// - Parameters:
  ///   - resolving: gives the file of a path, made of the including file's folder and the address,
  ///     never leading out of the folder of `file`; `nil` where there is none, or where symbolic
  ///     links lead elsewhere.
  /// - Throws: the one problem for which nothing was read.
  ///
  /// Cost: one pass; memory in proportion to the file.
  public func read(
    _ file: SourceFile, resolving: (String) -> SourceFile? = { _ in nil }
  ) throws(IngestProblem) -> TEIReading {
    try withoutActuallyEscaping(resolving) { (resolving) throws(IngestProblem) -> TEIReading in
      var run = TEIRun(options: options, room: room, root: file.path, resolving: resolving)
      try run.read(file, within: TEIFacts(), depth: 0)
      return run.reading
    }
  }
}

/// A file and what it includes.
private struct TEIRun {
  let options: TEIOptions
  let room: TurnRows.Room
  /// The folder that no include may leave, with a `/` at its end or empty.
  let folder: String
  let resolving: (String) -> SourceFile?
  var reading = TEIReading()
  var open: Set<String> = []
  var done: Set<String> = []

  static let depthLimit = 8

  init(
    options: TEIOptions, room: TurnRows.Room, root: String,
    resolving: @escaping (String) -> SourceFile?
  ) {
    self.options = options
    self.room = room
    self.resolving = resolving
    folder = IncludePath.folder(of: root)
  }

  mutating func read(
    _ file: SourceFile, within corpus: TEIFacts, depth: Int
  ) throws(IngestProblem) {
    open.insert(file.path)
    defer { open.remove(file.path) }
    let document = try decode(file)
    var handler = TEIHandler(document: document, path: file.path, options: options, room: room)
    do throws(XMLFailure<IngestProblem>) {
      try XMLParser().parse(document, into: &handler)
    } catch {
      switch error {
      case .handler(let problem): throw problem
      case .document(let problem): throw self.problem(problem, file)
      }
    }
    for warning in handler.warnings { warn(warning, file) }
    let before = reading.transcripts.count
    let rejectedBefore = reading.rejected.count
    let facts = corpusFacts(handler, within: corpus, file, depth)
    let others = documents(of: &handler, facts: facts, within: corpus, file, depth)
    let components = handler.includes.filter { $0.site == .corpus }
    for include in components {
      let around = include.corpus >= 0 ? facts[include.corpus] : corpus
      read(component: include, within: around, file, depth)
    }
    if reading.transcripts.count == before {
      if !components.isEmpty, done.isDisjoint(with: components.map { path(of: $0, file) ?? "" }) {
        throw problem(
          .missingComponents(found: 0, expected: components.count), file,
          line: components.first?.line)
      }
      guard let other = others.first else {
        if reading.rejected.count > rejectedBefore || !components.isEmpty { return }
        throw problem(.noTurns(root: "", elsewhere: 0), file, line: nil)
      }
      throw other
    }
    reading.rejected += others
  }

  private func decode(_ file: SourceFile) throws(IngestProblem) -> XMLDocumentBytes {
    do throws(XMLProblem) {
      return try XMLDocumentBytes(file.bytes, encoding: options.encoding)
    } catch {
      throw problem(error, file)
    }
  }

  // MARK: Facts

  /// What each `teiCorpus` of a file states, itself and by what its header includes.
  private mutating func corpusFacts(
    _ handler: TEIHandler, within outer: TEIFacts, _ file: SourceFile, _ depth: Int
  ) -> [TEIFacts] {
    var all: [TEIFacts] = []
    for (number, corpus) in handler.corpora.enumerated() {
      var facts = TEIFacts(corpus.tree, language: corpus.language)
      for include in handler.includes
      where include.site == .header && include.corpus == number && include.draft < 0 {
        if let more = read(facts: include, language: corpus.language, file, depth) {
          facts.add(more)
        }
      }
      // A corpus stands before those within it.
      all.append(facts.within(corpus.parent >= 0 ? all[corpus.parent] : outer))
    }
    return all
  }

  private mutating func documents(
    of handler: inout TEIHandler, facts corpora: [TEIFacts], within outer: TEIFacts,
    _ file: SourceFile, _ depth: Int
  ) -> [IngestProblem] {
    var problems: [IngestProblem] = []
    for number in handler.drafts.indices {
      // Nothing of the draft is kept here: a second owner would make the finisher copy it.
      guard !handler.drafts[number].rows.rows.isEmpty else {
        let draft = handler.drafts[number]
        problems.append(
          problem(
            .noTurns(root: draft.rootName, elsewhere: draft.turnsElsewhere), file, line: draft.line)
        )
        continue
      }
      let language = handler.drafts[number].textLanguage ?? handler.drafts[number].rootLanguage
      var facts = TEIFacts(handler.drafts[number].tree, language: language)
      for include in handler.includes where include.draft == number {
        switch include.site {
        case .header:
          if let more = read(facts: include, language: language, file, depth) { facts.add(more) }
        case .text:
          warn(TEIWarning(line: include.line, problem: .includeInText(href: include.href)), file)
        case .corpus: break
        }
      }
      let corpus = handler.drafts[number].corpus
      facts = facts.within(corpus >= 0 ? corpora[corpus] : outer)
      let inner = handler.drafts[number].id ?? "\(file.stem)-\(handler.drafts[number].number)"
      let id = corpus < 0 ? file.stem : inner
      var finisher = TEIFinisher(
        handler: &handler, number: number, facts: facts, options: options)
      reading.transcripts.append(
        finisher.transcript(id: id, source: Source(path: file.path, digest: file.digest)))
      finisher.giveBack(to: &handler)
      for warning in finisher.warnings { warn(warning, file) }
    }
    for warning in document(handler.document) { warn(warning, file) }
    return problems
  }

  private func document(_ document: XMLDocumentBytes) -> [TEIWarning] {
    document.warnings.map {
      switch $0 {
      case .declarationIgnored(let declared, let used):
        TEIWarning(line: 1, problem: .declarationIgnored(declared: declared, used: used))
      case .controlBytesInLatin1(let count, let line):
        TEIWarning(line: line, problem: .controlBytesInLatin1(count: count))
      }
    }
  }

  // MARK: Includes

  private func path(of include: TEIHandler.Include, _ file: SourceFile) -> String? {
    IncludePath.resolve(include.href, from: file.path, within: folder)
  }

  /// The included file, or the reason why there is none.
  private mutating func file(
    of include: TEIHandler.Include, _ file: SourceFile, _ depth: Int
  ) -> SourceFile? {
    func refuse(_ kind: TEIProblem) -> SourceFile? {
      if !include.hasFallback { reading.rejected.append(problem(kind, file, line: include.line)) }
      return nil
    }
    let href = include.href
    guard include.isSupported else { return refuse(.unsupportedInclude(href: href)) }
    guard depth < Self.depthLimit else {
      return refuse(.includeTooDeep(href: href, limit: Self.depthLimit))
    }
    guard let path = path(of: include, file) else { return refuse(.includeOutside(href: href)) }
    guard !open.contains(path) else { return refuse(.includeCycle(href: href)) }
    guard !done.contains(path) else { return nil }
    guard let found = resolving(path) else { return refuse(.missingComponent(href: href)) }
    done.insert(path)
    reading.included.append(path)
    return found
  }

  private mutating func read(
    component include: TEIHandler.Include, within corpus: TEIFacts, _ file: SourceFile, _ depth: Int
  ) {
    guard let found = self.file(of: include, file, depth) else { return }
    do throws(IngestProblem) {
      try read(found, within: corpus, depth: depth + 1)
    } catch {
      reading.rejected.append(error)
    }
  }

  private mutating func read(
    facts include: TEIHandler.Include, language: String?, _ file: SourceFile, _ depth: Int
  ) -> TEIFacts? {
    guard let found = self.file(of: include, file, depth) else { return nil }
    do throws(IngestProblem) {
      let document = try decode(found)
      var handler = FactsHandler()
      do throws(XMLFailure<Never>) {
        try XMLParser().parse(document, into: &handler)
      } catch {
        if case .document(let problem) = error { throw self.problem(problem, found) }
      }
      return TEIFacts(handler.tree, language: language)
    } catch {
      reading.rejected.append(error)
      return nil
    }
  }

  // MARK: Problems

  private mutating func warn(_ warning: TEIWarning, _ file: SourceFile) {
    reading.warnings.append(problem(warning.problem, file, line: warning.line))
  }

  private func problem(_ kind: TEIProblem, _ file: SourceFile, line: Int?) -> IngestProblem {
    IngestProblem(path: file.path, line: line, kind: kind)
  }

  private func problem(_ problem: XMLProblem, _ file: SourceFile) -> IngestProblem {
    IngestProblem(
      path: file.path, line: problem.line, column: problem.column,
      kind: TEIProblem.xml(problem.kind))
  }
}

/// Takes a whole file as facts: a taxonomy or a list of people that a header includes.
private struct FactsHandler: XMLHandler {
  var tree = TEITree()

  mutating func startElement(_ element: XMLElement) { tree.start(element) }
  mutating func endElement(_ end: XMLElementEnd) { tree.end() }
  mutating func characters(_ text: XMLText) { tree.text(text) }
}

/// Addresses of includes as paths, by their letters alone: links are the resolver's to follow.
enum IncludePath {
  /// With its `/`, or empty.
  static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[...slash])
  }

  /// `nil` for an absolute path, an address with a scheme, and one that leaves `root`.
  static func resolve(_ href: String, from file: String, within root: String) -> String? {
    let bytes = href.utf8
    guard !href.isEmpty, bytes.first != UInt8(ascii: "/"), !bytes.contains(UInt8(ascii: "\\")),
      !bytes.contains(UInt8(ascii: ":")), !bytes.contains(0)
    else { return nil }
    let base = folder(of: file)
    guard base.hasPrefix(root) else { return nil }
    var parts = base.dropFirst(root.count).split(separator: "/").map(String.init)
    for part in href.split(separator: "/") {
      switch part {
      case ".": break
      case "..": if parts.popLast() == nil { return nil }
      default: parts.append(String(part))
      }
    }
    return root + parts.joined(separator: "/")
  }
}
