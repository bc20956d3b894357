import Testing

@testable import VerbatimReport

@Suite("Drawings made of characters")
struct SparksTests {
  @Test("a bar is as long as its value, and what is above 0 is seen")
  func bars() {
    #expect(Sparks.bar(1, of: 1, width: 4) == "████")
    #expect(Sparks.bar(0.5, of: 1, width: 4) == "██")
    #expect(Sparks.bar(0.0001, of: 1, width: 4) == "▏")
    #expect(Sparks.bar(0, of: 1, width: 4) == "")
    #expect(Sparks.bar(1, of: 0, width: 4) == "")
    #expect(Sparks.bar(9, of: 1, width: 2) == "██")
  }

  @Test("a strip has a sign for each stretch, and every place falls into one")
  func strips() {
    #expect(Sparks.strip([], length: 10, width: 5) == "·····")
    #expect(Sparks.strip([0, 9], length: 10, width: 5) == "▂···▂")
    #expect(Sparks.strip([4, 4, 4, 5, 5, 5], length: 10, width: 5) == "··█··")
    #expect(Sparks.strip([0, 1], length: 2, width: 40) == "▂▂")
    #expect(Sparks.strip([10], length: 10, width: 5) == "····▂")
    #expect(Sparks.strip([0], length: 0, width: 5) == "")
  }
}
