import Testing
import VerbatimAnalysis
import VerbatimTestSupport

@testable import VerbatimQuery

@Suite("Regular expressions over forms")
struct RegularExpressionTests {
  static func matches(
    _ pattern: String, _ form: String, _ options: RegularExpression.Options = []
  ) throws -> Bool {
    let expression = try RegularExpression(pattern, options)
    return expression.matcher().matches(expression.key(Array(form.utf8)))
  }

  @Test(
    "match a form as a whole",
    arguments: [
      ("rel(y|ies)", ["rely", "relies"], ["rel", "relying", "xrely"]),
      ("a.c", ["abc", "aéc", "a€c", "a😀c"], ["ac", "abbc"]),
      ("[a-c]+", ["a", "abcabc"], ["", "abd"]),
      ("[^a-c]+", ["d", "é"], ["a", "da"]),
      ("[]a]b", ["]b", "ab"], ["b"]),
      ("[a-]", ["a", "-"], ["b"]),
      (#"\d{2,3}"#, ["12", "123", "٣٤"], ["1", "1234"]),
      (#"\w+-\w+"#, ["well-being", "NHS-1"], ["wellbeing"]),
      (#"\p{Lu}\p{Ll}*"#, ["A", "Über"], ["über", "AB"]),
      (#"[[:upper:]]{2,}"#, ["NAV"], ["Nav", "N"]),
      (#"[^[:upper:]\d]"#, ["a"], ["A", "1"]),
      ("x{,2}y", ["y", "xy", "xxy"], ["xxxy"]),
      ("x{2,}", ["xx", "xxxxx"], ["x"]),
      ("x{0}y", ["y"], ["xy"]),
      ("(a*)*b", ["b", "aaab"], ["a"]),
      ("(|a)b", ["b", "ab"], ["aab"]),
      (#"\x41\u00e9\x{1F600}"#, ["Aé😀"], ["Ae😀"]),
      (#"a\.b\\"#, [#"a.b\"#], ["axb"]),
      ("^go(es)?$", ["go", "goes"], ["goe"]),
      ("a{x}", ["a{x}"], ["a"]),
      ("(?:a|(?<name>b))c", ["ac", "bc"], ["c"]),
      (".*ing", ["ing", "running"], ["ings"]),
    ])
  func whole(pattern: String, yes: [String], no: [String]) throws {
    for form in yes { #expect(try Self.matches(pattern, form), "\(pattern) \(form)") }
    for form in no { #expect(try !Self.matches(pattern, form), "\(pattern) \(form)") }
  }

  @Test("compare without case, without diacritics, or literally, as asked")
  func options() throws {
    #expect(try Self.matches("naïve", "NAÏVE", .ignoresCase))
    #expect(try !Self.matches("naïve", "naive", .ignoresCase))
    #expect(try Self.matches("naïve", "naive", .ignoresDiacritics))
    #expect(try !Self.matches("naïve", "NAIVE", .ignoresDiacritics))
    #expect(try Self.matches("Na[ï]ve", "NAIVE", [.ignoresCase, .ignoresDiacritics]))
    #expect(try Self.matches("[A-Z]+", "straße", [.ignoresCase]))
    #expect(try Self.matches("stra(ß)e", "STRASSE", [.ignoresCase]))
    #expect(try Self.matches("[^A]", "b", .ignoresCase))
    #expect(try !Self.matches("[^A]", "a", .ignoresCase))
    #expect(try Self.matches("a.b*", "A.B*", [.literal, .ignoresCase]))
    #expect(try !Self.matches("a.b*", "axb", .literal))
    #expect(try Self.matches("e\u{301}t.", "été"))
  }

  @Test(
    "are refused where and as they are wrong",
    arguments: [
      ("a**", 2, RegularExpressionError.Kind.nothingToRepeat), ("*a", 0, .nothingToRepeat),
      ("(ab", 0, .unclosed("(")), ("ab)", 2, .unexpected(")")), ("[ab", 0, .unclosed("[")),
      ("a{3,2}", 1, .reversedRepetition), ("[z-a]", 1, .reversedClassRange),
      ("a{2000}", 2, .repetitionTooLarge(limit: 1000)),
      (#"(a)\1"#, 3, .unsupported(.backReference)),
      ("a(?=b)", 1, .unsupported(.lookAround)), (#"\bword"#, 0, .unsupported(.wordBoundary)),
      ("a*+", 2, .unsupported(.possessive)), ("a^b", 1, .unsupported(.anchor)),
      (#"\q"#, 0, .unknownEscape(#"\q"#)), (#"\p{Xx}"#, 0, .unknownClass("Xx")),
      ("[[:nope:]]", 1, .unknownClass("nope")), (#"a\"#, 1, .danglingEscape),
      ("(?i)a", 0, .unsupported(.inlineFlags)),
      ("(((a{1000}){1000}){1000})", 0, .tooLarge(limit: 10_000)),
      ("(((){1000}){1000}){1000}", 0, .tooLarge(limit: 10_000)),
    ])
  func refused(pattern: String, offset: Int, kind: RegularExpressionError.Kind) {
    #expect(throws: RegularExpressionError(offset: offset, kind: kind)) {
      _ = try RegularExpression(pattern)
    }
  }

  @Test("nest only so deep, and are only so long")
  func bounds() {
    let deep = String(repeating: "(", count: 200) + "a" + String(repeating: ")", count: 200)
    #expect(throws: RegularExpressionError.self) { _ = try RegularExpression(deep) }
    let long = String(repeating: "a", count: 1001)
    #expect(throws: RegularExpressionError(offset: 0, kind: .tooLong(limit: 1000))) {
      _ = try RegularExpression(long)
    }
  }

  @Test("know what every form begins with")
  func prefixes() throws {
    func prefix(_ pattern: String) throws -> String {
      String(decoding: try RegularExpression(pattern).prefix, as: UTF8.self)
    }
    #expect(try prefix("rel(y|ies)") == "rel")
    #expect(try prefix("a{3}b?") == "aaa")
    #expect(try prefix(".*x") == "")
    #expect(try prefix("été.*") == "été")
    #expect(try RegularExpression("abc").isLiteral)
    #expect(try !RegularExpression("ab*").isLiteral)
  }

  @Test("take time linear in the form, however they are written")
  func linear() throws {
    let expression = try RegularExpression("(a|a)*(a|aa)*b")
    let form = [UInt8](repeating: UInt8(ascii: "a"), count: 20_000)
    #expect(!expression.matcher().matches(form))
    let wide = try RegularExpression("(a|b)*a(a|b){100}")
    var generator = SeededGenerator(seed: 9)
    let mixed = (0..<4_000).map { _ in
      generator.next() & 1 == 0 ? UInt8(ascii: "a") : UInt8(ascii: "b")
    }
    let expected = mixed[mixed.count - 101] == UInt8(ascii: "a")
    #expect(wide.matcher().matches(mixed) == expected)
  }

  /// All forms over two letters up to a length.
  static let forms: [[UInt8]] = {
    var all: [[UInt8]] = [[]]
    var last: [[UInt8]] = [[]]
    for _ in 0..<6 {
      last = last.flatMap { [$0 + [0x61], $0 + [0x62]] }
      all += last
    }
    return all.sorted { $0.lexicographicallyPrecedes($1) }
  }()

  /// The forms that a tree gives, by the definition of each part, up to a length.
  static func language(_ tree: RegularTree) -> Set<[UInt8]> {
    let longest = 6
    func joined(_ left: Set<[UInt8]>, _ right: Set<[UInt8]>) -> Set<[UInt8]> {
      Set(left.flatMap { a in right.map { a + $0 } }.filter { $0.count <= longest })
    }
    switch tree {
    case .set(let set): return Set([0x61, 0x62].filter { set.contains(UInt32($0)) }.map { [$0] })
    case .sequence(let parts): return parts.reduce([[]]) { joined($0, language($1)) }
    case .choice(let parts): return parts.reduce([]) { $0.union(language($1)) }
    case .repeated(let part, let least, let most):
      let one = language(part)
      var power: Set<[UInt8]> = [[]]
      for _ in 0..<least { power = joined(power, one) }
      var all = power
      for _ in 0..<(most ?? longest + least) - least {
        power = joined(power, one)
        all.formUnion(power)
      }
      return all
    }
  }

  static func random(_ generator: inout SeededGenerator, _ depth: Int) -> String {
    switch Int.random(in: 0..<(depth > 0 ? 8 : 3), using: &generator) {
    case 0: return "a"
    case 1: return "b"
    case 2: return "."
    case 3: return "(" + random(&generator, depth - 1) + "|" + random(&generator, depth - 1) + ")"
    case 4:
      return "(" + random(&generator, depth - 1) + ")" + ["*", "+", "?"].randomElement(
        using: &generator)!
    case 5:
      let low = Int.random(in: 0...2, using: &generator)
      return "(" + random(&generator, depth - 1) + "){\(low),\(low + 1)}"
    default: return random(&generator, depth - 1) + random(&generator, depth - 1)
    }
  }

  @Test("match what their parts say, form by form, in a sorted walk as alone")
  func againstDefinition() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<300 {
      let pattern = Self.random(&generator, 4)
      let expression = try RegularExpression(pattern)
      var parser = RegularExpressionParser(pattern, KeyRule([]))
      let wanted = Self.language(try parser.parse())
      let walk = expression.matcher()
      for form in Self.forms {
        #expect(walk.matches(form) == wanted.contains(form), "\(pattern) \(form)")
      }
      let form = Self.forms.randomElement(using: &generator)!
      #expect(expression.matcher().matches(form) == wanted.contains(form))
      #expect(expression.matchesEmpty == wanted.contains([]))
    }
  }
}
