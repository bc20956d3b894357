import Foundation

/// The folder of corpora that developers have at hand; tests that need it are skipped without it.
enum Shared {
  static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["VERBATIM_SHARED"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared").path
    return FileManager.default.fileExists(atPath: path + "/corpora/tei") ? path : nil
  }()

  static let isThere = folder != nil
  /// Read every file, not a sample: slow in a debug build.
  static let isFull = ProcessInfo.processInfo.environment["VERBATIM_FULL"] != nil

  /// Paths of the XML files of a collection, in order.
  static func files(_ collection: String) -> [String] {
    guard let folder else { return [] }
    let root = "\(folder)/corpora/tei/\(collection)"
    let names = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(".xml") }.sorted().map { "\(root)/\($0)" }
  }

  /// Every `step`th of them, or all in a full run.
  static func sample(_ collection: String, every step: Int) -> [String] {
    files(collection).enumerated().filter { isFull || $0.offset % step == 0 }.map(\.element)
  }

  static func bytes(_ path: String) -> [UInt8] {
    FileManager.default.contents(atPath: path).map { Array($0) } ?? []
  }
}
