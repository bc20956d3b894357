import Foundation
import Testing

@Suite("Saved queries at the command line")
struct SavedQueryCommandTests {
  @Test("are saved, used in other queries, exported, imported and removed")
  func life() throws {
    let (folder, study) = try DemoStudy.copy()
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    #expect(try run("queries").status == 1)
    #expect(try run("queries", "save", "women", "role:participant", "sex:F").status == 0)
    #expect(try run("queries", "save", "rules", "regulat* OR rule*", "--note", "B").status == 0)
    for (short, long) in [
      ("@women trust*", "role:participant sex:F trust*"),
      ("@women @rules", "role:participant sex:F (regulat* OR rule*)"),
    ] {
      let saved = try run("search", short, "--json")
      #expect(saved.status == 0)
      #expect(saved.outBytes == (try run("search", long, "--json")).outBytes)
      #expect(try run("search", short, "--count").out == run("search", long, "--count").out)
    }
    let text = try run("queries", "export").out
    #expect(
      text == "# B\n@rules = regulat* OR rule*\n@women = role:participant sex:F\n")
    let file = folder.path + "/queries.txt"
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let (other, fresh) = try DemoStudy.copy()
    #expect(try Verbatim.run(["queries", "import", file], on: fresh).status == 0)
    #expect(try Verbatim.run(["queries", "export"], on: fresh).out == text)
    #expect(try run("queries", "remove", "women").status == 0)
    #expect(try run("queries", "remove", "women").status == 1)
    #expect(try run("search", "@women trust*").status == 2)
    withExtendedLifetime(other) {}
  }

  @Test(
    "are refused, and nothing is kept, where they cannot be understood or have another's name",
    arguments: [
      ["save", "bad", "(a"], ["save", "1x", "a"], ["save", "x", "@nothing"],
      ["save", "x", "a @x"], ["import", "/nowhere"],
    ])
  func refused(_ arguments: [String]) throws {
    let (folder, study) = try DemoStudy.copy()
    let run = try Verbatim.run(["queries"] + arguments, on: study)
    #expect(run.status == 2)
    #expect(run.error.hasPrefix("verbatim: "))
    #expect(try Verbatim.run(["queries", "export"], on: study).out == "")
    withExtendedLifetime(folder) {}
  }

  @Test("keep their words unless --replace says otherwise")
  func replaced() throws {
    let (folder, study) = try DemoStudy.copy()
    func save(_ more: String...) throws -> Int32 {
      try Verbatim.run(["queries", "save", "q"] + more, on: study).status
    }
    #expect(try save("hug*") == 0)
    #expect(try save("hug*") == 0)
    #expect(try save("time*") == 2)
    #expect(try Verbatim.run(["queries", "export"], on: study).out == "@q = hug*\n")
    #expect(try save("time*", "--replace") == 0)
    #expect(try Verbatim.run(["queries", "export"], on: study).out == "@q = time*\n")
    withExtendedLifetime(folder) {}
  }
}

@Suite("A time limit")
struct TimeLimitTests {
  @Test("that is not reached changes nothing; one that makes no sense is refused")
  func limits() throws {
    let study = try DemoStudy.path
    let whole = try Verbatim.run(["search", "trust*", "--json"], on: study)
    let limited = try Verbatim.run(["search", "trust*", "--json", "--timeout", "600"], on: study)
    #expect(limited.status == 0)
    #expect(limited.outBytes == whole.outBytes)
    for wrong in ["0", "-1", "x", "nan", "1e9"] {
      #expect(
        try Verbatim.run(["search", "trust*", "--timeout=\(wrong)"], on: study).status == 2)
    }
  }

  @Test("that is over gives what there is, marked as partial, with exit code 3")
  func over() throws {
    // A thousandth of a second is over before a phrase with a gap is looked for in every turn, or is
    // not: then the answer is whole.
    let study = try DemoStudy.path
    let run = try Verbatim.run(
      ["search", "=the", "OR", "=The", "--timeout", "0.001", "--json"], on: study)
    #expect([0, 1, 3].contains(run.status))
    #expect((run.status == 3) == run.error.contains("partial"))
  }
}
