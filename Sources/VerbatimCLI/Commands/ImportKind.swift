import VerbatimFiles
import VerbatimStudy
import VerbatimThemes

/// What a path is that `import` was given, by its name and its first bytes.
enum ImportKind {
  /// A `study.yaml` or its folder.
  case description
  case codebook
  case codings(lines: Bool)
  /// REFI-QDA.
  case project
  /// Another study's folder.
  case study
  case qualCoder
  case taguetteHighlights
  case taguetteTags

  /// - Throws: ``FileProblem`` for a table that cannot be read.
  init(_ path: String) throws {
    let name = AtomicFileName.last(path).lowercased()
    if FolderKind.isStudy(path) {
      self = .study
    } else if FolderKind.isQualCoder(path) || name == "data.qda" {
      self = .qualCoder
    } else if name.hasSuffix(".qdpx") {
      self = .project
    } else if name.hasSuffix(".jsonl") {
      self = .codings(lines: true)
    } else if name.hasSuffix(".csv") {
      switch TaguetteTable.kind(try AtomicFile.read(path)) {
      case .highlights: self = .taguetteHighlights
      case .tags: self = .taguetteTags
      case nil: self = .codings(lines: false)
      }
    } else if name.hasSuffix(".qdc")
      || (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix("study.")
    {
      self = .codebook
    } else {
      self = .description
    }
  }

  /// Whether it is told by an ``ExchangeReport``.
  var isExchange: Bool {
    switch self {
    case .project, .study, .qualCoder, .taguetteHighlights, .taguetteTags: true
    case .description, .codebook, .codings: false
    }
  }
}

enum AtomicFileName {
  static func last(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
