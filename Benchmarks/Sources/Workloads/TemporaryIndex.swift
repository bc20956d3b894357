import Foundation
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// An index over one segment. Its folder is gone before anything is measured: the mapping stays.
struct TemporaryIndex {
  let index: Index
  let segment: Segment

  init(_ transcripts: [Transcript]) throws {
    let image = try Self.build(transcripts)
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-benchmarks-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let entry = Manifest.Entry(
      name: image.name, sessions: transcripts.count,
      turns: transcripts.reduce(0) { $0 + $1.turns.count })
    try Data(image.bytes).write(to: folder.appendingPathComponent(entry.file))
    index = try Index(
      folder: folder.path,
      manifest: Manifest(analyzer: Analyzer.standard.identifier, entries: [entry]))
    segment = index.segments[0]
  }

  static func build(_ transcripts: [Transcript]) throws -> SegmentImage {
    let builder = SegmentBuilder(analyzer: .standard)
    for transcript in transcripts {
      try builder.add(transcript, fingerprint: transcript.session.source.digest)
    }
    return try builder.finish()
  }
}
