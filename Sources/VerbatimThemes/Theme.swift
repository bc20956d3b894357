/// One label of the codebook, at any level of the hierarchy.
public struct Theme: Sendable, Hashable, Identifiable {
  /// Never changes, whatever becomes of label, name and place: files and codings hold this.
  public var id: String
  /// Short and unique among its siblings: `A`, `3`, `b`. Without `/` and `*`.
  public var label: String
  public var name: String
  public var definition: String?
  /// What belongs to the theme.
  public var include: String?
  /// What does not, however near it seems.
  public var exclude: String?
  /// `#RRGGBB` or `#RGB`.
  public var colour: String?
  /// Places that show the theme at its best, as ids of hits (`fg2:118:12-31`): references, never words.
  public var exemplars: [String]
  /// What the researchers noted on the theme itself.
  public var memo: String?
  /// False for a theme that only groups others (REFI-QDA `isCodable`).
  public var isCodable: Bool
  /// Not to be coded any more; its codings stay.
  public var isRetired: Bool
  /// Id of the theme above, `nil` at the top.
  public var parent: String?
  /// Place among its siblings, from 0. A ``Codebook`` numbers them without gaps.
  public var position: Int

  public init(
    id: String, label: String, name: String, definition: String? = nil, include: String? = nil,
    exclude: String? = nil, colour: String? = nil, exemplars: [String] = [], memo: String? = nil,
    isCodable: Bool = true, isRetired: Bool = false, parent: String? = nil, position: Int = 0
  ) {
    self.id = id
    self.label = label
    self.name = name
    self.definition = definition
    self.include = include
    self.exclude = exclude
    self.colour = colour
    self.exemplars = exemplars
    self.memo = memo
    self.isCodable = isCodable
    self.isRetired = isRetired
    self.parent = parent
    self.position = position
  }

  /// Whether it may be put on words from now on.
  public var takesCodings: Bool { isCodable && !isRetired }

  /// `#` and three or six hexadecimal digits.
  static func isColour(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return (bytes.count == 4 || bytes.count == 7) && bytes[0] == UInt8(ascii: "#")
      && bytes.dropFirst().allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
          UInt8(ascii: "A")...UInt8(ascii: "F"):
          return true
        default: return false
        }
      }
  }

  /// An empty text says as much as none, and a mark of byte order in front says nothing: of what
  /// means the same one must win, for two codebooks to be equal.
  func normalised() -> Theme {
    var theme = self
    theme.name = Self.withoutMark(name)
    theme.definition = Self.normalised(definition)
    theme.include = Self.normalised(include)
    theme.exclude = Self.normalised(exclude)
    theme.colour = Self.normalised(colour)
    theme.memo = Self.normalised(memo)
    theme.exemplars = exemplars.compactMap(Self.normalised)
    return theme
  }

  static func normalised(_ text: String?) -> String? {
    guard let text = text.map(withoutMark), !text.isEmpty else { return nil }
    return text
  }

  private static func withoutMark(_ text: String) -> String {
    String(text.unicodeScalars.drop { $0 == "\u{FEFF}" })
  }
}
