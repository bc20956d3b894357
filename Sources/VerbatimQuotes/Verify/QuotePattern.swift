/// A quotation as pieces of words, with what the author declares to have done between them.
///
/// `She [the worker] listens […] and that’s [sic] it` is three pieces, `She`, `listens` and `and that’s … it`
/// being parted by an insertion, an omission, an insertion. Whether `…` or `[hospital]` is declared or was
/// said is seen only beside the transcript: both are tried.
struct QuotePattern {
  /// What stands between two pieces, or before the first, or behind the last.
  enum Joint: Equatable {
    /// `…`, `...`, `[…]`, `(...)`.
    case omission
    /// `[word]`.
    case brackets(String)
    /// `(laughs)`: an event, or words in brackets.
    case event(String)
  }

  struct Piece {
    var text: CanonicalText
    /// `[T]he`: that the letter was made a capital or a small one is declared.
    var hasDeclaredCase = false
  }

  /// One more than there are pieces.
  private(set) var joints: [[Joint]] = [[]]
  /// The joints as they stand, in canonical units, to be compared with what was said there.
  private(set) var jointTexts: [[UInt32]] = [[]]
  private(set) var pieces: [Piece] = []

  /// Of what is put in brackets no more than this is an insertion.
  static let longestBracket = 200
  static let mostPieces = 400

  /// Whether its ellipses are written as one sign.
  private(set) var usesSign = false

  var hasOmission: Bool { joints.contains { $0.contains(.omission) } }
  var hasJoints: Bool { joints.contains { !$0.isEmpty } }

  /// Nothing is declared: every sign is taken as said.
  init(literally scalars: [Unicode.Scalar]) {
    pieces = [Piece(text: CanonicalText(scalars))]
    joints = [[], []]
    jointTexts = [[], []]
  }

  init(parsing scalars: [Unicode.Scalar]) {
    usesSign = scalars.contains("…")
    var piece: [Unicode.Scalar] = []
    var isCaseDeclared = false
    var at = 0
    func mark(_ at: Int) -> (joint: Joint, end: Int)? { Self.joint(scalars, at) }
    while at < scalars.count {
      if pieces.count < Self.mostPieces, let (joint, end) = mark(at) {
        if case .brackets(let text) = joint, text.unicodeScalars.count == 1,
          let letter = text.unicodeScalars.first, letter.isLetterOrDigit, end < scalars.count,
          scalars[end].isLetterOrDigit, at == 0 || !scalars[at - 1].isLetterOrDigit
        {
          endPiece(&piece, &isCaseDeclared)
          piece.append(letter)
          isCaseDeclared = true
        } else {
          endPiece(&piece, &isCaseDeclared)
          joints[joints.count - 1].append(joint)
          jointTexts[jointTexts.count - 1] += CanonicalText(Array(scalars[at..<end])).units
        }
        at = end
      } else {
        piece.append(scalars[at])
        at += 1
      }
    }
    endPiece(&piece, &isCaseDeclared)
  }

  private mutating func endPiece(_ scalars: inout [Unicode.Scalar], _ isCaseDeclared: inout Bool) {
    defer {
      scalars = []
      isCaseDeclared = false
    }
    let text = CanonicalText(Self.trimmed(scalars))
    // A full stop between two declared edits says nothing.
    guard text.units.contains(where: CanonicalText.isWord) else {
      jointTexts[jointTexts.count - 1] += text.units
      return
    }
    pieces.append(Piece(text: text, hasDeclaredCase: isCaseDeclared))
    joints.append([])
    jointTexts.append([])
  }

  private static func trimmed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    guard let first = scalars.firstIndex(where: { !$0.isBlank }),
      let last = scalars.lastIndex(where: { !$0.isBlank })
    else { return [] }
    return Array(scalars[first...last])
  }

  /// The joint that begins at an offset, and where it ends.
  private static func joint(
    _ scalars: [Unicode.Scalar], _ start: Int
  ) -> (joint: Joint, end: Int)? {
    if let end = ellipsisEnd(scalars, start) { return (.omission, end) }
    let close: Unicode.Scalar
    switch scalars[start] {
    case "[": close = "]"
    case "(": close = ")"
    default: return nil
    }
    let limit = min(scalars.count, start + (close == "]" ? longestBracket : 60))
    for at in start + 1..<max(limit, start + 1) {
      if scalars[at] == scalars[start] { return nil }
      guard scalars[at] == close else { continue }
      let inside = trimmed(Array(scalars[start + 1..<at]))
      if let first = inside.first, ".…".unicodeScalars.contains(first),
        ellipsisEnd(inside, 0) == inside.count
      {
        return (.omission, at + 1)
      }
      var text = ""
      text.unicodeScalars.append(contentsOf: inside)
      guard !inside.isEmpty else { return nil }
      return (close == "]" ? .brackets(text) : .event(text), at + 1)
    }
    return nil
  }

  /// `…`, `...`, `. . .`, `....`: the end of the ellipsis that begins at an offset.
  private static func ellipsisEnd(_ scalars: [Unicode.Scalar], _ start: Int) -> Int? {
    guard scalars[start] == "…" || scalars[start] == "." else { return nil }
    var count = 0
    var at = start
    var end = start
    while at < scalars.count {
      if scalars[at] == "…" {
        count += 3
      } else if scalars[at] == "." {
        count += 1
      } else if scalars[at].isBlank, at + 1 < scalars.count, scalars[at + 1] == ".",
        at > start, scalars[at - 1] == "."
      {
        at += 1
        continue
      } else {
        break
      }
      at += 1
      end = at
    }
    return count >= 3 ? end : nil
  }
}
