import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimIngest

/// The shared collections stand beside the checkout, or where VERBATIM_SHARED says.
private let shared: URL = {
  if let path = ProcessInfo.processInfo.environment["VERBATIM_SHARED"] {
    return URL(fileURLWithPath: path)
  }
  var root = URL(fileURLWithPath: #filePath)
  for _ in 0..<4 { root.deleteLastPathComponent() }
  return root.appendingPathComponent("../shared").standardizedFileURL
}()
private let collections = shared.appendingPathComponent("corpora/plain")

@Suite(
  "The plain-text collections",
  .enabled(if: FileManager.default.fileExists(atPath: collections.path)))
struct PlainCorporaTests {
  static let files: [SourceFile] = {
    let paths = FileManager.default.enumerator(atPath: collections.path)?.allObjects ?? []
    return paths.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.sorted()
      .compactMap { path in
        guard let data = FileManager.default.contents(
          atPath: collections.appendingPathComponent(path).path)
        else { return nil }
        return SourceFile(path: path, bytes: Array(data))
      }
  }()

  static let reports = files.map { PlainTextReader().report($0) }

  @Test("files are accepted, or the report says why not")
  func accepted() {
    if ProcessInfo.processInfo.environment["VERBATIM_VERBOSE"] != nil {
      for report in Self.reports {
        let labels = report.labels.map { "\($0.raw)×\($0.count)" }.joined(separator: ", ")
        let rejected = report.rejected.map { "\($0.label)×\($0.count) \($0.reason.rawValue)" }
        print(
          report.file, report.family?.rawValue ?? "-", report.turns, "turns |", labels, "| REJ",
          rejected.prefix(12).joined(separator: ", "), "| W",
          Set(report.problems.map { $0.kind.code }).sorted().joined(separator: " "), "| EV",
          report.events.map { "\($0.name)×\($0.count)" }.joined(separator: " "), "| PH",
          report.placeholders.map(\.name).prefix(8).joined(separator: " "), "| UND",
          report.undecidedBrackets.count)
      }
    }
    #expect(Self.reports.count == 95)
  }
}
