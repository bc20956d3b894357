import Glibc
import VerbatimFiles
import VerbatimThemes

/// A state of a codebook as a person names it.
public enum CodebookReference: Sendable, Equatable {
  /// As it is.
  case now
  /// As it was after an entry of the log.
  case log(Int)
  /// As it was at the end of that moment, day, month …: the beginning of a time in UTC.
  case time(String)
  /// A codebook file, or another study's folder.
  case path(String)

  /// A number is a place in the log; `2026-11-30` and `2026-11-30T10:15` are times; everything else is a
  /// path; `now` is now.
  public init(_ text: String) {
    if text == "now" {
      self = .now
    } else if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let seq = Int(text)
    {
      self = .log(seq)
    } else if Self.isTime(text) {
      self = .time(text)
    } else {
      self = .path(text)
    }
  }

  /// A beginning of `2026-11-30T10:15:00Z`, from the day on.
  private static func isTime(_ text: String) -> Bool {
    let pattern = Array("0000-00-00T00:00:00Z".utf8)
    let bytes = Array(text.utf8)
    guard bytes.count >= 10, bytes.count <= pattern.count else { return false }
    return zip(bytes, pattern).allSatisfy { byte, wanted in
      wanted == UInt8(ascii: "0") ? (0x30...0x39).contains(byte) : byte == wanted
    }
  }
}

/// Why a state of a codebook cannot be had.
public enum CodebookReferenceProblem: Error, Sendable, Equatable {
  case unknownLogEntry(Int, last: Int)
}

extension Study {
  /// The codebook that a reference means, without old paths, and what to call it.
  ///
  /// - Throws: ``CodebookReferenceProblem``, `CodebookHistoryDefect`, ``ImportProblem`` and what opening
  ///   another study throws.
  public func codebook(
    _ reference: CodebookReference, of database: StudyDatabase
  ) throws -> (codebook: Codebook, title: String) {
    switch reference {
    case .now:
      return (try database.read { try $0.codebook() }, "now")
    case .log(let seq):
      return try database.read { study in
        let last = try study.log().last?.seq ?? 0
        guard seq <= last else {
          throw CodebookReferenceProblem.unknownLogEntry(seq, last: last)
        }
        let number =
          try study.codebookVersions().last { ($0.log ?? 0) <= seq }?.number ?? 0
        return (try study.codebook(after: number), "log entry \(seq)")
      }
    case .time(let text):
      return try database.read { study in
        let number =
          try study.codebookVersions().last { $0.at.text <= text || $0.at.text.hasPrefix(text) }?
          .number ?? 0
        return (try study.codebook(after: number), text)
      }
    case .path(let path):
      if AtomicFile.isFolder(path) {
        let other = Study.open(try StudyFolder.open(at: path))
        return (try other.database().read { try $0.codebook() }, path)
      }
      let known = try database.read { try $0.codebook() }
      return (try StudyWriter.codebook(at: path, known: known), path)
    }
  }
}
