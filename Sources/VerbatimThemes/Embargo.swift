import Foundation
import GRDB

/// Whose turns are hidden, and which turns these are. Nothing is erased by it: the sources have their words,
/// the index has not (`VerbatimStudy`), and codings on hidden turns are passed over.
public struct Embargo: Sendable, Equatable, Codable {
  public struct Entry: Sendable, Equatable, Codable {
    public var session: String
    /// The label by which the study knows the person.
    public var label: String
    /// Numbers of turns.
    public var turns: [Int]

    public init(session: String, label: String, turns: [Int]) {
      self.session = session
      self.label = label
      self.turns = turns
    }
  }

  public var entries: [Entry]

  public init(entries: [Entry] = []) {
    self.entries = entries
  }

  public func labels(of session: String) -> Set<String> {
    Set(entries.filter { $0.session == session }.map(\.label))
  }

  func isHiding(_ coding: Coding) -> Bool {
    entries.contains { $0.session == coding.session && $0.turns.contains(coding.turn) }
  }

  static let setting = "study.embargo"
}

extension StudySnapshot {
  /// Empty where nobody is hidden.
  public func embargo() throws -> Embargo {
    guard let json = try setting(Embargo.setting) else { return Embargo() }
    do {
      return try JSONDecoder().decode(Embargo.self, from: Data(json.utf8))
    } catch {
      throw StudyDatabaseError.damaged(column: "value")
    }
  }
}

extension StudyTransaction {
  public func setEmbargo(_ embargo: Embargo) throws {
    guard !embargo.entries.isEmpty else { return try setSetting(Embargo.setting, to: nil) }
    var sorted = embargo
    sorted.entries.sort { ($0.session, $0.label) < ($1.session, $1.label) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try setSetting(
      Embargo.setting, to: String(decoding: try encoder.encode(sorted), as: UTF8.self))
  }
}
