import ArgumentParser
import Foundation
import Testing

@testable import VerbatimCLI

@Suite("The manual page")
struct ManualTests {
  @Test("every command and every option that help shows stands on it")
  func complete() throws {
    let page = try Verbatim.run(["manual"])
    #expect(page.status == 0)
    let text = page.out.replacingOccurrences(of: "\\-", with: "-")
    let dump = try JSON.object(Verbatim.run(["--experimental-dump-help"]).out)
    let root = try #require(dump["command"] as? [String: Any])
    var seen = 0
    func look(at command: [String: Any], section: Substring) throws {
      for argument in command["arguments"] as? [[String: Any]] ?? [] {
        guard argument["shouldDisplay"] as? Bool == true else { continue }
        for name in argument["names"] as? [[String: String]] ?? [] {
          let flag = (name["kind"] == "long" ? "--" : "-") + (name["name"] ?? "")
          #expect(
            section.contains(flag) || ["--help", "-h", "--version"].contains(flag), "\(flag)")
          seen += 1
        }
        let abstract = argument["abstract"] as? String ?? ""
        if argument["names"] as? [[String: String]] != nil, !abstract.contains("\\"),
          !abstract.contains("help information"), !abstract.contains("Show the version"),
          abstract.unicodeScalars.allSatisfy({ $0.isASCII && $0 != "'" && $0 != "~" && $0 != "^" })
        {
          #expect(section.contains(abstract), "\(abstract)")
        }
      }
      for part in command["subcommands"] as? [[String: Any]] ?? [] {
        guard part["shouldDisplay"] as? Bool != false else { continue }
        let parents = part["superCommands"] as? [String] ?? []
        let path = (parents + [part["commandName"] as? String ?? ""]).joined(separator: " ")
        let heading = ".SS \"\(path)\"\n"
        let start = try #require(text.range(of: heading)?.upperBound, "\(path)")
        let rest = text[start...]
        let end = rest.range(of: "\n.S")?.lowerBound ?? rest.endIndex
        try look(at: part, section: rest[..<end])
        seen += 1
      }
    }
    try look(at: root, section: text[...])
    #expect(seen > 80)
    #expect(!text.contains("verbatim manual"))
  }

  @Test("every command says its name itself, since asking the language for it costs each start")
  func names() {
    func look(at command: any ParsableCommand.Type) -> Int {
      #expect(command.configuration.commandName != nil, "\(command)")
      return command.configuration.subcommands.reduce(1) { $0 + look(at: $1) }
    }
    #expect(look(at: VerbatimCommand.self) > 80)
  }

  @Test("its sections are those of a manual page, in their order")
  func sections() throws {
    let page = try Verbatim.run(["manual"]).outLines
    #expect(
      page.filter { $0.hasPrefix(".SH ") } == [
        ".SH \"NAME\"", ".SH \"SYNOPSIS\"", ".SH \"DESCRIPTION\"", ".SH \"COMMANDS\"",
        ".SH \"EXIT STATUS\"", ".SH \"ENVIRONMENT\"", ".SH \"FILES\"", ".SH \"EXAMPLES\"",
      ])
    #expect(page[0].hasPrefix(".TH \"VERBATIM\" \"1\""))
  }

  @Test("every variable that the command reads is explained")
  func environment() throws {
    let folder = DemoStudy.package + "/Sources"
    let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    var names: Set<String> = []
    for file in files where file.hasSuffix(".swift") {
      let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
      for part in text.components(separatedBy: "environment(\"").dropFirst() {
        names.insert(String(part.prefix { $0 != "\"" }))
      }
    }
    #expect(names.contains("VERBATIM_STUDY"))
    for name in names { #expect(ManualFacts.environment.contains { $0.name == name }, "\(name)") }
  }

  @Test("formatters take it without a warning", .enabled(if: hasFormatter))
  func lint() throws {
    let line = """
      verbatim manual > page.1 || exit 9
      if command -v mandoc; then mandoc -T lint -W warning page.1; fi
      if command -v groff; then groff -man -Tutf8 -ww -z page.1; fi
      if command -v man; then man --warnings -E UTF-8 -l page.1 > shown; fi
      """
    let folder = try TemporaryFolder()
    let run = try Verbatim.shell(line, in: folder.path)
    #expect(run.status == 0)
    #expect(run.error == "")
    #expect(run.outLines.allSatisfy { $0.hasPrefix("/") }, "\(run.out)")
    let shown = (try? String(contentsOfFile: folder.path + "/shown", encoding: .utf8)) ?? ""
    if !shown.isEmpty { #expect(shown.contains("verbatim search '\"peer support\"")) }
  }

  private static let hasFormatter = ["mandoc", "groff", "man"].contains {
    FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
  }

  @Test("signs of the formatter are shown as themselves")
  func escaping() {
    var roff = Roff()
    roff.line(".dot \\ - ' ` ^ ~ \u{7}é’")
    roff.line("'quote")
    roff.request("SS", "a \"b\"")
    #expect(
      roff.text == """
        \\&.dot \\e \\- \\(aq \\(ga \\(ha \\(ti  \\[u00E9]\\[u2019]
        \\(aqquote
        .SS "a \\(dqb\\(dq"

        """)
  }
}
