import Foundation
import Testing

@Suite("Codings after a correction")
struct CodeReviewTests {
  @Test("are listed with what was coded and what is there, and settled one by one")
  func review() throws {
    let folder = try TemporaryFolder()
    let (study, file) = (folder.path + "/s", folder.path + "/fg1.txt")
    func run(_ arguments: String...) throws -> Verbatim.Run {
      try Verbatim.run(arguments, on: study)
    }
    func write(_ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    }
    try Data("themes:\n  - {id: t, label: A, name: Trust}\n".utf8)
      .write(to: URL(fileURLWithPath: folder.path + "/codebook.yaml"))
    try write("P1: I trust her with it.\nP2: The kettle was on.\nP1: Yes.\n")
    #expect(try run("init", study).status == 0)
    #expect(try run("ingest", file).status == 0)
    #expect(try run("import", folder.path + "/codebook.yaml").status == 0)
    for place in ["fg1:1:2-15", "fg1:2"] {
      #expect(try run("code", "add", "A", place, "--coder", "EO").status == 0)
    }
    #expect(try run("code", "review").status == 1)
    try write("P2: So.\nP1: I do trust them with it.\nP2: Gone is all of this.\nP1: Yes.\n")
    let ingest = try run("ingest", file, "--replace")
    #expect(ingest.status == 0, "\(ingest.error)")
    #expect(ingest.error.contains("next: verbatim code review"), "\(ingest.error)")
    let review = try run("code", "review", "--format", "jsonl")
    #expect(review.status == 0)
    let rows = try review.objects
    // In the order of their places: the whole of the second turn first.
    #expect(rows.map { $0["was"] as? String } == ["The kettle was on.", "trust her wit"])
    #expect(rows.map { $0["kind"] as? String } == ["doubtful", "adjusted"])
    #expect(rows.last?["now"] as? String == "trust them wit")
    let numbers = rows.compactMap { $0["number"] as? Int }.map(String.init)
    try #require(numbers.count == 2)
    #expect(try run("code", "settle", "99", "--keep").status == 2)
    #expect(try run("code", "settle", numbers[0]).status == 2)
    #expect(try run("code", "settle", numbers[1], "--keep").status == 0)
    #expect(try run("code", "settle", numbers[0], "--move", "fg1:99").status == 2)
    #expect(try run("code", "settle", numbers[0], "--remove").status == 0)
    #expect(try run("code", "review").status == 1)
    #expect(try run("extracts", "--theme", "A", "--count").out.hasPrefix("1 extract"))
  }
}
