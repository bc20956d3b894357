import VerbatimAnalysis

/// Tokens as people write them: a sign for the kind (`#` number, `@` placeholder, `$` symbol, `·`
/// punctuation, none for a word), the surface, and flags: `er-[tf]`.
func readable(
  _ text: String, placeholders: [String] = [], analyzer: Analyzer = .standard,
  language: String? = nil
) -> [String] {
  let bytes = Array(text.utf8)
  var ranges: [Range<Int>] = []
  for placeholder in placeholders {
    let wanted = Array(placeholder.utf8)
    let first = ranges.last?.upperBound ?? 0
    if let start = (first...(max(first, bytes.count - wanted.count))).first(where: {
      bytes[$0...].starts(with: wanted)
    }) {
      ranges.append(start..<(start + wanted.count))
    }
  }
  return analyzer.tokens(of: text, placeholders: ranges, language: language).map { token in
    let sign =
      switch token.kind {
      case .word: ""
      case .number: "#"
      case .placeholder: "@"
      case .symbol: "$"
      case .punctuation: "·"
      }
    var flags = ""
    if token.flags.contains(.truncated) { flags += "t" }
    if token.flags.contains(.filler) { flags += "f" }
    let surface = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    return sign + surface + (flags.isEmpty ? "" : "[\(flags)]")
  }
}

func bytes(_ scalars: [UInt32]) -> [UInt8] {
  var text = String.UnicodeScalarView()
  for scalar in scalars { text.append(Unicode.Scalar(scalar) ?? "\u{FFFD}") }
  return Array(String(text).utf8)
}

/// A small generator with a seed, so that a failure can be seen again.
struct Random: RandomNumberGenerator {
  var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  // SplitMix64.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
