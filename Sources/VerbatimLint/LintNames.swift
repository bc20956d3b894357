import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// A list of names, kept as keyed hashes alone: who has the list without the key has nothing, and with
/// it can only try names.
public struct LintNames: Sendable, Equatable {
  public static let keyLength = 32
  /// A name has at most this many words.
  public static let mostWords = 6

  private let key: [UInt8]
  private var whole: Set<Digest> = []
  /// The words of names of several words.
  private var parts: Set<Digest> = []
  private var longest = 1
  /// ``LintKind/listedName``, or ``LintKind/listedPlace``: of places single words and words written small
  /// say nothing ("new", "reading").
  public let kind: LintKind

  /// - Parameter key: 32 bytes from a source of randomness.
  public init(_ names: some Sequence<String>, key: [UInt8], kind: LintKind = .listedName) {
    self.key = key
    self.kind = kind
    for name in names {
      let words = Array(LintText.keys(of: name).prefix(Self.mostWords))
      guard !words.isEmpty else { continue }
      whole.insert(hash(words[...]))
      longest = max(longest, words.count)
      guard words.count > 1 else { continue }
      // `de`, `of`, initials are words of every text.
      for word in words where word.count > 2 { parts.insert(hash([word])) }
    }
  }

  public var count: Int { whole.count }

  public static func randomKey() -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<keyLength).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  private func hash(_ words: ArraySlice<String>) -> Digest {
    MessageCode.of(Array(words.joined(separator: " ").utf8), key: key)
  }

  /// Whole names are certain; single words of them, and whole names of one word that are written small
  /// ("rose"), want a look. Cost: a hash for each word of the text, and up to five more behind the
  /// first word of a name.
  ///
  /// - Parameter cache: hashes of words that were met before, for one list.
  func findings(in text: LintText, cache: inout NameCache) -> [LintFinding] {
    guard !whole.isEmpty else { return [] }
    var findings: [LintFinding] = []
    let isPlaces = kind == .listedPlace
    let keys = text.words.map { CapitalFinder.base($0.key) }
    for word in text.words.indices where text.words[word].style != .number {
      let place = look(up: keys[word], &cache)
      if place == .none, longest == 1 { continue }
      let isSmall = text.words[word].style == .lower
      let start = text.words[word].range.lowerBound
      var last = word
      var length = 1
      while place != .none || length > 1, length < longest, text.isNext(last) {
        last += 1
        length += 1
        if whole.contains(hash(keys[word...last])) {
          let range = start..<text.words[last].range.upperBound
          if !isPlaces {
            findings.append(LintFinding(kind, .certain, range))
          } else if !isSmall || text.words[last].style != .lower {
            findings.append(LintFinding(kind, .likely, range))
          }
        }
      }
      let range = start..<text.words[word].range.upperBound
      switch place {
      case .whole where isPlaces: if !isSmall { findings.append(LintFinding(kind, .likely, range)) }
      case .whole: findings.append(LintFinding(kind, isSmall ? .look : .certain, range))
      case .part: if !isSmall, !isPlaces { findings.append(LintFinding(kind, .likely, range)) }
      case .none: continue
      }
    }
    return findings
  }

  private func look(up key: String, _ cache: inout NameCache) -> NameCache.Place {
    if let known = cache.places[key] { return known }
    let digest = hash([key])
    let place: NameCache.Place =
      whole.contains(digest) ? .whole : parts.contains(digest) ? .part : .none
    if cache.places.count < NameCache.most { cache.places[key] = place }
    return place
  }
}

/// What is known of words already, for one list of names.
public struct NameCache: Sendable {
  enum Place: Sendable {
    case whole, part, none
  }

  static let most = 1 << 18
  var places: [String: Place] = [:]

  public init() {}
}

extension LintNames {
  /// The hashes as text, without the key: `verbatim-names 1`, the longest name's words, then
  /// `whole` or `part` and 64 digits a line, sorted.
  public var text: String {
    var lines = ["verbatim-names 1", "words \(longest)"]
    lines += whole.sorted().map { "whole \($0.hex)" }
    lines += parts.sorted().map { "part \($0.hex)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// `nil` for a text that is none of ``text``.
  public init?(parsing text: String, key: [UInt8]) {
    let lines = text.split(separator: "\n")
    guard key.count == Self.keyLength, lines.count >= 2, lines[0] == "verbatim-names 1",
      lines[1].hasPrefix("words "), let words = Int(lines[1].dropFirst(6)),
      (1...Self.mostWords).contains(words)
    else { return nil }
    self.key = key
    kind = .listedName
    longest = words
    for line in lines.dropFirst(2) {
      let fields = line.split(separator: " ")
      guard fields.count == 2, let digest = Digest(hex: String(fields[1])) else { return nil }
      switch fields[0] {
      case "whole": whole.insert(digest)
      case "part": parts.insert(digest)
      default: return nil
      }
    }
  }
}
