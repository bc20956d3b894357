/// How a quotation stands to what was said; the order is that of seriousness.
public enum Tier: Int, Sendable, CaseIterable, Comparable {
  /// Scalar for scalar.
  case exact
  /// Quotation marks, apostrophes, dashes, ellipses as signs, composition of letters; a full stop or
  /// comma before the closing mark.
  case typographic
  /// White space that is more, less or other.
  case whiteSpace
  /// Words left out where an ellipsis says so.
  case omission
  /// Words put in, in square brackets; events shown in round ones.
  case insertion
  /// The first letter is a capital and was none, or the other way round.
  case firstLetter
  /// Other words, other punctuation, other case.
  case altered
  /// Said, but not by whom the manuscript names.
  case misattributed
  /// Said by somebody whose words may not be quoted now.
  case withheld
  case notFound

  /// The name in data.
  public var name: String {
    switch self {
    case .exact: "exact"
    case .typographic: "typographic"
    case .whiteSpace: "white-space"
    case .omission: "omission"
    case .insertion: "insertion"
    case .firstLetter: "first-letter"
    case .altered: "altered"
    case .misattributed: "misattributed"
    case .withheld: "withheld"
    case .notFound: "not-found"
    }
  }

  public init?(name: String) {
    guard let tier = Tier.allCases.first(where: { $0.name == name }) else { return nil }
    self = tier
  }

  /// Whether the manuscript declares all that is not as it was said.
  public var isProven: Bool {
    switch self {
    case .exact, .omission, .insertion: true
    default: false
    }
  }

  /// Whether the words were found as they were said, what the tier names apart.
  public var isLocated: Bool { self < .altered }

  public static func < (left: Tier, right: Tier) -> Bool { left.rawValue < right.rawValue }
}
