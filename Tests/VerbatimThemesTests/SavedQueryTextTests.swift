import Testing

@testable import VerbatimThemes

@Suite("Saved queries as a text")
struct SavedQueryTextTests {
  @Test("come back as they went out")
  func roundTrip() throws {
    let queries = [
      SavedQuery(name: "rules", query: "regulat* OR rule*", note: "theme B", savedAt: noon),
      SavedQuery(name: "women", query: #"sex:F "a = b""#, savedAt: noon),
    ]
    let text = SavedQueryText.text(of: queries)
    #expect(text == "# theme B\n@rules = regulat* OR rule*\n@women = sex:F \"a = b\"\n")
    #expect(try SavedQueryText.read(Array(text.utf8), at: noon) == queries)
    let windows = text.replacing("\n", with: "\r\n")
    #expect(try SavedQueryText.read(Array(windows.utf8), at: noon) == queries)
  }

  @Test(
    "are refused with the line that is wrong",
    arguments: [
      ("@a = b\nrules", SavedQueryText.Problem(line: 2, kind: .noName)),
      ("@a b", .init(line: 1, kind: .noName)), ("@1 = b", .init(line: 1, kind: .badName)),
      ("\n\n@a =", .init(line: 3, kind: .noQuery)),
      ("@a = b\n@a = c", .init(line: 2, kind: .twice)),
    ])
  func refused(text: String, problem: SavedQueryText.Problem) {
    #expect(throws: problem) { _ = try SavedQueryText.read(Array(text.utf8), at: noon) }
  }

  @Test("are refused where they are no UTF-8")
  func bytes() {
    #expect(throws: SavedQueryText.Problem(line: 1, kind: .notUTF8)) {
      _ = try SavedQueryText.read([0x40, 0x61, 0x3D, 0xFF], at: noon)
    }
  }
}
