/// How text becomes tokens. Its ``identifier`` goes into an index, which is only ever searched by
/// the analyzer it was built with.
public struct Analyzer: Sendable, Equatable {
  private enum Scheme: String {
    case standard = "standard/1"
    case letters = "letters/1"
  }

  private let scheme: Scheme

  private init(_ scheme: Scheme) {
    self.scheme = scheme
  }

  /// Words with clitics and hyphens, numbers, placeholders, symbols, punctuation: `unicode.md` §4.
  public static let standard = Analyzer(.standard)

  /// Maximal runs of general categories L and N and nothing else, to be lower-cased
  /// (``CaseForm``) and not folded: what other engines do by default, for comparison with them.
  public static let letters = Analyzer(.letters)

  /// A token has at most this many scalars; what is longer is split.
  public static let maximumTokenScalars = 1024

  /// The rules, their version and that of the Unicode tables: `standard/1 unicode/15.0`.
  public var identifier: String { "\(scheme.rawValue) unicode/\(UnicodeVersion.pinned)" }

  /// `nil` for rules or a Unicode version that this build does not have.
  public init?(identifier: String) {
    for known in [Analyzer.standard, .letters] where known.identifier == identifier {
      self = known
      return
    }
    return nil
  }

  /// The key under which a term stands in a dictionary, and by which a typed word finds it.
  ///
  /// With ``standard`` that is ``Keys/fold(_:)``: `naive` finds `naïve`. With ``letters`` nothing is
  /// folded but case, one to one as ``CaseForm`` has it, so that a term is its own key.
  public func foldKey(_ term: [UInt8]) -> [UInt8] {
    switch scheme {
    case .standard: return Keys.fold(term)
    case .letters:
      var lower: [UInt8] = []
      lower.reserveCapacity(term.count)
      _ = term.withUnsafeBufferPointer { CaseForm.split(surface: $0, lower: &lower) }
      return lower
    }
  }

  /// Whether the parts of a hyphenated word find it.
  public var hasParts: Bool { scheme == .standard }

  /// Appends the tokens of `text` in order; offsets are UTF-8 bytes of it.
  ///
  /// Tokens never overlap, and every scalar that is neither white space nor invisible belongs to
  /// one (with ``letters``: every letter and number). Filler flags are not set here, since they
  /// depend on the term alone: see ``Fillers``. Malformed UTF-8 gives tokens of no meaning, but
  /// never a trap. Cost: linear, about 6 ns a token of Latin text.
  ///
  /// - Parameters:
  ///   - placeholders: byte ranges, ascending and disjoint; each becomes one token. One that is
  ///     empty, out of order or out of bounds is passed over.
  ///   - includingPunctuation: whether tokens without a position are appended too.
  public func tokenize(
    _ text: ClassifiedText, placeholders: [Range<Int>] = [], includingPunctuation: Bool,
    into tokens: TokenBuffer
  ) {
    switch scheme {
    case .standard:
      var scanner = StandardScanner(text: text, includingPunctuation: includingPunctuation)
      Self.split(text.count, placeholders, into: tokens) { scanner.scan($0, into: tokens) }
    case .letters:
      let scanner = LettersScanner(text: text, includingPunctuation: includingPunctuation)
      Self.split(text.count, placeholders, into: tokens) { scanner.scan($0, into: tokens) }
    }
  }

  @inline(__always)
  private static func split(
    _ count: Int, _ placeholders: [Range<Int>], into tokens: TokenBuffer,
    _ scan: (Range<Int>) -> Void
  ) {
    var at = 0
    for range in placeholders {
      guard range.lowerBound >= at, range.upperBound <= count, !range.isEmpty else { continue }
      scan(at..<range.lowerBound)
      tokens.append(Token(start: range.lowerBound, end: range.upperBound, kind: .placeholder))
      at = range.upperBound
    }
    scan(at..<count)
  }

  /// The tokens of bytes that stand anywhere. Cost: a copy more.
  public func tokens(
    of bytes: UnsafeBufferPointer<UInt8>, placeholders: [Range<Int>] = [],
    includingPunctuation: Bool
  ) -> [Token] {
    let text = ClassifiedText()
    let tokens = TokenBuffer()
    text.set(bytes)
    tokenize(
      text, placeholders: placeholders, includingPunctuation: includingPunctuation, into: tokens)
    return tokens.tokens
  }

  /// All tokens of `text`, with punctuation and filler flags, for people and tests.
  ///
  /// - Parameter language: BCP 47, for the list of fillers.
  public func tokens(
    of text: String, placeholders: [Range<Int>] = [], language: String? = nil
  ) -> [Token] {
    var copy = text
    return copy.withUTF8 { bytes in
      var tokens = tokens(of: bytes, placeholders: placeholders, includingPunctuation: true)
      for index in tokens.indices where tokens[index].kind == .word {
        let surface = Array(bytes[tokens[index].start..<tokens[index].end])
        let key = Relations.withoutTruncation(Keys.fold(surface))
        if Fillers.contains(foldKey: key, language: language) {
          tokens[index].flags.insert(.filler)
        }
      }
      return tokens
    }
  }
}
