import VerbatimCorpus
import VerbatimFiles

/// A person's turns out of JSON Lines: whole lines, or all of a line but what tells whose turn it was and
/// when.
struct JSONLinesRewriter {
  private let path: String
  /// The lines of the turns by their numbers, each with its line feed, and where it begins.
  private var lines: [Int: (start: Int, bytes: [UInt8])] = [:]

  /// Cost: a pass over the file; memory for the lines of the parts' turns.
  init(_ stream: FileStream, path: String, _ parts: [ErasedPart]) throws(FileProblem) {
    self.path = path
    var wanted: Set<Int> = []
    for part in parts {
      for turn in part.turns { wanted.insert(part.transcript.turns[turn].place.line) }
    }
    var (number, start, offset) = (1, 0, 0)
    var begun: [UInt8] = []
    func end(_ at: Int, _ lines: inout [Int: (start: Int, bytes: [UInt8])]) {
      if wanted.contains(number) { lines[number] = (start, begun) }
      begun.removeAll(keepingCapacity: true)
      (number, start) = (number + 1, at)
    }
    while let piece = try stream.next() {
      var at = 0
      while at < piece.count {
        let feed = piece[at...].firstIndex(of: 0x0A)
        let next = feed.map { $0 + 1 } ?? piece.count
        if wanted.contains(number) { begun += piece[at..<next] }
        if feed != nil { end(offset + next, &lines) }
        at = next
      }
      offset += piece.count
    }
    end(offset, &lines)
  }

  func erase(
    _ part: ErasedPart, _ mode: WithdrawalRequest.Mode, _ edits: inout SourceEdits
  ) throws(WithdrawalProblem) {
    for index in part.turns.sorted() {
      let turn = part.transcript.turns[index]
      guard let line = lines[turn.place.line], let text = turn.place.bytes else {
        throw .cannotRewrite(
          path: path, session: part.transcript.session.id, turn: turn.number)
      }
      switch mode {
      case .remove: edits.replace(line.start..<(line.start + line.bytes.count))
      case .redact:
        edits.replace(text, by: Array(WithdrawalRequest.marker.utf8))
        for member in members(of: line.bytes) where !Self.kept.contains(member.key) {
          edits.replace(
            (line.start + member.range.lowerBound)..<(line.start + member.range.upperBound))
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
  private func members(of bytes: [UInt8]) -> [(key: String, range: Range<Int>)] {
    var found: [(key: String, range: Range<Int>)] = []
    var at = 0
    var depth = 0
    var start: Int?
    var key: Range<Int>?
    func close(_ end: Int) {
      guard let from = start, let key else { return }
      found.append((String(decoding: bytes[key], as: UTF8.self), from..<end))
    }
    while at < bytes.count {
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
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
          at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        if depth == 1, key == nil { key = open..<min(at, bytes.count) }
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
