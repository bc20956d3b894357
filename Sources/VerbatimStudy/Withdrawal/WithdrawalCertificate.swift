import Foundation
import VerbatimCorpus
import VerbatimDigest

/// Says what was erased, what was looked through afterwards, and what no program can reach. No word of
/// anybody, and no label: the request's number stands for the person.
public struct WithdrawalCertificate: Codable, Sendable, Equatable {
  /// A file with its size and SHA-256.
  public struct File: Codable, Sendable, Equatable {
    public var path: String
    public var bytes: Int
    public var sha256: String
  }

  /// Erased words that are still in a file, or a file that could not be looked into.
  public struct Finding: Codable, Sendable, Equatable {
    public var path: String
    /// How the bytes were read when they were found; `nil` for a file that could not be read.
    public var reading: String?
    /// Byte offset of the first.
    public var offset: Int
    public var count: Int
  }

  /// A lock of quotations that was written.
  public struct Lock: Codable, Sendable, Equatable {
    public enum State: String, Codable, Sendable {
      /// It is not there any more.
      case gone
      case unchanged
      /// Written anew: without their quotations, and with the places that others' words now have.
      case reissued
      /// It could not be read or written.
      case unread
    }

    public var path: String
    public var state: State
    /// Quotations that stay, and that went.
    public var kept: Int
    public var dropped: Int
  }

  public var version = 2
  /// `withdrawal-3`.
  public var request: String
  public var mode: String
  /// A session was taken out as a whole.
  public var isSession: Bool
  /// When the change was committed, and when the study was looked through.
  public var committedAt: String
  public var scannedAt = ""

  public var sessions: Int
  public var turns: Int
  public var words: Int
  public var facts: Int
  public var codingsDropped: Int
  public var codingsMoved: Int
  public var textsBlanked: Int
  public var memosRemoved: Int

  /// Runs of words that only the person said, how long they are, and words that only they used.
  public var runs: Int
  public var runLength: Int
  public var singles: Int

  /// Files of the study, before and after.
  public var before: [File]
  public var after: [File] = []

  public var filesScanned = 0
  public var bytesScanned = 0
  public var readings: [String] = []
  /// Turns of the index that were decoded and compared, and terms of its dictionaries.
  public var turnsDecoded = 0
  public var termsCompared = 0
  /// Words that only the person used and that the index still has as terms.
  public var termsLeft = 0
  public var turnsLeft = 0
  public var findings: [Finding] = []
  /// Files that are compressed in a way that is not known: nothing was looked for in them.
  public var compressed: [String] = []

  /// Turns of others with the person's words in a row, for somebody to judge.
  public var repeats: [String]
  /// Free text that stays, for somebody to judge.
  public var remarks: [WithdrawalRemark]
  /// Files that commands wrote earlier, by the log, and quotes that were locked.
  public var exports: [WithdrawalExport]
  public var locks: [Lock]
  /// The files outside of the study.
  public var originals: [WithdrawalOriginal]

  /// Exports that are still there and have their words.
  public var tellingExports: [WithdrawalExport] { exports.filter { $0.state == .found } }

  /// True where nothing of theirs was found in the study.
  public var isClean: Bool { findings.isEmpty && termsLeft == 0 && turnsLeft == 0 }

  public static let unreachable = [
    "copies of the study: backups, snapshots, synchronised folders, git history",
    "blocks of the disk that held the files before; only encryption whose key is destroyed helps",
    "files that were exported or sent, and what others made of them",
    "what is published",
    "the shell's history and terminal windows",
  ]
}
