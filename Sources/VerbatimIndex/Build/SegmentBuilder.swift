import Synchronization
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// Collects sessions and turns them into one segment.
///
/// The segment depends on the sessions and the analyser alone: not on host, time, threads, memory or
/// the order of arrival, for sessions are sorted and terms numbered at the end. Several threads may
/// add at a time, each under its own number.
///
/// Memory: the tables of terms, about 1.5 bytes a word for the lists, and what is told to
/// ``init(analyzer:threads:folder:memoryLimit:)``; the words themselves, about 3 bytes each, go to a
/// file without a name beyond that.
public final class SegmentBuilder: Sendable {
  public let analyzer: Analyzer
  private let drafts: [Draft]

  /// Safety: each draft is only used by the thread of its number until the segment is written.
  private struct Draft: @unchecked Sendable {
    let draft: SegmentDraft
  }

  /// Bytes of analysed turns that stay in memory, by default.
  public static let defaultMemoryLimit = 48 << 20

  /// - Parameters:
  ///   - threads: how many threads add sessions, and write the segment.
  ///   - folder: where a file for what is over `memoryLimit` may be made; `nil`: all is kept in memory.
  public init(
    analyzer: Analyzer, threads: Int = 1, folder: String? = nil,
    memoryLimit: Int = SegmentBuilder.defaultMemoryLimit
  ) {
    self.analyzer = analyzer
    drafts = (0..<max(threads, 1)).map { _ in
      Draft(
        draft: SegmentDraft(
          analyzer: analyzer, folder: folder, memoryLimit: memoryLimit / max(threads, 1)))
    }
  }

  public var threads: Int { drafts.count }

  public var sessionCount: Int { drafts.reduce(0) { $0 + $1.draft.sessions.count } }

  /// UTF-8 bytes of all texts so far. Only while no thread adds.
  public var textBytes: Int {
    drafts.reduce(0) { $0 + $1.draft.textBytes }
  }

  /// Adds a session. Cost: one pass over its text.
  ///
  /// - Parameters:
  ///   - fingerprint: what decides whether the session must be read again.
  ///   - thread: the number of the thread, from 0.
  /// - Returns: the positions in its turns.
  @discardableResult
  public func add(_ transcript: Transcript, fingerprint: Digest, thread: Int = 0) throws -> Int {
    try drafts[thread].draft.add(transcript, fingerprint: fingerprint).tokenCount
  }

  /// How far a builder is, to come back to: see ``keep(_:)``.
  public struct Mark: Sendable {
    fileprivate let counts: [Int]
  }

  public var mark: Mark { Mark(counts: drafts.map(\.draft.sessions.count)) }

  /// Forgets the sessions that were added since `mark`. Cost: a pass over them.
  public func keep(_ mark: Mark) throws {
    for (draft, count) in zip(drafts, mark.counts) { try draft.draft.keepFirst(count) }
  }

  /// The finished segment in memory, proven to give every text back.
  ///
  /// Throws ``IndexProblem`` where a limit of the format is passed, or where a turn does not come
  /// back byte for byte (then nothing may be committed).
  public func finish() throws -> SegmentImage {
    try SegmentImage { try write(to: $0) }
  }

  /// Writes the finished segment, proven like that of ``finish()``, into the index folder.
  ///
  /// Throws also ``FileProblem``; nothing is left behind then.
  public func write(into folder: String) throws -> Manifest.Entry {
    let writer = try SectionWriter.toFile(in: folder)
    let counts = try write(to: writer)
    return Manifest.Entry(
      name: try writer.finish(), sessions: counts.sessions, turns: counts.turns)
  }

  /// - Parameter pairBudget: bytes for the lists of pairs; `nil`: what the format says.
  @discardableResult
  func write(
    to writer: SectionWriter, pairBudget: Int? = nil
  ) throws -> (sessions: Int, turns: Int) {
    try SegmentAssembly(analyzer, drafts.map(\.draft)).write(to: writer, pairBudget: pairBudget)
  }
}
