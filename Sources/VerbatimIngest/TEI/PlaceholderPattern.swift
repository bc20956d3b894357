/// What a bracket of a text means, by the ordered rule of `plaintext.md` §3 without its settings:
/// listed, event, time, placeholder, undecided.
struct PlaceholderPattern: Sendable {
  enum Meaning: Equatable { case placeholder, event, time, undecided }

  /// Exact contents that are placeholders, such as `clinic`.
  var listed: Set<String>

  /// The meaning of `[content]`.
  func meaning(of content: String) -> Meaning {
    if listed.contains(content) || content == "withdrawn" { return .placeholder }
    let words = content.split(separator: " ").map(String.init)
    guard let first = words.first, let last = words.last else { return .undecided }
    if Self.isEvent(first) || Self.isEvent(last) { return .event }
    if content.utf8.contains(UInt8(ascii: ":")), content.utf8.contains(where: Self.isDigit) {
      return .time
    }
    let letters = content.unicodeScalars.filter { $0.properties.isAlphabetic }
    if letters.count > 1, letters.allSatisfy({ !$0.properties.isLowercase }) { return .placeholder }
    if words.count > 1, Self.isCounter(last) { return .placeholder }
    let isKind = words.contains { Self.kinds.contains(Self.bare($0)) }
    return isKind ? .placeholder : .undecided
  }

  private static let events = [
    "laugh", "cough", "sigh", "pause", "overlap", "nod", "gestur", "whisper", "sniff",
  ]
  private static let eventWords: Set<String> = [
    "silence", "inaudible", "unclear", "crosstalk", "phone", "door", "applause", "recording",
    "background", "xx", "xxx", "cry", "cries", "crying", "sings", "singing",
  ]
  private static let kinds: Set<String> = [
    "name", "place", "organisation", "organization", "town", "school", "clinic", "hospital",
    "worker", "street", "date", "colleague", "manager", "redacted", "anonymised", "anonymized",
    "removed",
  ]

  /// Lower case, without the signs around it.
  private static func bare(_ word: String) -> String {
    let lower = word.lowercased()
    return String(lower.drop { !$0.isLetter }.prefix { $0.isLetter })
  }

  private static func isEvent(_ word: String) -> Bool {
    let word = bare(word)
    return eventWords.contains(word) || events.contains { word.hasPrefix($0) }
  }

  /// `A`, `12`: what tells one worker from another.
  private static func isCounter(_ word: String) -> Bool {
    if word.utf8.allSatisfy(isDigit) { return true }
    let scalars = Array(word.unicodeScalars)
    return scalars.count == 1 && scalars[0].properties.isUppercase
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

/// The brackets of a text, each with what it means.
struct BracketScan {
  private(set) var placeholders: [Range<Int>] = []
  private(set) var events = 0
  private(set) var undecided = 0

  /// The longest content, in bytes, that is looked at.
  private static let longest = 120

  /// Ranges count Unicode scalars and include the brackets. Cost: a scan.
  init(_ text: [UInt8], pattern: PlaceholderPattern) {
    var open: (byte: Int, scalar: Int)?
    var scalar = 0
    for (index, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "["): open = (index, scalar)
      case UInt8(ascii: "]"):
        guard let start = open else { break }
        open = nil
        guard index - start.byte <= Self.longest else { break }
        let content = String(decoding: text[(start.byte + 1)..<index], as: UTF8.self)
        switch pattern.meaning(of: content) {
        case .placeholder: placeholders.append(start.scalar..<(scalar + 1))
        case .event, .time: events += 1
        case .undecided: undecided += 1
        }
      default: break
      }
      if byte & 0xC0 != 0x80 { scalar += 1 }
    }
  }
}
