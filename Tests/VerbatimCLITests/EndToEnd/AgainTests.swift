import Foundation
import Testing

@Suite("Doing it again")
struct AgainTests {
  /// Every file of a study with its bytes, the lock aside, which says who wrote last.
  private func files(_ study: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for name in try FileManager.default.subpathsOfDirectory(atPath: study) where name != "lock" {
      var isFolder: ObjCBool = false
      let path = study + "/" + name
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      if !isFolder.boolValue { found[name] = try Data(contentsOf: URL(fileURLWithPath: path)) }
    }
    return found
  }

  @Test("unchanged files are left alone, and so is every file of the study")
  func unchanged() throws {
    let (folder, study) = try DemoStudy.empty()
    for name in ["fg1.xml", "fg4.txt"] {
      try folder.write(name, try DemoStudy.source(name))
    }
    let paths = ["fg1.xml", "fg4.txt"].map { folder.path + "/" + $0 }
    let first = try Verbatim.run(["ingest"] + paths, on: study)
    #expect(first.status == 0)
    #expect(first.out.hasPrefix("2 files read: 2 sessions, 140 turns, "))
    let before = try files(study)
    let again = try Verbatim.run(["ingest"] + paths, on: study)
    #expect(again.status == 0)
    #expect(again.out.hasPrefix("0 files read, 2 unchanged: 0 sessions"))
    #expect(try files(study) == before)
    let data = try Verbatim.run(["ingest", "--json"] + paths, on: study)
    #expect(
      JSON.keys(data.out) == [
        "files", "sessions", "turns", "words", "speakers", "source_bytes", "text_bytes", "warnings",
        "details",
      ])
    #expect(try files(study) == before)
    #expect(try Verbatim.run(["compact"], on: study).status == 0)
  }

  @Test("a changed file takes the place of its session")
  func changed() throws {
    let (folder, study) = try DemoStudy.empty()
    let file = try folder.write("fg.txt", "P1: apples\n\nP2: pears\n\nP1: plums\n\nP2: figs\n")
    #expect(try Verbatim.run(["ingest", file], on: study).status == 0)
    try folder.write("fg.txt", "P1: apples\n\nP2: cherries\n\nP1: plums\n\nP2: figs\n")
    let run = try Verbatim.run(["ingest", file], on: study)
    #expect(run.status == 0)
    #expect(run.out.hasPrefix("1 file read: 1 session, 4 turns"))
    #expect(try Verbatim.run(["search", "pears"], on: study).status == 1)
    #expect(try Verbatim.run(["search", "cherries"], on: study).status == 0)
    #expect(try Verbatim.run(["stats", "--format", "jsonl"], on: study).objects.count == 1)
  }

  @Test("importing a described study again changes no answer")
  func importAgain() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    let themes = try Verbatim.run(["themes", "--json"], on: study).out
    let hits = try Verbatim.run(["search", "hug*", "--json"], on: study).out
    let run = try Verbatim.run(["import", DemoStudy.corpus], on: study)
    #expect(run.status == 0)
    #expect(run.out.contains("0 files read, 5 unchanged"))
    #expect(try Verbatim.run(["themes", "--json"], on: study).out == themes)
    #expect(try Verbatim.run(["search", "hug*", "--json"], on: study).out == hits)
  }

  @Test("coding by hand comes and goes")
  func code() throws {
    let (folder, study) = try DemoStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    func extracts() throws -> [String] {
      try Verbatim.run(["extracts", "--theme", "B/1", "--format", "jsonl"], on: study).objects
        .compactMap { $0["id"] as? String }
    }
    let before = try extracts()
    let coding = ["B/1", "fg5:40:2-7", "--coder", "EO"]
    #expect(try Verbatim.run(["code", "add"] + coding, on: study).status == 0)
    #expect(Set(try extracts()) == Set(before + ["fg5:40:2-7"]))
    #expect(try Verbatim.run(["code", "add"] + coding, on: study).status == 0)
    #expect(try extracts().count == before.count + 1)
    #expect(try Verbatim.run(["code", "remove"] + coding, on: study).status == 0)
    #expect(try extracts() == before)
    #expect(try Verbatim.run(["code", "remove"] + coding, on: study).status == 1)
  }

  @Test("what is exported comes back the same")
  func export() throws {
    let (folder, study) = try DemoStudy.copy()
    let (yaml, qdc, csv) = (
      folder.path + "/c.yaml", folder.path + "/c.qdc", folder.path + "/c.csv"
    )
    let run = try Verbatim.run(
      ["export", "--codebook", yaml, "--qdc", qdc, "--codings", csv], on: study)
    #expect(run.status == 0)
    #expect(run.out == "")
    #expect(run.errorLines.count == 3)
    // The table does not say what rules coded: it comes back as coded by nobody that is named.
    let themes = try Verbatim.run(["themes", "--rules", "--format", "csv"], on: study).out
    // Not the .qdc: its themes have other ids, which a study in use refuses.
    for file in [yaml, csv] {
      #expect(try Verbatim.run(["import", file], on: study).status == 0)
      #expect(
        try Verbatim.run(["themes", "--rules", "--format", "csv"], on: study).out == themes)
    }
  }
}
