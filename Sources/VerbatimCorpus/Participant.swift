/// A person of a session, or a group that speaks as one.
///
/// Every focus group has a "P1": a participant is known inside its session by ``id`` and in a
/// study as `session/id`, unless the study says that speakers are shared.
public struct Participant: Sendable, Equatable {
  /// The speaker label by which turns refer to the person: `P1`, `FG2-P3`, `PAD_04476`.
  public var id: String
  /// The name as displayed, where the source gives one that differs from the id.
  public var name: String?
  public var role: Role?
  /// Facts about the person (sex, born, education …), raw as the source has them.
  public var attributes: Attributes
  /// A `personGrp`, or a label such as "Several".
  public var isGroup: Bool
  /// False where the source only uses the label and declares nobody of that name.
  public var isDeclared: Bool

  public init(
    id: String, name: String? = nil, role: Role? = nil, attributes: Attributes = [],
    isGroup: Bool = false, isDeclared: Bool = true
  ) {
    self.id = id
    self.name = name
    self.role = role
    self.attributes = attributes
    self.isGroup = isGroup
    self.isDeclared = isDeclared
  }
}

/// What a person does in a session. Three roles have a meaning for Verbatim; any other word of a
/// source (`chair`, `guest`) is kept as it is.
public struct Role: RawRepresentable, Sendable, Hashable {
  public var rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  public static let moderator = Role(rawValue: "moderator")
  public static let participant = Role(rawValue: "participant")
  public static let observer = Role(rawValue: "observer")
}
