import VerbatimCorpus
import VerbatimDigest

/// The list of live segments: the one file of the index that changes, replaced by rename.
///
/// Text, a line each, so that a person can read it; the last line proves the others.
///
/// ```
/// verbatim-index 1
/// analyzer standard/1 unicode/15.0
/// speakers session
/// segment <64 hexadecimal digits> <sessions> <turns>
/// end <16 hexadecimal digits: XXH3 of everything before this line>
/// ```
public struct Manifest: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var name: Digest
    public var sessions: Int
    public var turns: Int

    public init(name: Digest, sessions: Int, turns: Int) {
      self.name = name
      self.sessions = sessions
      self.turns = turns
    }

    /// The segment's file in the index folder.
    public var file: String { Manifest.file(of: name) }
  }

  static func file(of name: Digest) -> String { name.hex.prefix(32) + ".segment" }

  public static let fileName = "manifest"
  public static let version = 1

  public var analyzer: String
  /// Whether a label is the same person in every session, or a person of its session only.
  public var sharesSpeakers: Bool
  /// Sorted by name: the order in which segments were made leaves no trace.
  public var entries: [Entry]

  public init(analyzer: String, sharesSpeakers: Bool = false, entries: [Entry] = []) {
    self.analyzer = analyzer
    self.sharesSpeakers = sharesSpeakers
    self.entries = entries.sorted { $0.name < $1.name }
  }

  public var text: String {
    var text = "verbatim-index \(Self.version)\nanalyzer \(analyzer)\n"
    text += "speakers \(sharesSpeakers ? "shared" : "session")\n"
    for entry in entries.sorted(by: { $0.name < $1.name }) {
      text += "segment \(entry.name.hex) \(entry.sessions) \(entry.turns)\n"
    }
    return text + "end \(Self.proof(text))\n"
  }

  private static func proof(_ text: String) -> String {
    let digits = String(Checksum.xxh3(text), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  public init(parsing text: String) throws(IndexProblem) {
    func invalid(_ invariant: Int) -> IndexProblem {
      IndexProblem(
        file: Self.fileName, kind: .invalid(section: Self.fileName, invariant: invariant))
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.first?.split(separator: " "), head.first == "verbatim-index",
      let version = head.dropFirst().first.flatMap({ Int($0) })
    else { throw IndexProblem(file: Self.fileName, kind: .foreign) }
    guard version <= Self.version else {
      throw IndexProblem(
        file: Self.fileName, kind: .newer(version: version, supported: Self.version))
    }
    guard lines.count >= 5, lines.last == "", lines[lines.count - 2].hasPrefix("end ") else {
      throw IndexProblem(
        file: Self.fileName,
        kind: .truncated(expected: text.utf8.count + 1, found: text.utf8.count))
    }
    let body = lines.dropLast(2).joined(separator: "\n") + "\n"
    guard lines[lines.count - 2].dropFirst(4) == Self.proof(body) else {
      throw IndexProblem(file: Self.fileName, kind: .checksum(section: Self.fileName))
    }
    guard lines[1].hasPrefix("analyzer ") else { throw invalid(13) }
    analyzer = String(lines[1].dropFirst(9))
    switch lines[2] {
    case "speakers session": sharesSpeakers = false
    case "speakers shared": sharesSpeakers = true
    default: throw invalid(13)
    }
    entries = []
    for line in lines[3..<(lines.count - 2)] {
      let fields = line.split(separator: " ")
      guard fields.count == 4, fields[0] == "segment", let name = Digest(hex: String(fields[1])),
        let sessions = Int(fields[2]), let turns = Int(fields[3]), sessions >= 0, turns >= 0
      else { throw invalid(14) }
      entries.append(Entry(name: name, sessions: sessions, turns: turns))
    }
    // One manifest has one form: sorted, no sign or leading zero, no other version.
    guard self.text.utf8.elementsEqual(text.utf8) else { throw invalid(14) }
  }
}
