import Testing

/// Plain searches are understood without the parser; any further option has it look at them.
@Suite("A search means the same to the parser and without it")
struct PlainSearchTests {
  @Test(
    "output and exit code are the same",
    arguments: [
      ["hug*"], ["--limit", "2", "hug*"], ["hug*", "--limit", "2"], ["hug*", "--json"],
      ["peer", "support", "--format", "csv"], ["--json", "--format", "csv", "hug*"],
      ["\"peer support\"", "--count"], ["hug*", "--count", "--json"],
      ["hug*", "--context", "exchange", "--full", "--events"], ["hug*", "--context", "2"],
      ["zzzz"], ["hug*", "--limit", "0"], ["theme:A/3", "--limit", "3"], ["(", "--limit", "3"],
      ["hug*", "--study", "/nowhere"],
    ])
  func same(_ arguments: [String]) throws {
    let plain = try Verbatim.run(["search"] + arguments, on: try DemoStudy.path)
    let parsed = try Verbatim.run(
      ["search", "--seed", "1"] + arguments, on: try DemoStudy.path)
    #expect(plain.out == parsed.out)
    #expect(plain.error == parsed.error)
    #expect(plain.status == parsed.status)
  }

  @Test(
    "what the parser refuses is refused",
    arguments: [
      ["hug*", "--limit", "x"], ["hug*", "--limit", "-1"], ["hug*", "--limit"], ["--count"],
      ["hug*", "--format", "pdf"], ["hug*", "--context", "-3"], ["hug*", "-x"],
      ["hug*", "--nothing"],
    ])
  func refused(_ arguments: [String]) throws {
    let run = try Verbatim.run(["search"] + arguments, on: try DemoStudy.path)
    #expect(run.status == 2)
    #expect(run.out.isEmpty)
    #expect(run.errorLines.first?.hasPrefix("verbatim: ") == true)
  }

  @Test("the version is one line")
  func version() throws {
    let run = try Verbatim.run(["--version"])
    #expect(run.status == 0)
    #expect(run.outLines.count == 1)
    #expect(run.out.hasPrefix("verbatim "))
  }
}
