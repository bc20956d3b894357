import Foundation
import Testing

@Suite("CQL at the command line")
struct CQLCommandTests {
  @Test("finds by option and by prefix alike")
  func option() throws {
    let option = try DemoStudy.run("search", "--cql", #""peer" "support""#, "--format", "jsonl")
    let prefix = try DemoStudy.run("search", #"cql:"peer" "support""#, "--format", "jsonl")
    let simple = try DemoStudy.run("search", "\"=peer =support\"", "--format", "jsonl")
    #expect(option.status == 0)
    #expect(!option.outLines.isEmpty)
    #expect(option.outLines == prefix.outLines)
    #expect(option.outLines == simple.outLines)
  }

  @Test("the hits of a pattern on the speaker are those of the filter")
  func speakers() throws {
    let pattern = try DemoStudy.run(
      "search", "--cql", #""hug.*"%cd :: match.u_role="participant""#, "--format", "jsonl")
    let filter = try DemoStudy.run(
      "search", "hug* role:participant", "--no-parts", "--format", "jsonl")
    #expect(pattern.status == 0)
    #expect(pattern.outLines == filter.outLines)
  }

  @Test("every counting command knows the themes that a pattern names")
  func themesCounted() throws {
    let region = ["--cql", #"<theme name="A/3.*"/>"#]
    for command in [
      ["freq"], ["collocates", "--min-together", "1"], ["ngrams", "--n", "2"], ["stats"],
    ] {
      let run = try Verbatim.run(command + ["--json"] + region, on: try DemoStudy.path)
      #expect(run.status == 0, "\(command): \(run.error)")
    }
    let pattern = try Verbatim.run(["freq", "--format", "csv"] + region, on: try DemoStudy.path)
    let filter = try DemoStudy.run("freq", "--format", "csv", "theme:A/3")
    #expect(pattern.outLines == filter.outLines)
    for command in [["dispersion"], ["cooccur", "the"], ["keyness"]] {
      let run = try Verbatim.run(command + ["cql:" + region[1], "--json"], on: try DemoStudy.path)
      #expect(run.status == 0, "\(command): \(run.error)")
    }
  }

  @Test("explain prints a normal form that is read back, scope and strategy")
  func explain() throws {
    let run = try DemoStudy.run("explain", "--cql", #"[word = "hug.*"] []{0,3} "time""#)
    #expect(run.status == 0)
    let text = run.outLines.joined(separator: "\n")
    #expect(text.contains(#"cql:"hug.*" []{0,3} "time" within u"#))
    #expect(text.contains("scope: one turn (within u)"))
    #expect(text.contains("matches kept: standard"))
    let again = try DemoStudy.run("explain", #"cql:"hug.*" []{0,3} "time" within u"#)
    #expect(again.outLines == run.outLines)
  }

  @Test("mistakes are one line, the query and a caret, and exit 2")
  func mistakes() throws {
    for (query, expected) in [
      (#""peer support""#, #""peer" "support""#), (#"[wrd="a"]"#, "did you mean word?"),
      (#""a"*"#, "no token at all"), ("<np/>", "known are"), (#"[lemma="a"]"#, "lemma"),
    ] {
      let run = try DemoStudy.run("search", "--cql", query)
      #expect(run.status == 2, "\(query)")
      #expect(run.error.contains(expected), "\(query): \(run.error)")
      #expect(run.error.contains("^"))
    }
    #expect(try DemoStudy.run("search", "--match", "all", "word").status == 2)
    #expect(try DemoStudy.run("search", "--cql", "--fcs", "\"a\"").status == 2)
  }

  @Test("matches over several turns are asked for by name")
  func unbounded() throws {
    let inside = try DemoStudy.run("search", "--cql", "[] </u> <u> []", "--count")
    #expect(inside.status == 1)
    let across = try DemoStudy.run("search", "--cql", "[] </u> <u> [] within text", "--count")
    #expect(across.status == 0)
    let unbounded = try DemoStudy.run("search", "--cql", "--unbounded", "[] </u> <u> []", "--count")
    #expect(unbounded.outLines == across.outLines)
  }

  @Test("FCS-QL by option")
  func fcs() throws {
    let fcs = try DemoStudy.run("search", "--fcs", #""hug.*"/cd"#, "--format", "jsonl")
    let cql = try DemoStudy.run("search", "--cql", #""hug.*"%cd"#, "--format", "jsonl")
    #expect(fcs.status == 0)
    #expect(fcs.outLines == cql.outLines)
  }
}
