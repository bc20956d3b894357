/// How the words of a tokenised document are spaced: one mode a document (`tei.md` §5).
struct TokenSpacing {
  enum Mode {
    /// White space between tokens is only formatting; `@join` says where no space stands.
    case join
    /// White space between tokens is data, as elsewhere.
    case inline
    /// Spaces are put by rule around punctuation: not provably verbatim.
    case guess
  }

  private(set) var hasJoin = false
  private(set) var touching = 0
  private(set) var separated = 0
  private var endsInSpace = false

  var mode: Mode {
    if hasJoin { return .join }
    return endsInSpace || touching > 0 && separated > 0 ? .inline : .guess
  }

  /// True where spaces had to be invented.
  var isReconstructed: Bool { mode == .guess && touching + separated > 0 }

  /// Counts how the tokens of a turn stand to each other. Only neighbours in the same segment say
  /// anything: between segments the white space is that of the layout.
  mutating func observe(_ turn: TurnRecording) {
    var isOpen = false
    var hasPrevious = false
    var sawSpace = false
    for item in turn.items {
      switch item.op {
      case .tokenStart where turn.tokens[Int(item.value)].isToken:
        let token = turn.tokens[Int(item.value)]
        if token.joinsLeft || token.joinsRight { hasJoin = true }
        if hasPrevious { if sawSpace { separated += 1 } else { touching += 1 } }
        isOpen = true
      case .tokenEnd where turn.tokens[Int(item.value)].isToken:
        isOpen = false
        hasPrevious = true
        sawSpace = false
        let end = Int(item.at)
        if end > 0, turn.raw[end - 1] == 0x20 { endsInSpace = true }
      case .text, .preserved:
        guard !isOpen else { continue }
        for byte in turn.raw[Int(item.at)..<Int(item.at + item.value)] {
          if byte <= 0x20 { sawSpace = true } else { hasPrevious = false }
        }
      case .blockStart, .blockEnd, .paragraphStart, .paragraphEnd:
        hasPrevious = false
      default: break
      }
    }
  }

  mutating func sawJoin() { hasJoin = true }
}

/// The rule of mode `guess` for one turn, token by token.
struct GuessedSpaces {
  private var isQuoteOpen = false
  private var isApostropheOpen = false
  private var forbidsNext = false

  /// Whether a space stands before `token`; `isBetweenWords` says that its neighbours are words.
  mutating func spaceBefore(
    _ token: Slice<UnsafeBufferPointer<UInt8>>, isPunctuation: Bool, isBetweenWords: Bool
  ) -> Bool {
    let isForbidden = forbidsNext
    forbidsNext = false
    guard isPunctuation else { return !isForbidden }
    let text = Array(token.drop { $0 <= 0x20 })
    switch text {
    case [UInt8(ascii: "\"")]:
      isQuoteOpen.toggle()
      forbidsNext = isQuoteOpen
      return isQuoteOpen && !isForbidden
    case [UInt8(ascii: "'")] where isBetweenWords && !isApostropheOpen:
      forbidsNext = true
      return false
    case [UInt8(ascii: "'")]:
      isApostropheOpen.toggle()
      forbidsNext = isApostropheOpen
      return isApostropheOpen && !isForbidden
    default: break
    }
    forbidsNext = Self.opening.contains {
      text.count >= $0.count && text.suffix($0.count) == $0[...]
    }
    let isClosing = Self.closing.contains { text.starts(with: $0) }
    return !isClosing && !isForbidden
  }

  private static let closing = [
    ".", ",", ";", ":", "?", "!", "…", ")", "]", "}", "’", "”", "%",
  ].map { Array($0.utf8) }
  private static let opening = ["(", "[", "{", "‘", "“"].map { Array($0.utf8) }
}
