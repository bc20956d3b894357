import Foundation
import Testing

@Suite("The article on what is promised")
struct ThreatModelTests {
  @Test("names tests that there are")
  func names() throws {
    let page = try String(
      contentsOfFile: DemoStudy.package
        + "/Sources/VerbatimStudy/VerbatimStudy.docc/ThreatModel.md", encoding: .utf8)
    let promised = page.components(separatedBy: "\n")
      .filter { $0.hasPrefix("| ") }
      .compactMap { line in line.firstMatch(of: /"(.+)" \|$/).map { String($0.output.1) } }
    #expect(promised.count > 15)
    var tests = ""
    let files = FileManager.default.enumerator(atPath: DemoStudy.package + "/Tests")
    for case let file as String in try #require(files)
    where file.hasSuffix(".swift") && !file.hasSuffix("ThreatModelTests.swift") {
      tests += try String(
        contentsOfFile: DemoStudy.package + "/Tests/" + file, encoding: .utf8)
    }
    for name in promised { #expect(tests.contains("\"\(name)\""), "\(name)") }
  }
}
