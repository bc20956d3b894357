import Testing
import VerbatimExtract

@testable import VerbatimCLI

@Suite("Wording: counting")
struct WordingCountingTests {
  @Test("memory is rounded up, so that what is asked for is enough")
  func memory() {
    let problem = CountingProblem.tooMuchMemory(
      tokens: 90_000_000, wanted: (1 << 30) + 1, allowed: 1 << 30)
    #expect(
      Wording.lines(for: problem) == [
        "counting sequences of 90,000,000 tokens wants 1025 MB of memory, and 1024 MB are allowed; "
          + "restrict the turns by a query, or give --memory 1025"
      ])
  }

  @Test("names that come from outside are made harmless")
  func names() {
    let evil = "\u{1B}[31m\u{202E}\n" + String(repeating: "ж", count: 3000)
    for error in [
      CountingProblem.nothingMatched(query: evil) as any Error,
      UnknownPartProblem(name: evil, known: [evil, evil]), CountingProblem.tooManyRows(most: 5),
    ] {
      let lines = Wording.lines(for: error)
      #expect(lines.count == 1)
      for line in lines {
        #expect(line.unicodeScalars.count < 700)
        #expect(
          line.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && $0 != "\u{202E}"
          })
      }
    }
  }
}
