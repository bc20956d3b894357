import Testing
import VerbatimQuery
import VerbatimTestSupport

@Suite("Queries made to break the parser")
struct HostileQueryTests {
  @Test("levels of parentheses are counted, not walked into")
  func parentheses() throws {
    func nested(_ levels: Int) -> String {
      String(repeating: "(", count: levels) + "a" + String(repeating: ")", count: levels)
    }
    #expect(try parsed(nested(200)) == w("a"))
    #expect(parseError(nested(201))?.kind == .tooDeep(limit: 200))
    #expect(parseError(nested(201))?.range == 200..<201)
    #expect(parseError(String(repeating: "(", count: 60_000))?.kind == .tooDeep(limit: 200))
    #expect(
      parseError(String(repeating: "a NOT (b ", count: 5_000))?.kind == .tooDeep(limit: 200))
  }

  @Test("a chain of NEAR is a tree as deep as it is long, so it is limited too")
  func chain() throws {
    func chain(_ operators: Int) -> String {
      "a" + String(repeating: " NEAR b", count: operators)
    }
    let deepest = try parsed(chain(199))
    #expect(try parsed(deepest.normalForm) == deepest)
    #expect(parseError(chain(200))?.kind == .tooDeep(limit: 200))
    #expect(parseError(chain(9_000))?.kind == .tooDeep(limit: 200))
  }

  @Test("the deepest tree that is read has a normal form that is read")
  func deepest() throws {
    var text = "a"
    for level in 0..<99 { text = level.isMultiple(of: 2) ? "b OR (c \(text))" : "b (c OR \(text))" }
    let tree = try parsed(text)
    #expect(try parsed(tree.normalForm) == tree)
    #expect(tree.outline.count > 200)
  }

  @Test("a query is at most 64 KiB long")
  func length() throws {
    let longest = String(repeating: "a ", count: 32_768)
    guard case .and(let operands) = try parsed(longest) else {
      Issue.record("not an AND")
      return
    }
    #expect(operands.count == 32_768)
    #expect(parseError(longest + "a")?.kind == .tooLong(limit: 65_536))
    #expect(parseError(String(repeating: "é", count: 32_769))?.range == 0..<32_769)
  }

  @Test(
    "long runs of one thing are read in one pass",
    arguments: [
      "\"", "[", "{", "=", "-", "*", "|", "\\", "~", "a:", "role:", ":", "a\\", "a~", "/", "@",
      "a\"",
      "\"a\"", "NOT ", "OR ", "a OR ", "a|", "NEAR/", "()", "a-", "*1..", "\"a *", "role:(a,",
      "\u{301}",
      "\u{0}", "\u{202E}", "👩‍👩‍👧", "A", "ANDAND", "a~1", "1..", "turn:>", "a THEN ",
      "a THEN/2 BY other ", "a WITHIN turn ", "a EXCLUDING role:x ", "/a/", "/a",
      "\\/", "BY ",
    ])
  func repeated(piece: String) {
    let query = String(repeating: piece, count: 20_000 / piece.utf8.count)
    check(query)
    check("role:" + query)
    check("a \"" + query + "\"")
  }

  static let pieces = [
    "a", "b", "trust*", "wom?n", "\"", "\"", "“", "”", "„", "«", "»", "(", ")", "[", "]", "{", "}",
    "|", "-", "=", "~", "~2", "*", "?", "\\", "/", "@", "!", ",", ":", ".", "..", "1", "10", "-5",
    "99999999999999999999", " AND ", " OR ", " NOT ", " NEAR ", " NEAR/3 ", " BEFORE/2 ", " AFTER ",
    " THEN ", " THEN/2 BY other ", " WITHIN ", " WITHIN sentence ", " WITHIN 3 turns ",
    " WITHIN exchange", " EXCLUDING ", " EXCLUDING role:x", "BY", "/a.b/", "~1", "theme:", "AND",
    "OR", "NOT", "NEAR/", "role:", "turn:", "born:", "attr.x:", "zzz:",
    ">", "<", ">=", "<=", "1950..1959", "*1..3", " ", " ", " ", " ", "\t", "\n", "\u{301}", "é",
    "日本",
    "\u{FEFF}", "\u{202E}", "\u{0}", "👩‍👩‍👧", "word=", "~exact", "http://", "\u{A0}", "²",
  ]

  @Test(
    "random text is an error with a range inside it, or a tree that is read back", arguments: 0..<8)
  func randomText(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<2_000 {
      let length = Int.random(in: 1...14, using: &generator)
      check((0..<length).map { _ in generator.pick(Self.pieces) }.joined())
    }
  }

  @Test("random trees are read back from their normal form", arguments: 0..<8)
  func randomTrees(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let queries = RandomQueries(.withRegions)
    for number in 0..<300 {
      let depth = Int.random(in: 0...5, using: &generator)
      let tree =
        number % 3 == 0
        ? queries.query(depth: depth, using: &generator)
        : queries.whole(depth: min(depth, 4), using: &generator)
      if tree.joinsAcrossTurns {
        // Known to be refused, and for no other reason.
        switch parseError(tree.normalForm)?.kind {
        case .acrossTurns, .scopeTooNarrow: break
        default: Issue.record("\(tree.normalForm) is not refused")
        }
        continue
      }
      #expect(try parsed(tree.normalForm) == tree, "\(tree.normalForm)")
      #expect(try parsed(tree.normalForm).normalForm == tree.normalForm)
    }
  }

  @Test("words, values and placeholders of any characters are read back", arguments: 0..<4)
  func randomCharacters(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let characters = Array(
      #"aZ*?\"'“”„«»()[]{}|-=~/@!,:.<>019 "#.unicodeScalars + ["\n", "\u{301}", "é", "\u{2028}"])
    for _ in 0..<500 {
      func text(keeping kept: String) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
          let scalar = generator.pick(characters)
          // As the parser keeps it: a literal wildcard or backslash has its backslash.
          if scalar == "\\" || (kept.unicodeScalars.contains(scalar) && generator.chance(50)) {
            text.append("\\")
          }
          text.append(scalar)
        }
        return String(text)
      }
      let word = text(keeping: "*?")
      let value = text(keeping: "*")
      let inner = "x" + text(keeping: "*") + "x"
      let trees: [QueryNode] = [
        word == "*" ? .everything : w(word), exact(word),
        .field(
          FieldFilter(
            name: "role",
            condition: .values([.init(text: value), .init(text: value, isNegated: true)]))),
        field("attr.x", "!" + value), .placeholder(inner),
        word == "*" ? w("a") : phrase(i("a"), i(word), .placeholder(inner), i("b")),
      ]
      for tree in trees {
        #expect(try parsed(tree.normalForm) == tree, "\(tree.normalForm)")
      }
    }
  }

  private func check(_ query: String) {
    guard let error = parseError(query) else {
      let tree = try? parsed(query)
      let normal = tree?.normalForm ?? ""
      // Spelling out every AND can make a query longer than may be typed.
      if normal.utf8.count <= SimpleQueryParser.maximumLength {
        let again = try? parsed(normal)
        #expect(again == tree, "\(query.debugDescription) -> \(normal)")
      }
      return
    }
    #expect(error.range.lowerBound >= 0)
    #expect(error.range.upperBound <= query.unicodeScalars.count)
    #expect(error.caret(in: query).marker.hasSuffix("^"))
  }
}
