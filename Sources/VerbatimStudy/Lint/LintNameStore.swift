import VerbatimFiles
import VerbatimLint
import VerbatimThemes

extension StudyFolder {
  /// The key of the stored names' hashes: 32 bytes for its owner alone.
  public var lintKey: String { path + "/lint.key" }
  /// Words that `lint` lets pass, where somebody wrote the file.
  public var lintAllow: String { path + "/lint-allow.txt" }
  /// Places and organisations that `lint` looks for, where somebody wrote the file.
  public var lintPlaces: String { path + "/lint-places.txt" }
}

/// What is wrong with what `lint` was given or keeps.
public enum LintProblem: Error, Sendable, Equatable {
  /// A file that is no UTF-8.
  case notText(path: String)
  /// No Word or OpenDocument file, or one that is damaged.
  case notDocument(path: String)
  /// A file of names without a name.
  case noNames(path: String)
  case tooManyNames(path: String, limit: Int)
  /// The study has hashes of names, and no key to compare by.
  case keyMissing(path: String)
  /// The key, or the hashes, are not what was written.
  case namesDamaged
}

extension Study {
  static let lintNamesSetting = "lint.names"

  /// The names that the study keeps as keyed hashes; `nil` where it has none.
  ///
  /// - Throws: ``LintProblem``, ``FileProblem``.
  public func lintNames(_ database: StudyDatabase) throws -> LintNames? {
    guard let text = try database.read({ try $0.setting(Self.lintNamesSetting) }) else {
      return nil
    }
    guard let names = LintNames(parsing: text, key: try lintKey()) else {
      throw LintProblem.namesDamaged
    }
    return names
  }

  private func lintKey() throws -> [UInt8] {
    do {
      return try AtomicFile.read(folder.lintKey)
    } catch let problem where problem.cause == .notFound {
      throw LintProblem.keyMissing(path: folder.lintKey)
    }
  }
}

extension StudyWriter {
  /// Keeps names as keyed hashes, in place of those kept before. The key is made where there is none.
  ///
  /// - Returns: how many different names there are.
  public func keepLintNames(_ names: [String]) throws -> Int {
    var key = (try? AtomicFile.read(study.folder.lintKey)) ?? []
    if key.count != LintNames.keyLength {
      // A kill behind this leaves a key that nothing uses.
      key = LintNames.randomKey()
      try AtomicFile.write(key, to: study.folder.lintKey)
    }
    let kept = LintNames(names, key: key)
    try database.transaction { transaction in
      try transaction.setSetting(Study.lintNamesSetting, to: kept.text)
      try transaction.appendLog(
        actor: actor, action: "lint-names", details: "{\"names\":\(kept.count)}")
    }
    return kept.count
  }

  /// Notes that the study was looked at: how much, and how many findings of each certainty.
  public func record(_ lint: StudyLint) throws {
    func count(_ certainty: LintCertainty) -> Int {
      lint.entries.count { $0.certainty == certainty }
    }
    let details =
      "{\"turns\":\(lint.turns),\"certain\":\(count(.certain)),\"likely\":\(count(.likely)),"
      + "\"look\":\(count(.look))}"
    try database.transaction { transaction in
      _ = try transaction.appendLog(actor: actor, action: "lint", details: details)
    }
  }

  /// - Returns: false where none were kept.
  public func forgetLintNames() throws -> Bool {
    var isKept = false
    try database.transaction { transaction in
      isKept = try transaction.reading.setting(Study.lintNamesSetting) != nil
      guard isKept else { return }
      try transaction.setSetting(Study.lintNamesSetting, to: nil)
      try transaction.appendLog(actor: actor, action: "forget-lint-names")
    }
    try AtomicFile.remove(study.folder.lintKey)
    return isKept
  }
}

/// Lists that a person wrote: a name or a word a line, `#` before what is no entry.
public enum LintFile {
  public static let mostNames = 200_000

  /// - Throws: ``LintProblem``, ``FileProblem``.
  public static func lines(_ path: String) throws -> [String] {
    let bytes = try AtomicFile.read(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw LintProblem.notText(path: path)
    }
    return text.split(whereSeparator: \.isNewline).map(String.init)
      .filter { line in
        guard let first = line.unicodeScalars.first(where: { !$0.properties.isWhitespace }) else {
          return false
        }
        return first != "#"
      }
  }

  /// - Throws: ``LintProblem`` where there is none, or too many.
  public static func names(_ path: String) throws -> [String] {
    let names = try lines(path).filter { !LintText.keys(of: $0).isEmpty }
    guard !names.isEmpty else { throw LintProblem.noNames(path: path) }
    guard names.count <= mostNames else {
      throw LintProblem.tooManyNames(path: path, limit: mostNames)
    }
    return names
  }

  /// The keys of all words of a file.
  public static func words(_ path: String) throws -> Set<String> {
    Set(try lines(path).flatMap { LintText.keys(of: $0) })
  }
}
