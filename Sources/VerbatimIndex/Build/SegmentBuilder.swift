import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// Collects sessions and turns them into one segment.
///
/// The segment depends on the sessions and the analyser alone: not on host, time, threads, memory or
/// the order of arrival, for sessions are sorted and terms numbered at the end. With several threads
/// sessions are analysed beside the one that adds them, and the segment is written by all.
///
/// Memory: the tables of terms, about 2 bytes a word for the lists, and what is told to
/// ``init(analyzer:threads:folder:memoryLimit:)``; the words themselves, about 3 bytes each, go to a
/// file without a name beyond that. One thread adds, waits and writes.
public final class SegmentBuilder {
  public let analyzer: Analyzer
  private let drafts: [SegmentDraft]
  /// `nil` with one thread.
  private let queues: DraftQueues?

  /// Bytes of analysed turns that stay in memory, by default.
  public static let defaultMemoryLimit = 16 << 20

  /// - Parameters:
  ///   - threads: how many threads analyse sessions, and write the segment.
  ///   - folder: where a file for what is over `memoryLimit` may be made; `nil`: all is kept in memory.
  public init(
    analyzer: Analyzer, threads: Int = 1, folder: String? = nil,
    memoryLimit: Int = SegmentBuilder.defaultMemoryLimit
  ) {
    self.analyzer = analyzer
    let threads = max(threads, 1)
    drafts = (0..<threads).map { _ in
      SegmentDraft(analyzer: analyzer, folder: folder, memoryLimit: memoryLimit / threads)
    }
    queues = threads > 1 ? DraftQueues(drafts) : nil
  }

  public var threads: Int { drafts.count }

  /// Sessions and UTF-8 bytes of all texts that were added, analysed or not.
  public private(set) var sessionCount = 0
  public private(set) var textBytes = 0

  /// Adds a session. Cost: one pass over its text, with several threads on another one; then this
  /// returns when there is room for more.
  ///
  /// Throws ``IndexProblem`` or ``FileProblem``; with several threads ``wait()`` does.
  ///
  /// - Parameter fingerprint: what decides whether the session must be read again.
  public func add(_ transcript: Transcript, fingerprint: Digest) throws {
    let bytes = transcript.textBytes
    if let queues {
      queues.add(transcript, textBytes: bytes, fingerprint: fingerprint)
    } else {
      try drafts[0].add(transcript, fingerprint: fingerprint)
    }
    sessionCount += 1
    textBytes += bytes
  }

  /// Returns when every session is analysed.
  ///
  /// Throws ``IndexProblem`` or ``FileProblem`` where one cannot be; the builder is good for nothing then.
  public func wait() throws { try queues?.wait() }

  /// Positions in all turns. Waits.
  public func tokenCount() throws -> Int {
    try wait()
    return drafts.reduce(0) { $0 + $1.tokenCount }
  }

  /// The annotations of all sessions that came, those that were taken back too. Waits.
  public func annotationCounts() throws -> AnnotationCounts {
    try wait()
    return drafts.reduce(AnnotationCounts()) { $0 + $1.annotationCounts }
  }

  /// How far a builder is, to come back to: see ``keep(_:)``.
  public struct Mark: Sendable {
    fileprivate let counts: [Int]
  }

  /// Waits.
  public func mark() throws -> Mark {
    try wait()
    return Mark(counts: drafts.map(\.sessions.count))
  }

  /// Forgets the sessions that were added since `mark`. Cost: a pass over them.
  public func keep(_ mark: Mark) throws {
    try wait()
    for (draft, count) in zip(drafts, mark.counts) { try draft.keepFirst(count) }
    sessionCount = drafts.reduce(0) { $0 + $1.sessions.count }
    textBytes = drafts.reduce(0) { $0 + $1.textBytes }
  }

  /// The finished segment in memory, proven to give every text back. The builder cannot be used after
  /// it.
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
    try wait()
    return try SegmentAssembly(analyzer, drafts).write(to: writer, pairBudget: pairBudget)
  }
}
