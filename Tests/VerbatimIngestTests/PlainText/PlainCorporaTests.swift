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
        guard
          let data = FileManager.default.contents(
            atPath: collections.appendingPathComponent(path).path)
        else { return nil }
        return SourceFile(path: path, bytes: Array(data))
      }
  }()

  /// Each file is read once for all tests.
  static let readings = files.map { file in (file: file, reading: try? PlainTextReader().read(file))
  }
  static let reports = readings.map { $0.reading?.report ?? PlainTextReader().report($0.file) }

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
    #expect(Self.reports.count { $0.isAccepted } == 85)
    for report in Self.reports where !report.isAccepted {
      #expect(report.problems.map { $0.kind.code } == ["no-turns-in-text"])
    }
  }

  @Test("collections are accepted as counted by hand")
  func counts() {
    let accepted = Dictionary(
      grouping: Self.reports.filter { $0.isAccepted }, by: { $0.file.prefix { $0 != "/" } })
    #expect(accepted["changelog"]?.count == 52)
    #expect(accepted["changelog"]?.allSatisfy { $0.family == .emphasised } == true)
    #expect(accepted["fossrit-mismatches"]?.count == 11)
    #expect(accepted["fossrit-mismatches"]?.allSatisfy { $0.family == .inline } == true)
    #expect(accepted["bitcoin-transcripts"]?.count == 22)
  }

  @Test(
    "the speakers are those that a reader sees",
    arguments: [
      ("fossrit-mismatches/donald-1-full.md", ["MEL": 57, "DONALD": 56]),
      ("fossrit-mismatches/naomi-3-full.md", ["MEL": 65, "NAOMI": 64, "MIRABAI": 4]),
      ("fossrit-mismatches/nick-2-full.md", ["MEL": 37, "NICK": 38, "AMANDA": 3]),
      ("fossrit-mismatches/ernest-1-full.md", ["MEL": 45, "ERNEST": 49, "MEL, TYPING": 5]),
      (
        "changelog/brainscience/brain-science-12.md",
        ["Adam Stacoviak": 73, "Mireille B. Reece, Psy.D": 73]
      ),
      (
        "changelog/gotime/go-time-4.md",
        [
          "Erik St. Martin": 46, "Brian Ketelsen": 43, "Carlisia Thompson": 22,
          "Daniel Whitenack": 37,
        ]
      ),
      (
        "bitcoin-transcripts/chaincode-podcast/tracepoints-and-monitoring-the-bitcoin-network.md",
        ["Speaker 0": 47, "Speaker 1": 27, "Speaker 2": 46]
      ),
      (
        "bitcoin-transcripts/stephan-livera-podcast/2020-09-28-michael-flaxman-security-guide.md",
        ["SL": 59, "MF": 60]
      ),
    ] as [(String, [String: Int])])
  func speakers(path: String, turns: [String: Int]) throws {
    let reading = try #require(Self.readings.first { $0.file.path == path }?.reading)
    var counts: [String: Int] = [:]
    for speaker in reading.turns.flatMap(\.speakers) { counts[speaker, default: 0] += 1 }
    #expect(counts == turns)
  }

  @Test("rejected labels are named with their reason")
  func rejected() {
    let report = Self.reports.first { $0.file.hasSuffix("donald-1-full.md") }
    #expect(
      report?.rejected == [.init(label: "MIRABAI", count: 1, firstLine: 315, reason: .rare)])
    let monologue = Self.reports.first { $0.file.contains("attacking-bitcoin-core") }
    #expect(monologue?.rejected.map(\.label) == ["Audience"])
  }

  @Test("every turn of every file is re-read from the file's bytes")
  func places() {
    for (file, reading) in Self.readings {
      guard let reading else { continue }
      let failed = reading.turns.filter { rebuilt($0, from: file.bytes) != $0.text }
      #expect(failed.map { "\(file.path):\($0.place.line)" } == [])
    }
  }

  @Test(
    "no line of a file is lost: each is speech, header, event, dropped or before the first turn")
  func coverage() {
    for (file, reading) in Self.readings {
      guard let reading else { continue }
      let spoken = reading.turns.reduce(0) { $0 + ($1.place.bytes?.count ?? 0) }
      let first = reading.turns.first?.place.bytes?.lowerBound ?? 0
      // What lies between the turns is labels, headings, events and blank lines.
      #expect(Double(spoken) > Double(file.bytes.count - first) * 0.75, "\(file.path)")
    }
  }
}
