import VerbatimAnalysis

/// A regular expression over whole forms, matched in time linear in the form's length.
///
/// The language is what regular expressions of CQP, BlackLab and Perl have in common, without what no
/// automaton can do: characters, `.`, classes `[a-zé]` `[^…]` `[[:alpha:]]` `\d \w \s \p{Lu}`, groups,
/// `|`, `* + ? {n} {n,} {n,m} {,m}`, escapes `\xHH \uHHHH \x{…} \t`. `^` at the beginning and `$` at the
/// end say nothing new. Back-references, look-around and `\b` are refused.
///
/// Forms are compared under a key, which the options choose: `matches` wants forms in that key (``key(_:)``
/// makes it), the pattern is brought into it here. A letter whose key is two (`ß`, `ss`) counts as two.
public struct RegularExpression: Sendable, Equatable {
  /// What of a form's spelling does not matter.
  public struct Options: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let ignoresCase = Options(rawValue: 1)
    public static let ignoresDiacritics = Options(rawValue: 2)
    /// The pattern's characters stand for themselves.
    public static let literal = Options(rawValue: 4)
  }

  public let pattern: String
  public let options: Options
  /// What every form that matches begins with (UTF-8, in the options' key); all of it where
  /// ``isLiteral``.
  public let prefix: [UInt8]
  /// True where exactly one form matches.
  public let isLiteral: Bool
  let program: AutomatonProgram

  /// Cost: the automaton's states, at most ``AutomatonProgram/mostStates``.
  public init(_ pattern: String, _ options: Options = []) throws(RegularExpressionError) {
    self.pattern = pattern
    self.options = options
    let key = KeyRule(options)
    let tree: RegularTree
    if options.contains(.literal) {
      tree = .sequence(key.scalars(of: pattern).map { .set(ScalarSet($0)) })
    } else {
      var parser = RegularExpressionParser(pattern, key)
      tree = try parser.parse()
    }
    program = try AutomatonProgram(tree)
    (prefix, isLiteral) = tree.literalPrefix
  }

  /// True where the empty form matches.
  public var matchesEmpty: Bool { program.matchesEmpty }

  /// A form in the key under which this expression compares.
  public func key(_ form: [UInt8]) -> [UInt8] { KeyRule(options).key(form) }

  /// Matches many forms; keeps what it learns, so one value should serve a walk.
  public func matcher() -> RegularExpressionMatcher { RegularExpressionMatcher(program) }

  public static func == (left: Self, right: Self) -> Bool {
    left.pattern == right.pattern && left.options == right.options
  }
}

/// The key under which pattern and forms are compared.
struct KeyRule: Sendable {
  private let options: RegularExpression.Options

  init(_ options: RegularExpression.Options) {
    self.options = options
  }

  func key(_ form: [UInt8]) -> [UInt8] {
    // Small ASCII letters are their own key under every rule, ASCII under those that keep case.
    let keepsCase = !options.contains(.ignoresCase)
    if form.allSatisfy({ $0 < 0x80 && (keepsCase || $0 &- 0x41 >= 26) }) { return form }
    return switch (options.contains(.ignoresCase), options.contains(.ignoresDiacritics)) {
    case (true, true): Keys.fold(form)
    case (true, false): Keys.lc(form)
    case (false, true): Keys.diac(form)
    case (false, false): Keys.nfc(form)
    }
  }

  func scalars(of text: some StringProtocol) -> [UInt32] {
    String(decoding: key(Array(text.utf8)), as: UTF8.self).unicodeScalars.map(\.value)
  }

  func keyed(_ set: ScalarSet) -> (set: ScalarSet, sequences: [[UInt32]]) {
    switch (options.contains(.ignoresCase), options.contains(.ignoresDiacritics)) {
    case (true, true): ScalarKeys.fold.keyed(set)
    case (true, false): ScalarKeys.lc.keyed(set)
    case (false, true): ScalarKeys.diac.keyed(set)
    case (false, false): (set, [])
    }
  }
}

/// Why a regular expression cannot be read, and where.
public struct RegularExpressionError: Error, Sendable, Equatable {
  /// Unicode scalar offset in the pattern (in normal form C).
  public var offset: Int
  public var kind: Kind

  public enum Kind: Sendable, Equatable {
    /// More scalars than this.
    case tooLong(limit: Int)
    /// More groups in one another than this.
    case tooDeep(limit: Int)
    /// The automaton would have more states than this.
    case tooLarge(limit: Int)
    /// A count above this.
    case repetitionTooLarge(limit: Int)
    /// `{3,2}`
    case reversedRepetition
    /// `*` with nothing before it, or behind another.
    case nothingToRepeat
    /// `(` or `[` that is never closed.
    case unclosed(Character)
    /// A `)` that nothing opened.
    case unexpected(Character)
    /// `[]`
    case emptyClass
    /// `[z-a]`
    case reversedClassRange
    /// An escape with no meaning, as typed.
    case unknownEscape(String)
    /// A category or class of no such name.
    case unknownClass(String)
    case danglingEscape
    case unsupported(Construct)
  }

  /// What an automaton cannot do, or what means nothing in a single word.
  public enum Construct: String, Sendable, Equatable {
    case backReference
    case lookAround
    case wordBoundary
    case inlineFlags
    case possessive
    /// `^` or `$` inside.
    case anchor
  }
}
