import Dispatch
import VerbatimIndex

/// The segment of a builder, which may be written by another thread. None where the builder is empty.
///
/// Whoever lets go of it waits for its end, so that nothing is written behind a commit that failed.
final class PendingSegment {
  /// Safety: written by the one who writes the segment, read behind ``done``.
  private final class Work: @unchecked Sendable {
    private var builder: SegmentBuilder?
    private let writer: StudyWriter
    private var result: Result<[Manifest.Entry], any Error> = .success([])

    init(_ builder: SegmentBuilder, _ writer: StudyWriter) {
      self.builder = builder
      self.writer = writer
    }

    func run() {
      guard let builder = builder.take(), builder.sessionCount > 0 else { return }
      result = Result { [try writer.write(builder)] }
    }

    func entries() throws -> [Manifest.Entry] { try result.get() }
  }

  private let work: Work
  private let done = DispatchGroup()

  /// - Parameter isBeside: whether another thread writes it; else it is written when this returns.
  init(_ builder: SegmentBuilder, of writer: StudyWriter, isBeside: Bool) {
    work = Work(builder, writer)
    if isBeside {
      let work = work
      DispatchQueue.global().async(group: done) { work.run() }
    } else {
      work.run()
    }
  }

  deinit { done.wait() }

  /// The segment's entry of the manifest. Throws what ``StudyWriter/write(_:)`` does; waits.
  func entries() throws -> [Manifest.Entry] {
    done.wait()
    return try work.entries()
  }
}
