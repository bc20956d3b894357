import Foundation
import VerbatimFiles

extension WithdrawalCertificate {
  /// `certificates/withdrawal-3.md` for people and `.json` for programs.
  func write(_ folder: StudyFolder) throws {
    let place = folder.path + "/certificates"
    try AtomicFile.createFolder(place)
    try AtomicFile.write(try json(), to: place + "/\(request).json")
    try AtomicFile.write(Array(markdown.utf8), to: place + "/\(request).md")
  }

  /// Sorted keys.
  public func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [0x0A]
  }

  private var what: String {
    if isSession { return "A session was taken out as a whole." }
    return mode == "remove"
      ? "The person's turns were taken out."
      : "The person's words were taken out; each turn left a mark."
  }

  /// What a person reads, a participant as well.
  public var markdown: String {
    var text = """
      # Certificate of \(request)

      \(what)

      | what | count |
      |---|---:|
      | sessions | \(sessions) |
      | turns erased | \(turns) |
      | words erased | \(words) |
      | facts about people erased | \(facts) |
      | codings dropped | \(codingsDropped) |
      | codings of others' words kept under new turn numbers | \(codingsMoved) |
      | memos and other texts in which their words were blanked | \(textsBlanked) |
      | memos about who withdraws removed | \(memosRemoved) |

      Committed \(committedAt), looked through \(scannedAt).

      ## What was looked through

      \(filesScanned) files, \(bytesScanned) bytes: every byte below the study's folder, read as \
      \(readings.joined(separator: ", ")), whatever the case, accents, punctuation and spacing. \
      Looked for: \(runs) runs of \(runLength) words in a row that nobody else said. The index was \
      decoded as well: \(turnsDecoded) turns, and \(termsCompared) terms against \(singles) words that \
      nobody else used.

      """
    if isClean {
      text += "\n**Found: nothing.**\n"
    } else {
      text += "\n**Found: words that are still there.**\n\n"
      for finding in findings {
        text +=
          finding.reading.map {
            "- `\(finding.path)`: \(finding.count) as \($0), the first at byte \(finding.offset)\n"
          } ?? "- `\(finding.path)`: could not be read\n"
      }
      if turnsLeft > 0 { text += "- the index: \(turnsLeft) turns\n" }
      if termsLeft > 0 { text += "- the index: \(termsLeft) terms\n" }
    }
    if runs == 0 {
      text +=
        "\nNothing was said that others had not said as well: there was nothing to look for.\n"
    }
    text += list("Compressed files, into which nobody looked", compressed.map { "`\($0)`" })
    text += list("Turns of others that repeat their words, for a person to judge", repeats)
    text += list("Free text that stays, for a person to judge", remarks.map(Self.line))
    text += list("Files outside of the study", originals.map(Self.line))
    text += list("Files that were exported earlier", exports.map(Self.line))
    text += list("Locks of quotes written earlier", locks.map(Self.line))
    text += list("What no program can reach", Self.unreachable)
    text += "\n## Files before\n\n" + Self.table(before)
    text += "\n## Files after\n\n" + Self.table(after)
    return text
  }

  private static func line(_ original: WithdrawalOriginal) -> String {
    switch original.state {
    case .same: "`\(original.path)`: still has their words"
    case .changed: "`\(original.path)`: was changed since, and may have their words"
    case .rewritten: "`\(original.path)`: rewritten"
    case .description: "`\(original.path)`: may say something of the person"
    }
  }

  private static func line(_ export: WithdrawalExport) -> String {
    switch export.state {
    case .gone: "`\(export.path)`: not there any more"
    case .clean: "`\(export.path)`: looked through, none of their words"
    case .found: "`\(export.path)`: **has their words**, \(export.count) runs of them"
    case .unread: "`\(export.path)`: could not be looked into"
    }
  }

  private static func line(_ lock: Lock) -> String {
    switch lock.state {
    case .gone: "`\(lock.path)`: not there any more"
    case .unchanged: "`\(lock.path)`: has none of their quotations"
    case .reissued: "`\(lock.path)`: written anew, \(lock.kept) kept, \(lock.dropped) left out"
    case .unread: "`\(lock.path)`: could not be written anew"
    }
  }

  private static func line(_ remark: WithdrawalRemark) -> String {
    let numbers = remark.numbers.map(String.init).joined(separator: ", ")
    let more = remark.count > remark.numbers.count && !remark.numbers.isEmpty ? " …" : ""
    return switch remark.kind {
    case .comment: "`\(remark.place)`: comments at lines \(numbers)\(more)"
    case .note: "`\(remark.place)`: notes of the header at lines \(numbers)\(more)"
    case .line: "`\(remark.place)`: lines that are no turns: \(numbers)\(more)"
    case .turn: "turns of others that name them: \(remark.place) \(numbers)\(more)"
    case .session: "what is said of the session \(remark.place): \(remark.count)"
    case .memo: "memos on the session \(remark.place): \(remark.count)"
    case .text: "texts that name them (\(remark.place)): \(remark.count)"
    }
  }

  private func list(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "\n## \(title)\n\n" + lines.map { "- \($0)\n" }.joined()
  }

  private static func table(_ files: [File]) -> String {
    "| file | bytes | SHA-256 |\n|---|---:|---|\n"
      + files.map { "| `\($0.path)` | \($0.bytes) | `\($0.sha256)` |\n" }.joined()
  }
}
