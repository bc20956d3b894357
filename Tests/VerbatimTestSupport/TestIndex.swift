import Foundation
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// Segments in memory.
public enum TestIndex {
  /// One segment of all transcripts.
  public static func segment(
    _ transcripts: [Transcript], analyzer: Analyzer = .standard
  ) throws -> Segment {
    try Segment(image(transcripts, analyzer: analyzer))
  }

  public static func image(
    _ transcripts: [Transcript], analyzer: Analyzer = .standard
  ) throws -> SegmentImage {
    let builder = SegmentBuilder(analyzer: analyzer)
    for transcript in transcripts {
      try builder.add(transcript, fingerprint: transcript.session.source.digest)
    }
    return try builder.finish()
  }

  /// A session of plain turns by `P1`, `P2` … in turn.
  public static func transcript(_ id: String, _ texts: [String]) -> Transcript {
    let source = Source(path: id + ".txt", digest: Digest(bytes: Array(repeating: 7, count: 32)))
    var offset = 0
    let turns = texts.enumerated().map { index, text in
      let length = text.utf8.count
      defer { offset += length + 1 }
      return Turn(
        number: index + 1, speakers: ["P\(index % 3 + 1)"], text: text,
        place: SourcePlace(
          line: index + 1, bytes: offset..<offset + length,
          map: OffsetMap(identityAt: offset, length: length)))
    }
    let people = (1...3).prefix(texts.count).map { Participant(id: "P\($0)") }
    return Transcript(session: Session(id: id, participants: people, source: source), turns: turns)
  }
}

extension TestIndex {
  /// An index on disk: a segment of each list of transcripts, in a folder that is there.
  public static func index(
    _ parts: [[Transcript]], in folder: String, sharesSpeakers: Bool = false
  ) throws -> Index {
    var entries: [Manifest.Entry] = []
    for part in parts {
      let image = try image(part)
      let segment = try Segment(image)
      let entry = Manifest.Entry(
        name: image.name, sessions: segment.sessionCount, turns: segment.turnCount)
      try Data(image.bytes).write(to: URL(fileURLWithPath: folder + "/" + entry.file))
      entries.append(entry)
    }
    return try Index(
      folder: folder,
      manifest: Manifest(
        analyzer: Analyzer.standard.identifier, sharesSpeakers: sharesSpeakers, entries: entries))
  }
}
