/// A condition on the turn, its speaker, its session or what is attached to it.
public struct FieldFilter: Sendable, Equatable {
  public enum Condition: Sendable, Equatable {
    /// One of these, none of the negated ones; `*` is a wildcard in each, `\*` and `\\` stand for
    /// the characters themselves.
    case values([Value])
    /// A number in this range, both ends included; a missing end is open.
    case range(Int?, Int?)
  }

  public struct Value: Sendable, Equatable {
    public var text: String
    public var isNegated: Bool

    public init(text: String, isNegated: Bool = false) {
      self.text = text
      self.isNegated = isNegated
    }
  }

  /// `speaker role group session turn theme coder event`, or an attribute's name; `attr.NAME` is
  /// always the attribute.
  public var name: String
  public var condition: Condition
  /// How places are compared, for themes and coders; `nil` speaks of turns.
  public var mode: RegionMode?

  public init(name: String, condition: Condition, mode: RegionMode? = nil) {
    self.name = name
    self.condition = condition
    self.mode = mode
  }
}

/// How the places of a hit and the coded stretches of its turns are compared. A hit without places is
/// its whole turns; a coding of a whole turn is a stretch from its first to its last character.
public enum RegionMode: String, Sendable, Equatable, CaseIterable {
  /// Each span of the hit is a coded stretch.
  case exact
  /// Each span of the hit lies inside a coded stretch.
  case inside
  /// A span of the hit and a coded stretch have a character in common.
  case overlap
}
