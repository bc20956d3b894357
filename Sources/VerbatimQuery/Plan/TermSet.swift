import VerbatimAnalysis
import VerbatimIndex

/// The terms of one segment that a word of a query stands for.
struct TermSet: Sendable {
  let lists: TermLists
  /// What an occurrence's own spelling must be, where the query asks for exact characters.
  let surface: Wildcard?
  /// For few terms: how they are found in a turn's code bytes.
  let pattern: CodePattern?
  /// For many: one bit a term of the segment.
  private let bits: [UInt64]

  /// - Parameter lists: each term once.
  init(_ lists: TermLists, surface: Wildcard? = nil) {
    self.lists = lists
    self.surface = surface
    pattern = lists.count > CodePattern.mostTerms ? nil : CodePattern(anyOf: lists.ids)
    if lists.count > CodePattern.mostTerms {
      var bits = [UInt64](repeating: 0, count: lists.segment.termCount / 64 + 1)
      for index in 0..<lists.count {
        let id = lists.id(index)
        bits[id >> 6] |= 1 << UInt64(id & 63)
      }
      self.bits = bits
    } else {
      bits = []
    }
  }

  /// The terms of both sets; neither asks for a spelling.
  func union(_ other: TermSet) -> TermSet {
    var lists = self.lists
    lists.add(other.lists)
    return TermSet(lists)
  }

  /// The terms, where they are few enough to be looked for one by one.
  var codedIDs: [Int]? { pattern == nil || surface != nil ? nil : lists.ids }

  @inline(__always)
  func contains(_ id: Int) -> Bool {
    if bits.isEmpty {
      for index in 0..<lists.count where lists.id(index) == id { return true }
      return false
    }
    return id >> 6 < bits.count && bits[id >> 6] & 1 << UInt64(id & 63) != 0
  }
}

/// What a word of a query became in the dictionary, for `explain` and for the notes of an answer.
public struct Expansion: Sendable, Equatable {
  /// As typed, in normal form.
  public var pattern: String
  /// Distinct terms in all segments.
  public var formCount: Int
  /// Some of them, the most frequent first.
  public var sample: [String]
  /// Turns that hold one, each term counted for itself.
  public var turnCount: Int
}
