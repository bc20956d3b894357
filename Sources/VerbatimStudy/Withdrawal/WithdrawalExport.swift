import Foundation
import VerbatimThemes

/// A file or folder that a command wrote earlier, by the log: an export, a report, a backup. Nobody rewrites
/// it; whether it has the words is said.
public struct WithdrawalExport: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    /// It is not there any more: it was moved, sent or removed.
    case gone
    /// All of it was looked through, and none of the words are in it.
    case clean
    /// It has words that only those who withdraw have said.
    case found
    /// Some of it could not be read, or is packed in a way that is not known.
    case unread
  }

  public var path: String
  /// When it was written last.
  public var at: String
  public var state: State
  /// Runs of words that are in it: of the reading of its bytes that gives most, added up over its files.
  public var count: Int

  /// What commands wrote, each once, with what it holds now.
  ///
  /// Cost: a pass over every file for each way to read it, in a window.
  static func found(in log: [LogEntry], _ words: ErasedWords) -> [WithdrawalExport] {
    var times: [String: String] = [:]
    for entry in log where ["export", "backup"].contains(entry.action) {
      guard let object = LogObject.object(entry) else { continue }
      let paths = object["paths"] as? [String] ?? (object["path"] as? String).map { [$0] } ?? []
      for path in paths { times[path] = entry.at.text }
    }
    let scan = ByteScan(words)
    return times.sorted { $0.key < $1.key }.map { WithdrawalExport($0.key, at: $0.value, scan) }
  }

  private init(_ path: String, at: String, _ scan: ByteScan) {
    self.path = path
    self.at = at
    count = 0
    state = .gone
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    var names: [String]? = [""]
    if isFolder.boolValue { names = try? StudyScan.paths(below: path) }
    state = names == nil ? .unread : .clean
    for name in names ?? [] { look(into: name.isEmpty ? path : path + "/" + name, scan) }
    if count > 0 { state = .found }
  }

  private mutating func look(into path: String, _ scan: ByteScan) {
    guard let file = try? scan.finds(inFileAt: path) else {
      state = .unread
      return
    }
    var finds = ["": file.finds]
    if file.isCompressed {
      guard let inside = scan.finds(inArchiveAt: path) else {
        state = .unread
        return
      }
      // What is stored as it is would count twice.
      if !inside.isEmpty { finds[""] = nil }
      for (entry, find) in inside { finds[entry, default: []].append(find) }
    }
    count += finds.values.reduce(0) { $0 + ($1.map(\.count).max() ?? 0) }
  }
}
