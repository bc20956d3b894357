import Foundation
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimThemes

/// A file outside of the study that a source was copied from.
public struct WithdrawalOriginal: Sendable, Equatable, Codable {
  public enum State: String, Sendable, Codable {
    /// Its bytes are those that the study had: it can be rewritten as its copy is.
    case same
    /// Its bytes are others: a person has to look.
    case changed
    /// The words went from it as well.
    case rewritten
    /// What describes the study: facts about the person may stand there.
    case description
  }

  public var path: String
  public var state: State
  /// What to do with it when it is to be rewritten; not part of a certificate.
  var source: WithdrawalIntent.Original?

  private enum CodingKeys: String, CodingKey {
    case path, state
  }

  public static func == (left: WithdrawalOriginal, right: WithdrawalOriginal) -> Bool {
    left.path == right.path && left.state == right.state
  }
}

/// Where sources came from, by the log: `ingest` keeps the folders of the files that it was given.
struct Originals {
  let folders: [String]

  init(_ log: [LogEntry]) {
    var folders: Set<String> = []
    for entry in log {
      guard let object = LogObject.object(entry), let from = object["from"] as? [String] else {
        continue
      }
      folders.formUnion(from)
    }
    self.folders = folders.sorted()
  }

  /// Files that are still there under the names of sources.
  func found(_ sources: [RewrittenSource]) -> [WithdrawalOriginal] {
    var found: [WithdrawalOriginal] = []
    for folder in folders {
      var isAny = false
      for source in sources {
        let path = folder + "/" + source.path
        guard let digest = try? ByteScan(.none).finds(inFileAt: path).digest else { continue }
        isAny = true
        if digest == source.newDigest { continue }
        let isSame = digest == source.digest
        found.append(
          WithdrawalOriginal(
            path: path, state: isSame ? .same : .changed,
            source: isSame
              ? WithdrawalIntent.Original(
                path: path, old: digest.hex, new: source.newDigest?.hex) : nil))
      }
      let description = folder + "/study.yaml"
      if isAny, (try? AtomicFile.read(description)) != nil {
        found.append(WithdrawalOriginal(path: description, state: .description))
      }
    }
    return found
  }
}

/// Details of log entries.
enum LogObject {
  static func object(_ entry: LogEntry) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(entry.details.utf8)) as? [String: Any]
  }

  /// A JSON object with sorted keys.
  static func json(_ object: [String: Any]) -> String {
    guard
      let data = try? JSONSerialization.data(
        withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }
}
