import VerbatimCorpus
import VerbatimIngest

/// One person's part in one session of a source, or all of it, for who rewrites it.
struct ErasedPart {
  /// As the source's own reader gives the session.
  var transcript: Transcript
  /// The label in the source.
  var label: String
  /// Indices of the person's turns.
  var turns: Set<Int>
  /// Turns of others that hold a stretch of theirs: `(P2: mm)`.
  var stretches: [(turn: Int, range: Range<Int>)]
  /// Whether another session of the source has a person of this label who stays.
  var isLabelShared: Bool
  /// The session goes with everything in it.
  var isWhole = false

  init(_ transcript: Transcript, label: String, isLabelShared: Bool) {
    self.transcript = transcript
    self.label = label
    self.isLabelShared = isLabelShared
    turns = Set(
      transcript.turns.indices.filter { transcript.turns[$0].speakers.contains(label) })
    stretches = []
    for (index, turn) in transcript.turns.enumerated() where !turns.contains(index) {
      for mark in turn.marks where mark.kind == .inlineSpeaker && mark.detail == label {
        stretches.append((index, mark.range))
      }
    }
  }

  /// All of a session: one part has every turn, whoever spoke, the others are for what describes people.
  static func whole(
    _ transcript: Transcript, isLabelShared: (String) -> Bool
  ) -> [ErasedPart] {
    var labels = transcript.session.participants.map(\.id)
    for label in transcript.turns.flatMap(\.speakers) where !labels.contains(label) {
      labels.append(label)
    }
    var parts = (labels.isEmpty ? [""] : labels).map { label in
      var part = ErasedPart(transcript, label: label, isLabelShared: isLabelShared(label))
      (part.turns, part.stretches, part.isWhole) = ([], [], true)
      return part
    }
    parts[0].turns = Set(transcript.turns.indices)
    return parts
  }
}

/// Takes a person's words out of a source's bytes, a rewriter a format; whether it came out right is
/// proven afterwards by reading it (``RewriteProof``).
enum SourceRewriting {
  /// What is to be edited in the bytes of TEI or plain text.
  ///
  /// - Throws: ``WithdrawalProblem``.
  static func edits(
    of bytes: [UInt8], at path: String, format: String, _ settings: ReaderSettings,
    _ parts: [ErasedPart], mode: WithdrawalRequest.Mode
  ) throws(WithdrawalProblem) -> SourceEdits {
    switch format {
    case "tei":
      var rewriter = TEIRewriter(bytes, path: path)
      for part in parts { try rewriter.erase(part, mode) }
      return rewriter.finish(mode)
    case "text":
      var edits = SourceEdits()
      let plain = settings.text.flatMap { try? PlainTextSettings($0) } ?? PlainTextSettings()
      for part in parts {
        guard let lines = SourceLines(bytes, plain) else {
          throw .cannotRewrite(path: path, session: part.transcript.session.id, turn: 1)
        }
        try PlainTextRewriter(lines, path: path).erase(part, mode, &edits)
      }
      return edits
    default:
      throw .cannotRewrite(
        path: path, session: parts.first?.transcript.session.id ?? "", turn: 1)
    }
  }
}
