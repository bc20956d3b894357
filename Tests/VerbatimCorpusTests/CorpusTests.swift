import Testing

@testable import VerbatimCorpus

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func text(of alphabet: [String], upTo count: Int) -> String {
    (0..<Int.random(in: 0...count, using: &self))
      .map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &self)] }.joined()
  }
}

@Suite("Attributes")
struct AttributesTests {
  @Test("a name may repeat; the first value is the value, setting it keeps its place")
  func values() {
    var attributes: Attributes = [
      .init(name: "state", value: "a"), .init(name: "sex", value: "F"),
      .init(name: "state", value: "b"),
    ]
    #expect(attributes["state"] == "a")
    #expect(attributes.values(of: "state") == ["a", "b"])
    attributes["state"] = "c"
    #expect(attributes.values(of: "state") == ["c", "b"])
    attributes["born"] = "1954"
    #expect(attributes.entries.last == .init(name: "born", value: "1954"))
    attributes["state"] = nil
    #expect(attributes.values(of: "state").isEmpty)
    #expect(attributes.entries.count == 2)
    attributes.append("sex", "M")
    #expect(attributes.values(of: "sex") == ["F", "M"])
    #expect(Attributes().isEmpty)
  }

  @Test("the other's names win with all their values")
  func overriding() {
    let own: Attributes = [
      .init(name: "a", value: "1"), .init(name: "b", value: "2"), .init(name: "a", value: "3"),
    ]
    let other: Attributes = [.init(name: "a", value: "4"), .init(name: "c", value: "5")]
    #expect(
      own.overridden(by: other).entries.map { $0.name + $0.value } == ["b2", "a4", "c5"])
    #expect(own.overridden(by: []) == own)
  }
}

@Suite("Digest")
struct DigestTests {
  @Test("hexadecimal digits of either case round-trip; anything else is none")
  func hex() {
    let bytes = (0..<32).map { UInt8($0 * 8) }
    let digest = Digest(bytes: bytes)
    #expect(digest.hex.count == 64)
    #expect(Digest(hex: digest.hex) == digest)
    #expect(Digest(hex: digest.hex.uppercased()) == digest)
    #expect(digest.description == digest.hex)
    for bad in ["", "0", String(digest.hex.dropLast()), digest.hex + "00", digest.hex + "0"] {
      #expect(Digest(hex: bad) == nil)
    }
    #expect(Digest(hex: String(repeating: "g", count: 64)) == nil)
    #expect(Digest(hex: String(repeating: "é", count: 32)) == nil)
  }

  @Test("digests are ordered as their digits are")
  func order() {
    let low = Digest(bytes: [UInt8](repeating: 0, count: 31) + [0xFF])
    let high = Digest(bytes: [1] + [UInt8](repeating: 0, count: 31))
    #expect(low < high)
    #expect(!(high < low))
    #expect(low.hex < high.hex)
  }
}

@Suite("Scalar offsets")
struct ScalarOffsetTests {
  static let alphabet = ["a", "é", "e\u{301}", "世", "😀", "👨‍👩‍👧", "\r\n", "\u{0}", " "]

  @Test("offsets and slices are those of the scalars counted one by one")
  func oracle() {
    var random = SeededGenerator(state: 1)
    for _ in 0..<300 {
      let text = random.text(of: Self.alphabet, upTo: 12)
      let scalars = Array(text.unicodeScalars)
      var starts = [0]
      for scalar in scalars { starts.append(starts[starts.count - 1] + String(scalar).utf8.count) }
      for scalar in -1...(scalars.count + 1) {
        let expected = starts.indices.contains(scalar) ? starts[scalar] : nil
        #expect(text.utf8Offset(ofScalar: scalar) == expected)
      }
      for byte in -1...(text.utf8.count + 1) {
        let expected = max(0, (starts.lastIndex { $0 <= byte }) ?? 0)
        #expect(text.scalarOffset(ofUTF8: byte) == min(expected, scalars.count))
      }
      for _ in 0..<5 {
        let ends = [0, 1].map { _ in Int.random(in: -2...scalars.count + 2, using: &random) }
        let lower = min(ends[0], ends[1])
        let upper = max(ends[0], ends[1])
        let clamped = min(max(lower, 0), scalars.count)..<min(max(upper, 0), scalars.count)
        var expected = String.UnicodeScalarView()
        expected.append(contentsOf: scalars[clamped])
        #expect(Array(text.scalars(lower..<upper).utf8) == Array(String(expected).utf8))
      }
    }
  }
}

@Suite("Offset maps")
struct OffsetMapTests {
  @Test("runs that go on byte for byte become one; units stay apart; nothing is not kept")
  func appending() {
    var map = OffsetMap()
    map.append(textLength: 3, source: 10, sourceLength: 3)
    map.append(textLength: 2, source: 13, sourceLength: 2)
    map.append(textLength: 1, source: 15, sourceLength: 5)
    map.append(textLength: 1, source: 20, sourceLength: 5)
    map.append(textLength: 0, source: 25, sourceLength: 0)
    map.append(textLength: 2, source: 30, sourceLength: 2)
    #expect(map.runs.map(\.textLength) == [5, 1, 1, 2])
    #expect(map.textLength == 9)
    #expect(OffsetMap(identityAt: 7, length: 0).runs.isEmpty)
  }

  @Test(
    "runs are told in their order; a map is an identity where it equals the one that is made as such"
  )
  func looking() {
    let maps = [
      OffsetMap(), OffsetMap(identityAt: 7, length: 4), OffsetMap(identityAt: 0, length: 4),
      OffsetMap(runs: [.init(textLength: 4, source: 7, sourceLength: 5)]),
      OffsetMap(runs: [
        .init(textLength: 4, source: 7, sourceLength: 4),
        .init(textLength: 1, source: 12, sourceLength: 2),
      ]),
    ]
    for map in maps {
      var told: [OffsetMap.Run] = []
      map.forEachRun { told.append($0) }
      #expect(told == map.runs)
      #expect(map.runCount == map.runs.count)
      for source in [0, 7, 8] {
        for length in [0, 4, 5] {
          let isIdentity = map == OffsetMap(identityAt: source, length: length)
          #expect(map.isIdentity(at: source, length: length) == isIdentity)
        }
      }
    }
  }

  @Test("a range leads to the bytes of its first and last scalar, whole units included")
  func oracle() {
    var random = SeededGenerator(state: 2)
    for _ in 0..<300 {
      var map = OffsetMap()
      // For every text byte, the source bytes it comes from.
      var origin: [Range<Int>] = []
      var source = Int.random(in: 0...9, using: &random)
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let length = Int.random(in: 1...4, using: &random)
        if Bool.random(using: &random) {
          map.append(textLength: length, source: source, sourceLength: length)
          for offset in 0..<length { origin.append(source + offset..<source + offset + 1) }
          source += length
        } else {
          let sourceLength = length + Int.random(in: 1...5, using: &random)
          map.append(textLength: length, source: source, sourceLength: sourceLength)
          for _ in 0..<length { origin.append(source..<source + sourceLength) }
          source += sourceLength
        }
        source += Int.random(in: 0...2, using: &random)
      }
      #expect(map.textLength == origin.count)
      for lower in 0...origin.count {
        for upper in lower...origin.count + 1 {
          let isCovered = upper > lower && upper <= origin.count
          let expected =
            isCovered ? origin[lower].lowerBound..<origin[upper - 1].upperBound : nil
          #expect(map.sourceRange(of: lower..<upper) == expected)
        }
      }
    }
    #expect(OffsetMap(identityAt: 0, length: 5).sourceRange(of: -1..<2) == nil)
  }
}

@Suite("Natural order")
struct NaturalOrderTests {
  @Test("numbers count by value, ties by bytes")
  func examples() {
    let sorted = [
      "", "FG2", "a", "a1b", "fg", "fg1", "fg01", "fg2", "fg2-1", "fg2-10", "fg2a", "fg10",
      "fg99999999999999999999999", "fg100000000000000000000000", "é",
    ]
    var random = SeededGenerator(state: 3)
    let again = sorted.shuffled(using: &random).sorted(by: NaturalOrder.precedes)
    let positions = { (name: String) in again.firstIndex(of: name) ?? -1 }
    #expect(positions("fg2") < positions("fg10"))
    #expect(positions("fg01") < positions("fg1"))
    #expect(positions("fg2-1") < positions("fg2-10"))
    #expect(positions("fg99999999999999999999999") < positions("fg100000000000000000000000"))
    #expect(positions("FG2") < positions("a"))
    #expect(again.first == "")
    #expect(again.last == "é")
  }

  @Test("it is a strict order in which only equal bytes tie")
  func strictOrder() {
    var random = SeededGenerator(state: 4)
    let alphabet = ["0", "1", "2", "9", "00", "a", "b", "-", "é", "/", ":"]
    let precedes = NaturalOrder.precedes
    for _ in 0..<20_000 {
      let a = random.text(of: alphabet, upTo: 5)
      let b = random.text(of: alphabet, upTo: 5)
      let c = random.text(of: alphabet, upTo: 5)
      #expect(!precedes(a, a))
      #expect((Array(a.utf8) == Array(b.utf8)) == (!precedes(a, b) && !precedes(b, a)))
      #expect(!(precedes(a, b) && precedes(b, a)))
      if precedes(a, b), precedes(b, c) { #expect(precedes(a, c), "\(a) \(b) \(c)") }
    }
  }
}

@Suite("Milliseconds")
struct MillisecondsTests {
  @Test("seconds are rounded to the nearest; what is no time is none")
  func seconds() {
    #expect(Milliseconds(seconds: 1.2345)?.rawValue == 1235)
    #expect(Milliseconds(seconds: -0.0005)?.rawValue == -1)
    #expect(Milliseconds(seconds: .nan) == nil)
    #expect(Milliseconds(seconds: .infinity) == nil)
    #expect(Milliseconds(seconds: 1e12) == nil)
    #expect(Milliseconds(rawValue: 1500).seconds == 1.5)
  }
}
