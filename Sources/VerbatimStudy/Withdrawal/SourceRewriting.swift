import VerbatimCorpus
import VerbatimIngest

/// One person's part in one session of a source, for who rewrites it.
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
}

/// Takes a person's words out of a source's bytes, a rewriter a format; whether it came out right is
/// proven afterwards by reading it (``RewriteProof``).
enum SourceRewriting {
  /// - Throws: ``WithdrawalProblem``.
  static func rewritten(
    _ bytes: [UInt8], at path: String, format: String, _ settings: ReaderSettings,
    _ parts: [ErasedPart], mode: WithdrawalRequest.Mode
  ) throws(WithdrawalProblem) -> [UInt8] {
    var edits = SourceEdits()
    switch format {
    case "tei":
      var rewriter = TEIRewriter(bytes, path: path)
      for part in parts { try rewriter.erase(part, mode) }
      edits = rewriter.finish(mode)
    case "text":
      let plain = settings.text.flatMap { try? PlainTextSettings($0) } ?? PlainTextSettings()
      for part in parts {
        guard let lines = SourceLines(bytes, plain) else {
          throw .cannotRewrite(path: path, session: part.transcript.session.id, turn: 1)
        }
        try PlainTextRewriter(lines, path: path).erase(part, mode, &edits)
      }
    case "jsonl":
      let rewriter = JSONLinesRewriter(bytes, path: path)
      for part in parts { try rewriter.erase(part, mode, &edits) }
    default:
      throw .cannotRewrite(
        path: path, session: parts.first?.transcript.session.id ?? "", turn: 1)
    }
    return edits.applied(to: bytes)
  }
}
