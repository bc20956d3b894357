import Foundation
import GRDB
import VerbatimCorpus

/// Whose turns are hidden, and which turns these are. Nothing is erased by it: the sources have their words,
/// the index has not (`VerbatimStudy`), and codings on hidden turns are passed over.
public struct Embargo: Sendable, Equatable, Codable {
  public struct Entry: Sendable, Equatable, Codable {
    public var session: String
    /// The label by which the study knows the person; `nil` for everything of the session.
    public var label: String?
    /// Numbers of turns.
    public var turns: [Int]

    public init(session: String, label: String?, turns: [Int]) {
      self.session = session
      self.label = label
      self.turns = turns
    }
  }

  public var entries: [Entry]

  public init(entries: [Entry] = []) {
    self.entries = entries
  }

  /// People who are hidden on their own.
  public func labels(of session: String) -> Set<String> {
    Set(entries.filter { $0.session == session }.compactMap(\.label))
  }

  /// Whether everything of a session is hidden.
  public func hidesAll(of session: String) -> Bool {
    entries.contains { $0.session == session && $0.label == nil }
  }

  /// Whether anything of a session is hidden.
  public func isTouching(_ session: String) -> Bool {
    entries.contains { $0.session == session }
  }

  /// A session without those who are hidden.
  public func shown(_ session: Session) -> Session {
    var shown = session
    let (labels, hidesAll) = (labels(of: session.id), hidesAll(of: session.id))
    shown.participants.removeAll { hidesAll || labels.contains($0.id) }
    return shown
  }

  /// A memo on somebody who is hidden, or on a session that is.
  func isHiding(_ memo: Memo) -> Bool {
    switch memo.subject {
    case .participant(let session, let label):
      entries.contains { $0.session == session && ($0.label == nil || $0.label == label) }
    case .session(let session): hidesAll(of: session)
    case .study, .theme: false
    }
  }

  func isHiding(_ coding: Coding) -> Bool {
    entries.contains { $0.session == coding.session && $0.turns.contains(coding.turn) }
  }

  /// By session, all of it before single people.
  public mutating func sort() {
    entries.sort { ($0.session, $0.label ?? "") < ($1.session, $1.label ?? "") }
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
    sorted.sort()
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try setSetting(
      Embargo.setting, to: String(decoding: try encoder.encode(sorted), as: UTF8.self))
  }
}
