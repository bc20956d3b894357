import Foundation
import Testing

/// The shipped corpus as a study, made once for all tests, which must not change it.
enum DemoStudy {
  static let package = URL(fileURLWithPath: #filePath).pathComponents.dropLast(4)
    .joined(separator: "/").replacingOccurrences(of: "//", with: "/")
  static let corpus = package + "/corpus"

  private static let made = Result { try make() }

  private static func make() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    // Static values are never released; the system's end of the process is.
    leftover.withLock { $0 = folder.path }
    atexit { try? FileManager.default.removeItem(atPath: leftover.withLock { $0 }) }
    let study = folder.path + "/study"
    let made = try Verbatim.run(["init", study])
    try #require(made.status == 0, "\(made.error)")
    let imported = try Verbatim.run(["import", corpus], on: study)
    try #require(imported.status == 0, "\(imported.error)")
    return folder
  }

  static var path: String {
    get throws { try made.get().path + "/study" }
  }

  /// A copy that a test may change or break.
  static func copy() throws -> (folder: TemporaryFolder, study: String) {
    let folder = try TemporaryFolder()
    let study = folder.path + "/study"
    try FileManager.default.copyItem(atPath: try path, toPath: study)
    return (folder, study)
  }

  /// An empty study.
  static func empty() throws -> (folder: TemporaryFolder, study: String) {
    let folder = try TemporaryFolder()
    let study = folder.path + "/study"
    let made = try Verbatim.run(["init", study])
    try #require(made.status == 0, "\(made.error)")
    return (folder, study)
  }

  static func run(_ arguments: String...) throws -> Verbatim.Run {
    try Verbatim.run(arguments, on: try path)
  }

  /// The bytes of a transcript as it is shipped.
  static func source(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: corpus + "/" + name)))
  }

  /// Every three words in a row that anybody says.
  static func speech() throws -> Set<String> {
    var found: Set<String> = []
    for turn in try run("search", "*", "--format", "jsonl").objects {
      let words = (turn["text"] as? String ?? "").split(separator: " ")
      for (first, (second, third)) in zip(words, zip(words.dropFirst(), words.dropFirst(2))) {
        found.insert("\(first) \(second) \(third)")
      }
    }
    return found
  }
}

private let leftover = Locked("")

/// A value behind a lock.
private final class Locked<Value>: @unchecked Sendable {
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) {
    self.value = value
  }

  func withLock<Result>(_ body: (inout Value) -> Result) -> Result {
    lock.lock()
    defer { lock.unlock() }
    return body(&value)
  }
}
