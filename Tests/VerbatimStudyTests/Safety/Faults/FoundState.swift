import Foundation
import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimQuotes
import VerbatimThemes
import VerbatimZip

@testable import VerbatimStudy

/// What a folder holds in which a command worked: the study, and the files beside it. Equal where people
/// would say that it is the same; times and random keys are not looked at.
struct FoundState: Equatable {
  /// Index, sources, the database's content and the log; `nil` where there is no study.
  var study: [String]?
  /// Each file outside, and the study's own further files (keys, certificates).
  var files: [String: String]

  /// - Parameters:
  ///   - study: the place of the study in the folder.
  ///   - isBroken: its content is not looked at.
  init(_ root: String, study place: String, isBroken: Bool = false) throws {
    let path = root + "/" + place
    files = [:]
    for name in try StudyScan.paths(below: root) {
      // The other study that every folder has.
      if place != "study", name.hasPrefix("study/") { continue }
      if place != "empty", name.hasPrefix("empty/") { continue }
      // What commands are given; no command here is to change it.
      if name.hasPrefix("in/") || name.hasPrefix("new/") { continue }
      let inside = name.hasPrefix(place + "/") ? String(name.dropFirst(place.count + 1)) : nil
      if let inside {
        let isOfStudy =
          inside.hasPrefix("index/") || inside.hasPrefix("sources/")
          || ["study.json", "study.sqlite", "lock"].contains(inside)
        if isOfStudy { continue }
      }
      files[name] = Self.print(root + "/" + name)
    }
    // A study that another command made, such as a backup, counts as one thing.
    for marker in files.keys.filter({ $0.hasSuffix("/study.json") }) {
      let other = String(marker.dropLast("/study.json".count))
      let isWhole = (try? StudyCheck(Study.open(StudyFolder.open(at: root + "/" + other)))).map {
        $0.findings.isEmpty
      }
      for name in files.keys where name.hasPrefix(other + "/") { files[name] = nil }
      files[other] = isWhole == true ? "a whole study" : "a broken study"
    }
    guard !isBroken, AtomicFile.isFolder(path) else {
      study = nil
      return
    }
    study = try Self.content(path)
  }

  static func content(_ path: String) throws -> [String] {
    let state = try StudyState(path)
    let database = try Study.open(StudyFolder.open(at: path)).database()
    let log = try database.read { try $0.log() }
    var digests: [String] = []
    for (folder, files) in [("index", state.index), ("sources", state.sources)] {
      for (name, data) in files {
        digests.append("\(folder)/\(name) \(Digest(sha256Of: [UInt8](data)).hex)")
      }
    }
    digests.sort()
    // Hashes of names, under a random key.
    let lines = steady(state.dump).map { $0.hasPrefix("setting\tlint.names") ? "lint.names" : $0 }
    return digests + lines
      + log.map { entry in
        // The digest of a lock, whose key is random.
        var details = entry.details
        if details.contains("sha256") {
          details = details.replacing(/[0-9a-f]{64}/, with: "DIGEST")
        }
        return "log\t\(entry.action)\t\(steady(details).joined())"
      }
  }

  /// The lines of a text, sorted, without times (a regular expression would take most of the test's time).
  private static func steady(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    var steady: [UInt8] = []
    steady.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      // 2026-11-30T10:05:32Z
      let isTime =
        place + 19 < bytes.count && bytes[place + 10] == UInt8(ascii: "T")
        && bytes[place + 4] == UInt8(ascii: "-") && bytes[place + 13] == UInt8(ascii: ":")
      if isTime {
        while place < bytes.count, bytes[place] != UInt8(ascii: "Z") { place += 1 }
      } else {
        steady.append(bytes[place])
      }
      place += 1
    }
    return String(decoding: steady, as: UTF8.self).split(separator: "\n").map(String.init).sorted()
  }

  /// A file by what it says, without times; by its kind where it holds random bits.
  private static func print(_ path: String) -> String {
    guard let bytes = try? AtomicFile.read(path) else { return "unreadable" }
    let name = AtomicFile.split(path).name
    if name.hasPrefix("withdrawal-") { return bytes.count > 200 ? "a certificate" : "a broken one" }
    if name.hasSuffix(".key") { return "a key of \(bytes.count)" }
    if name.hasSuffix(".lock") {
      guard let lock = try? QuoteLock(parsing: bytes, key: nil) else { return "a broken lock" }
      return "a lock of \(lock.entries.map { "\($0.group):\($0.turn)" }.sorted())"
    }
    if bytes.starts(with: [0x50, 0x4B, 3, 4]) {
      return (try? ZipArchive(bytes)) == nil ? "a broken archive" : "an archive"
    }
    return steady(String(decoding: bytes, as: UTF8.self)).joined(separator: "\n")
  }
}

extension FoundState {
  /// What is not as in `other`, for messages; no transcript's words.
  func differences(from other: FoundState) -> String {
    var found: [String] = []
    for (name, print) in files where other.files[name] != print {
      found.append((other.files[name] == nil ? "+" : "≠") + name)
    }
    found += other.files.keys.filter { files[$0] == nil }.map { "-" + $0 }
    let (mine, theirs) = (Set(study ?? []), Set(other.study ?? []))
    found += mine.subtracting(theirs).map { "+" + $0.prefix(70) }
    found += theirs.subtracting(mine).map { "-" + $0.prefix(70) }
    return found.sorted().prefix(6).joined(separator: "; ")
  }
}
