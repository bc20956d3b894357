import Foundation
import FuzzTargets
import Testing

/// Inputs that broke something once, and shapes that break readers elsewhere, each target in a process of its own
/// that may take no more memory and time than ``FuzzLimits`` says.
///
/// A finding is a small file in `Findings/TARGET/`: what `Scripts/fuzz` left in `found`, named after what was wrong.
@Suite("Past findings stay found")
struct FindingTests {
  private static let folder = Checkout.root.appendingPathComponent(
    "Tests/VerbatimStudyTests/Findings")

  private static let program = Checkout.command.map {
    URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/fuzz"
  }

  @Test(
    "known hard inputs are read to their end, in bounded memory", arguments: FuzzTarget.allCases)
  func shapes(target: FuzzTarget) throws {
    #expect(target.hardShapes.count > 50)
    try expectEnd(target, ["shapes"], target.hardShapes.count)
  }

  @Test("what broke a reader once is read to its end, in bounded memory")
  func findings() throws {
    let targets = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    for name in targets.sorted() {
      let target = try #require(FuzzTarget(rawValue: name))
      let folder = Self.folder.appendingPathComponent(name).path
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      try expectEnd(target, files.map { folder + "/" + $0 }, files.count)
    }
  }

  /// Each input is one line of output, and the last is finished.
  private func expectEnd(_ target: FuzzTarget, _ arguments: [String], _ count: Int) throws {
    let program = try #require(Self.program)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = [target.rawValue] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(
      process.terminationStatus == 0 && process.terminationReason == .exit,
      "\(process.terminationStatus) at \(lines.last ?? "the start")")
    #expect(lines.count == count)
    for line in lines where line.contains("a name without end") {
      #expect(line.hasSuffix(" refused"))
    }
    #expect(lines.allSatisfy { $0.hasSuffix(" right") || $0.hasSuffix(" refused") })
  }
}
