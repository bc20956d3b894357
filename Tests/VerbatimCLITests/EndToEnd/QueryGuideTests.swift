import Foundation
import Testing

@testable import VerbatimCLI

@Suite("help query")
struct QueryGuideTests {
  @Test("every example has as many hits as the page says", arguments: QueryGuide.examples.indices)
  func examples(_ number: Int) throws {
    let example = QueryGuide.examples[number]
    let language = example.language == .cql ? ["--cql"] : []
    let run = try Verbatim.run(
      ["search", "--count", "--json"] + language + ["--", example.query], on: try DemoStudy.path)
    #expect(run.status == 0, "\(example.query): \(run.error)")
    let hits = try JSON.object(run.out)["hits"] as? Int
    #expect(hits == example.hits, "\(example.query)")
  }

  @Test("the page shows every example with its hits, and teaches both languages")
  func page() throws {
    let run = try Verbatim.run(["help", "query"])
    #expect(run.status == 0 && run.error == "")
    for example in QueryGuide.examples {
      let line = try #require(
        run.outLines.first { $0.hasPrefix("  \(example.query) ") || $0 == "  \(example.query)" },
        "\(example.query)")
      let rest = line.dropFirst(2 + example.query.count)
      if !rest.isEmpty {
        #expect(rest.split(separator: " ").first == "\(example.hits)", "\(line)")
      }
    }
    #expect(QueryGuide.examples.count { $0.language == .cql } >= 10)
    #expect(QueryGuide.examples.count { $0.language == .simple } >= 20)
    for line in run.outLines where !line.contains("verbatim ") {
      #expect(line.unicodeScalars.count <= 80, "\(line)")
    }
  }

  @Test("help of commands is as before")
  func help() throws {
    let root = try Verbatim.run(["help"]).out
    #expect(root.contains("verbatim help query"))
    #expect(try Verbatim.run(["--help"]).out == root)
    #expect(try Verbatim.run(["help", "kwic"]).out == (try Verbatim.run(["kwic", "--help"]).out))
  }
}
