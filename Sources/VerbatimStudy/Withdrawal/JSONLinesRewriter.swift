import VerbatimCorpus

/// A person's turns out of JSON Lines: whole lines, or all of a line but what tells whose turn it was and
/// when.
struct JSONLinesRewriter {
  private let bytes: [UInt8]
  private let path: String
  /// Each with its line feed.
  private let lines: [Range<Int>]

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    var lines: [Range<Int>] = []
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      lines.append(start..<end)
      start = end
    }
    self.lines = lines
  }

  func erase(
    _ part: ErasedPart, _ mode: WithdrawalRequest.Mode, _ edits: inout SourceEdits
  ) throws(WithdrawalProblem) {
    for index in part.turns.sorted() {
      let turn = part.transcript.turns[index]
      guard lines.indices.contains(turn.place.line - 1), let text = turn.place.bytes else {
        throw .cannotRewrite(
          path: path, session: part.transcript.session.id, turn: turn.number)
      }
      let line = lines[turn.place.line - 1]
      switch mode {
      case .remove: edits.replace(line)
      case .redact:
        edits.replace(text, by: Array(WithdrawalRequest.marker.utf8))
        for member in members(of: line) where !Self.kept.contains(member.key) {
          edits.replace(member.range)
        }
      }
    }
  }

  /// Anything else may say something of the person, or repeat the words.
  private static let kept: Set<String> = [
    "text", "session", "group", "speaker", "role", "turn", "start", "end",
  ]

  /// The members of the line's object, each with the comma that parts it from those that stay. The
  /// line was read before, so that it is known to be an object of scalars and one object of scalars.
  private func members(of line: Range<Int>) -> [(key: String, range: Range<Int>)] {
    var found: [(key: String, range: Range<Int>)] = []
    var at = line.lowerBound
    var depth = 0
    var start: Int?
    var key: Range<Int>?
    func close(_ end: Int) {
      guard let from = start, let key else { return }
      found.append((String(decoding: bytes[key], as: UTF8.self), from..<end))
    }
    while at < line.upperBound {
      switch bytes[at] {
      case UInt8(ascii: "{"):
        depth += 1
        if depth == 1 { start = at + 1 }
      case UInt8(ascii: "}"):
        depth -= 1
        if depth == 0 { close(at) }
      case UInt8(ascii: ",") where depth == 1:
        close(at)
        // The comma belongs to the member behind it.
        start = at
        key = nil
      case UInt8(ascii: "\""):
        let open = at + 1
        at += 1
        while at < line.upperBound, bytes[at] != UInt8(ascii: "\"") {
          at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        if depth == 1, key == nil { key = open..<min(at, line.upperBound) }
      default: break
      }
      at += 1
    }
    return withFirstKept(found)
  }

  /// Where the first members go, the comma of the first that stays goes instead of theirs.
  private func withFirstKept(
    _ members: [(key: String, range: Range<Int>)]
  ) -> [(key: String, range: Range<Int>)] {
    guard let first = members.firstIndex(where: { Self.kept.contains($0.key) }), first > 0 else {
      return members
    }
    var members = members
    let kept = members[first].range
    members[first - 1].range =
      members[first - 1].range.lowerBound..<min(kept.lowerBound + 1, kept.upperBound)
    return members
  }
}
