import VerbatimExtract

/// What was found out about one quotation.
public struct Verdict: Sendable {
  /// Why a quotation was not held against the transcripts.
  public enum Unchecked: String, Sendable {
    /// Fewer words than asked for, and nobody is named at it: a word in marks.
    case tooShort = "too-short"
    /// Not said in the study, and attributed to a publication.
    case cited
  }

  public var quotation: Quotation
  /// As the manuscript has it.
  public var text: String
  public var words: Int
  /// `nil` where it was not checked.
  public var tier: Tier?
  public var unchecked: Unchecked?
  /// All that was done to the words, the least serious first.
  public var edits: [QuoteEdit] = []
  /// Where it was said, the best place first; the closest turn where it is altered. Not all of them
  /// where there are many.
  public var places: [QuotePlace] = []
  /// How many places there are.
  public var placeCount = 0
  /// For altered ones: 1 for the same words.
  public var likeness: Double?
  /// For altered ones: the words of both, and which of them differ.
  public var difference: QuoteDifference?
}

/// A place at which a quotation was said.
public struct QuotePlace: Sendable {
  /// The turns that hold words of it, each with its stretches (scalar offsets in the turn).
  public struct Part: Sendable, Equatable {
    public var turn: Int
    public var speakers: [String]
    public var stretches: [Range<Int>]
  }

  /// The whole turn (the first of several) with the stretch from first word to last.
  public var extract: Extract
  public var parts: [Part]

  public var session: String { extract.session }
  /// The labels of all who speak in it.
  public var speakers: [String] {
    var all: [String] = []
    for part in parts {
      for label in part.speakers where !all.contains(label) { all.append(label) }
    }
    return all
  }

  /// The words as they were said, ` … ` for what the manuscript leaves out.
  public var said: String { extract.match }
}

/// Two versions of some words, as runs that are the same in both and runs that are not.
public struct QuoteDifference: Sendable, Equatable {
  public struct Run: Sendable, Equatable {
    public var text: String
    public var differs: Bool
  }

  public var quoted: [Run]
  public var said: [Run]
  public var alteration: QuoteEdit.Alteration
  /// Words and marks that differ, in the version that has more of them.
  public var count: Int
}
