import Foundation

/// Words as runs of letters and digits, whatever their case and accents, each as a keyed hash; and runs of
/// words as hashes of those.
///
/// This is how erased words are looked for: a text is theirs if it has their words in a row, however it
/// is spelled, spaced, punctuated or encoded. Scripts without blanks are taken letter by letter.
struct FoldedWords {
  /// Without the key nobody can try words against a hash.
  let key: UInt64
  private var hash: UInt64 = 0
  private var length = 0
  private var start = 0
  /// The hashes of the last words, the newest last.
  private var last: [UInt64] = []
  private var starts: [Int] = []
  private let run: Int

  init(key: UInt64, run: Int) {
    self.key = key
    self.run = run
  }

  var isInWord: Bool { length > 0 }

  /// A word that has just ended.
  struct Word {
    var hash: UInt64
    /// In scalars.
    var length: Int
    /// Of the run that it ends; `nil` where fewer words stand in front.
    var run: UInt64?
    /// Where the run, else the word, begins.
    var start: Int
  }

  /// Takes the next scalar, which stands at `offset`; the word that it ends, if any.
  mutating func next(_ scalar: UInt32, at offset: Int) -> Word? {
    let folded: UInt32
    switch scalar {
    case 0x61...0x7A, 0x30...0x39: folded = scalar
    case 0x41...0x5A: folded = scalar | 0x20
    case 0...0x7F: return end()
    default:
      switch ScalarFold.of(scalar) {
      case .boundary: return end()
      case .nothing: return nil
      case .letters(let letters, let isAlone):
        let word = isAlone ? end() : nil
        for letter in letters { add(letter, offset) }
        guard isAlone else { return nil }
        // Two words cannot end at one scalar: the first of them waits as the open one.
        return word
      }
    }
    add(folded, offset)
    return nil
  }

  private mutating func add(_ folded: UInt32, _ offset: Int) {
    if length == 0 {
      start = offset
      hash = key
    }
    hash = (hash ^ UInt64(folded)) &* 0x0000_0100_0000_01B3
    hash ^= hash >> 29
    length += 1
  }

  /// Ends the open word, if there is one.
  mutating func end() -> Word? {
    guard length > 0 else { return nil }
    let word = mixed(hash)
    let count = length
    length = 0
    last.append(word)
    starts.append(start)
    if last.count > run {
      last.removeFirst()
      starts.removeFirst()
    }
    guard last.count == run else {
      return Word(hash: word, length: count, run: nil, start: start)
    }
    return Word(hash: word, length: count, run: mixed(of: last), start: starts[0])
  }

  /// No run goes over what comes next.
  mutating func cut() {
    length = 0
    last.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
  }

  private func mixed(_ value: UInt64) -> UInt64 {
    var value = value &+ 0x9E37_79B9_7F4A_7C15
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  private func mixed(of words: [UInt64]) -> UInt64 {
    var value = key
    for word in words { value = mixed(value ^ word) }
    return value
  }

  /// All words of a text, each with the run that it ends.
  static func words(of text: String, key: UInt64, run: Int) -> [Word] {
    var state = FoldedWords(key: key, run: run)
    var words: [Word] = []
    var offset = 0
    for scalar in text.unicodeScalars {
      if let word = state.next(scalar.value, at: offset) { words.append(word) }
      offset += 1
    }
    if let word = state.end() { words.append(word) }
    return words
  }
}

/// What a scalar beyond ASCII is to ``FoldedWords``.
enum ScalarFold {
  case boundary
  /// A combining mark: an accent is none.
  case nothing
  /// Base letters in lower case. Alone: a letter of a script without blanks begins a word.
  case letters([UInt32], isAlone: Bool)

  nonisolated(unsafe) private static var known: [UInt32: ScalarFold] = [:]
  private static let lock = NSLock()

  static func of(_ value: UInt32) -> ScalarFold {
    // Most bytes that are no text give no scalar, or one of the planes without letters. To remember each of
    // these would fill memory.
    if value >= 0x40000, !(0xE0000...0xE0FFF).contains(value) { return .boundary }
    lock.lock()
    defer { lock.unlock() }
    if let fold = known[value] { return fold }
    let fold = computed(value)
    known[value] = fold
    return fold
  }

  private static func computed(_ value: UInt32) -> ScalarFold {
    guard let scalar = Unicode.Scalar(value) else { return .boundary }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return .nothing
    default: break
    }
    var letters: [UInt32] = []
    for base in String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars {
      guard base.properties.isAlphabetic || base.properties.numericType != nil else { continue }
      for lower in base.properties.lowercaseMapping.unicodeScalars
      where lower.properties.generalCategory != .nonspacingMark {
        letters.append(lower.value)
      }
    }
    if letters.isEmpty { return .boundary }
    let isAlone =
      (0x3040...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value)
      || (0x0E00...0x0EFF).contains(value) || (0x1000...0x109F).contains(value)
      || (0x1780...0x17FF).contains(value) || (0x20000...0x3FFFF).contains(value)
    return .letters(letters, isAlone: isAlone)
  }
}
