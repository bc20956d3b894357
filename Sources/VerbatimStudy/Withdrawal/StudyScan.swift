import Foundation
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex

/// Goes through every byte of every file below a study's folder, and through what the index gives when it
/// is decoded.
struct StudyScan {
  private(set) var files: [WithdrawalCertificate.File] = []
  private(set) var bytes = 0
  private(set) var findings: [WithdrawalCertificate.Finding] = []
  private(set) var compressed: [String] = []
  private(set) var turns = 0
  private(set) var terms = 0
  private(set) var turnsLeft = 0
  private(set) var termsLeft = 0

  /// The files of a folder and those in it, by their paths below it, in order. Links are files, not
  /// followed.
  static func paths(below folder: String) throws -> [String] {
    var found: [String] = []
    var stack = [""]
    while let prefix = stack.popLast() {
      let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/" + prefix)
      for name in names {
        let path = prefix.isEmpty ? name : prefix + "/" + name
        let type =
          try FileManager.default.attributesOfItem(atPath: folder + "/" + path)[.type]
          as? FileAttributeType
        if type == .typeDirectory { stack.append(path) } else { found.append(path) }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Sizes and digests alone.
  static func digests(below folder: String, without skipped: Set<String>) throws
    -> [WithdrawalCertificate.File]
  {
    let scan = ByteScan(.none)
    var files: [WithdrawalCertificate.File] = []
    for path in try paths(below: folder) where !skipped.contains(path) {
      guard let file = try? scan.finds(inFileAt: folder + "/" + path) else { continue }
      files.append(
        WithdrawalCertificate.File(path: path, bytes: file.size, sha256: file.digest.hex))
    }
    return files
  }

  /// - Parameter skipped: what goes right after: the file with the hashes.
  init(_ words: ErasedWords, in study: Study, _ index: Index, without skipped: Set<String>) throws {
    let scan = ByteScan(words)
    for path in try Self.paths(below: study.folder.path) where !skipped.contains(path) {
      let file: ByteScan.FileResult
      do {
        file = try scan.finds(inFileAt: study.folder.path + "/" + path)
      } catch {
        findings.append(.init(path: path, reading: nil, offset: 0, count: 0))
        continue
      }
      files.append(.init(path: path, bytes: file.size, sha256: file.digest.hex))
      bytes += file.size
      for find in file.finds + scan.finds(in: Array(path.utf8)) {
        findings.append(
          .init(path: path, reading: find.view.rawValue, offset: find.offset, count: find.count))
      }
      guard file.isCompressed else { continue }
      guard let inside = scan.finds(inArchiveAt: study.folder.path + "/" + path) else {
        compressed.append(path)
        continue
      }
      for (_, find) in inside {
        findings.append(
          .init(
            path: path, reading: "\(find.view.rawValue), unpacked", offset: find.offset,
            count: find.count))
      }
    }
    try decode(words, index)
  }

  /// The index as words: its terms, and its turns put together.
  private mutating func decode(_ words: ErasedWords, _ index: Index) throws {
    for segment in index.segments {
      segment.walkTerms(prefix: []) { _, entry in
        guard let term = entry()?.term else { return true }
        terms += 1
        let own = FoldedWords.words(of: term.string, key: words.key, run: 1)
        if own.contains(where: { words.singles.contains($0.hash) }) { termsLeft += 1 }
        return true
      }
    }
    try WithdrawalPlan.forEachTurn(index) { _, _, text in
      turns += 1
      let own = FoldedWords.words(of: text, key: words.key, run: words.run)
      if own.contains(where: { $0.run.map(words.runs.contains) ?? false }) { turnsLeft += 1 }
    }
  }
}
