import Foundation
import Testing

@Suite("Exchange at the command line")
struct ExchangeCommandTests {
  private func run(_ study: String, _ arguments: String...) throws -> Verbatim.Run {
    try Verbatim.run(arguments, on: study)
  }

  @Test("a project goes out, into an empty study and out again: the same bytes")
  func roundTrip() throws {
    let study = try DemoStudy.path
    let (folder, fresh) = try DemoStudy.empty()
    let (one, two) = (folder.path + "/one.qdpx", folder.path + "/two.qdpx")
    let export = try run(study, "export", "--qdpx", one)
    #expect(export.status == 0)
    #expect(export.error.contains("5 sessions, 350 turns"))
    #expect(export.error.contains("not carried:"))
    #expect(try !DemoStudy.quotes(export.error))
    let dry = try run(fresh, "import", one, "--dry-run")
    #expect(dry.status == 0)
    #expect(dry.error.contains("nothing would be left behind"))
    #expect(try run(fresh, "search", "*", "--count").status == 1)
    let imported = try run(fresh, "import", one)
    #expect(imported.status == 0, "\(imported.error)")
    #expect(imported.out.contains("5 new, 0 in the study"))
    #expect(try !DemoStudy.quotes(imported.out + imported.error))
    #expect(try run(fresh, "export", "--qdpx", two).status == 0)
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: one)) == Data(contentsOf: URL(fileURLWithPath: two))
    )
    let table = try run(fresh, "themes", "--format", "csv").out
    #expect(table.split(separator: "\r\n").count == 10)
    withExtendedLifetime(folder) {}
  }

  @Test("what would be lost is said and nothing changes, until the loss is accepted")
  func losses() throws {
    let (folder, study) = try DemoStudy.copy()
    let (other, fresh) = try DemoStudy.empty()
    let before = try run(study, "export", "--jsonl", folder.path + "/a.jsonl")
    #expect(before.status == 0)
    // The empty study has none of the sessions.
    let refused = try run(fresh, "import", study)
    #expect(refused.status == 2)
    #expect(refused.error.contains("would be left behind:"))
    #expect(refused.error.contains("--accept-partial"))
    #expect(try run(fresh, "themes").status == 1)
    let json = try run(fresh, "import", study, "--accept-partial", "--json")
    #expect(json.status == 3)
    let object = try JSON.object(json.outLines[0])
    #expect(object["done"] as? Bool == true)
    #expect(object["themes_new"] as? Int == 9)
    let merged = try run(study, "import", try DemoStudy.path)
    #expect(merged.status == 0, "\(merged.error)")
    #expect(merged.out.contains("codings   0 new"))
    withExtendedLifetime((folder, other)) {}
  }

  @Test("archives, tables and folders that are none get one line and exit code 2")
  func refused() throws {
    let (folder, study) = try DemoStudy.copy()
    for (name, bytes) in [
      ("a.qdpx", Array("no archive".utf8)), ("b.qdpx", []), ("data.qda", Array("no database".utf8)),
    ] {
      let path = try folder.write(name, bytes)
      let result = try run(study, "import", path)
      #expect(result.status == 2)
      #expect(result.errorLines.count == 1, "\(result.error)")
      #expect(result.error.hasPrefix("verbatim: "))
    }
    #expect(try run(study, "import", "/nowhere.qdpx").status == 2)
    #expect(try run(study, "import", DemoStudy.corpus + "/codings-eo.csv", "--dry-run").status == 2)
    #expect(try run(study, "export").status == 2)
    #expect(try run(study, "import", "x.qdpx", "--qdpx-unit", "furlongs").status == 2)
    withExtendedLifetime(folder) {}
  }

  @Test("codings go out and in as CSV and JSON Lines, tables into a folder, a codebook as .qdc")
  func tables() throws {
    let (folder, study) = try DemoStudy.copy()
    let path = folder.path
    #expect(
      try run(
        study, "export", "--jsonl", path + "/c.jsonl", "--csv", path + "/t", "--qdc",
        path + "/c.qdc"
      ).status == 0)
    for file in ["codings.csv", "themes.csv", "sessions.csv", "people.csv"] {
      #expect(FileManager.default.fileExists(atPath: path + "/t/" + file))
    }
    let again = try run(study, "import", path + "/c.jsonl")
    #expect(again.status == 0)
    #expect(again.error.contains("0 codings added"))
    let before = try run(study, "themes", "--format", "json").out
    #expect(try run(study, "import", path + "/c.qdc").status == 0)
    #expect(try run(study, "themes", "--format", "json").out == before)
    withExtendedLifetime(folder) {}
  }
}
