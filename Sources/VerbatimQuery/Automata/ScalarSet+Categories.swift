/// Sets by name: general categories and the classes of regular expressions. Categories are those of the
/// standard library's Unicode version.
extension ScalarSet {
  /// Digits, of any script.
  static let digits = ScalarSet(category: "Nd") ?? ScalarSet()
  /// Letters, marks, digits and connectors.
  static let wordCharacters =
    ["L", "M", "Nd", "Pc"].compactMap { ScalarSet(category: $0) }.reduce(ScalarSet()) {
      $0.union($1)
    }
  static let whiteSpace = ScalarSet(where: \.isWhitespace)

  /// A general category (`Lu`), or a group of them (`L`); `nil` where there is none of that name.
  init?(category name: String) {
    let names = Set(Self.categories.keys.filter { $0.hasPrefix(name) })
    guard !name.isEmpty, name.count <= 2, !names.isEmpty else { return nil }
    self.init(names.flatMap { Self.categories[$0] ?? [] })
  }

  /// A POSIX class, as in `[[:alpha:]]`; `nil` where there is none of that name.
  init?(posix name: String) {
    switch name {
    case "alpha": self.init(where: \.isAlphabetic)
    case "digit": self = .digits
    case "alnum": self = ScalarSet(where: \.isAlphabetic).union(.digits)
    case "upper": self.init(where: \.isUppercase)
    case "lower": self.init(where: \.isLowercase)
    case "space": self = .whiteSpace
    case "punct": self.init(["P", "S"].flatMap { ScalarSet(category: $0)?.ranges ?? [] })
    case "word": self = .wordCharacters
    case "xdigit": self.init([0x30...0x39, 0x41...0x46, 0x61...0x66])
    default: return nil
    }
  }

  /// Cost: a pass over all scalars.
  private init(where holds: (Unicode.Scalar.Properties) -> Bool) {
    var found: [ClosedRange<UInt32>] = []
    var start: UInt32?
    for value in 0...Self.lastScalar + 1 {
      let isIn = Unicode.Scalar(value).map { holds($0.properties) } ?? false
      if isIn, start == nil {
        start = value
      } else if !isIn, let first = start {
        found.append(first...value - 1)
        start = nil
      }
    }
    self.init(found)
  }

  /// The ranges of every category, by its two letters.
  private static let categories: [String: [ClosedRange<UInt32>]] = {
    var all: [String: [ClosedRange<UInt32>]] = [:]
    var current: (name: String, start: UInt32)?
    for value in 0...lastScalar + 1 {
      let name = Unicode.Scalar(value).map { abbreviation($0.properties.generalCategory) }
      if current?.name == name { continue }
      if let current { all[current.name, default: []].append(current.start...value - 1) }
      current = name.map { ($0, value) }
    }
    return all
  }()

  private static func abbreviation(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }
}
