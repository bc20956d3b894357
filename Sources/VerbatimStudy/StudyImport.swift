import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// What came of importing a described study.
public struct ImportSummary: Sendable {
  public var title: String?
  public var themes = 0
  public var ingest = IngestSummary()
  public var codings: [CodingsReport] = []
  public var rules: [RuleReport] = []
  /// Codings that the sources themselves carry.
  public var sourceCodings = 0

  public var hasErrors: Bool {
    ingest.hasErrors || codings.contains { $0.problems.contains(where: \.isError) }
  }
}

/// Why a file that a description names cannot be used.
public enum ImportProblem: Error, Sendable {
  case description(path: String, StudyDescriptionProblem)
  case codebook(path: String, CodebookProblems)
  case textSettings(path: String, line: Int?, SettingsProblem)
  case codebookFormat(path: String)
}

extension StudyWriter {
  /// Sets up what a `study.yaml` describes: codebook, coders, sessions with their people, codings,
  /// rules. Doing it again changes only what has changed.
  ///
  /// - Parameter path: the file, or the folder that holds a `study.yaml`.
  public func importStudy(
    at path: String, progress: (Progress) -> Void = { _ in }
  ) throws -> ImportSummary {
    let file = AtomicFile.isFolder(path) ? path + "/study.yaml" : path
    let folder = AtomicFile.split(file).folder
    let description: StudyDescription
    do {
      description = try StudyDescription(yaml: try AtomicFile.read(file))
    } catch let problem as StudyDescriptionProblem {
      throw ImportProblem.description(path: file, problem)
    }
    var summary = ImportSummary()
    summary.title = description.title
    // What could be refused is read before anything is changed.
    let codebook = try description.codebook.map { try self.codebook(from: folder + "/" + $0) }
    var options = IngestOptions()
    options.threads = Processors.available
    options.description = description
    options.textSettings = description.text.map { ($0.files, $0.settings) }
    for entry in description.text {
      do {
        _ = try PlainTextSettings(entry.settings)
      } catch {
        throw ImportProblem.textSettings(path: file, line: entry.line, error)
      }
    }
    try database.transaction { transaction in
      if let title = description.title { try transaction.setSetting(Study.nameSetting, to: title) }
      try transaction.setSetting(Study.speakersSetting, to: description.speakers.rawValue)
      try transaction.setSetting(
        Study.sessionsSetting, to: SessionMemory(description.sessions).json)
      try transaction.setSetting(Study.textSetting, to: TextMemory(options.textSettings).json)
      for coder in description.coders {
        try transaction.setCoder(Coder(id: coder.id, name: coder.name))
      }
    }
    if let codebook {
      summary.themes = codebook.themes.count
      if try database.read({ try $0.codebook() }) != codebook { try setCodebook(codebook) }
    }
    var batch = SourceBatch([])
    var named: Set<String> = []
    for session in description.sessions {
      guard let file = session.file, named.insert(file).inserted else { continue }
      batch.add(path: folder + "/" + file, name: file)
    }
    // Before the ingest, which counts people.
    if index.manifest.sharesSpeakers != (description.speakers == .shared) {
      try commit(index.manifest.entries) { _ in }
    }
    summary.ingest = try ingest(batch, options, progress: progress)
    summary.sourceCodings = try database.read {
      try $0.codings(CodingFilter(origin: .source)).count
    }
    for name in description.codings {
      summary.codings.append(
        try addCodings(csv: try AtomicFile.read(folder + "/" + name), path: name, coder: nil))
    }
    for rule in description.rules {
      let theme = try database.read { try $0.codebook() }.theme(rule.theme)
      summary.rules.append(
        try setRule(
          ThemeRule(
            id: rule.id, theme: theme.id, query: rule.query, name: rule.name ?? rule.id)))
    }
    return summary
  }

  /// A codebook from YAML or REFI-QDA (`.qdc`).
  ///
  /// - Parameter known: themes that keep their ids where the file holds their GUIDs.
  public static func codebook(
    at path: String, known: Codebook = Codebook()
  ) throws -> Codebook {
    let bytes = try AtomicFile.read(path)
    do throws(CodebookProblems) {
      if path.lowercased().hasSuffix(".qdc") {
        return try QDCImport(bytes, known: known).codebook.named(known.name)
      }
      return try Codebook(yaml: bytes)
    } catch {
      throw ImportProblem.codebook(path: path, error)
    }
  }

  /// A codebook for this study: its own themes are known again by the GUIDs that they were exported with.
  public func codebook(from path: String) throws -> Codebook {
    try Self.codebook(at: path, known: try database.read { try $0.codebook() })
  }
}
