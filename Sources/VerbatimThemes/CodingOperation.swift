/// Something that was done to codings, kept so that it can be told and taken back.
public struct CodingOperation: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case add, remove, bulk, `import`, accept, reject, rule, merge, split, undo
  }

  /// From 1 without gaps.
  public var number: Int
  public var at: Timestamp
  public var kind: Kind
  /// Whose codings: `nil` where they are a rule's, or several people's.
  public var coder: String?
  /// The operation that this one took back.
  public var undoes: Int?
  /// The operation that took this one back.
  public var undoneBy: Int?
  /// A source that it touched has changed since: it cannot be taken back.
  public var isFinal: Bool
  public var log: Int?
  public var added: Int
  public var removed: Int
}

/// One coding that an operation added or removed.
public struct CodingChange: Sendable, Hashable {
  public enum Change: String, Sendable, Hashable {
    case added, removed
  }

  public var change: Change
  public var coding: Coding

  public init(_ change: Change, _ coding: Coding) {
    self.change = change
    self.coding = coding
  }
}

/// Why an operation cannot be taken back.
public enum CodingUndoProblem: Error, Sendable, Hashable {
  case unknownOperation(Int)
  case alreadyUndone(Int, by: Int)
  /// A merge, a split, a rule's or another undo: has its own way back.
  case notUndoable(Int, CodingOperation.Kind)
  /// A source that it touched has changed since.
  case sourceChanged(Int)
  /// A coding that it added is not there as it was; how many of its codings.
  case changedSince(Int, codings: Int)
  /// A theme that a removed coding had is not in the codebook any more.
  case themeGone(Int, theme: String)
  /// A rule that a removed coding was made by is gone.
  case ruleGone(Int, rule: String)
}
