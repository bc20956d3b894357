import Foundation
import VerbatimCorpus
import VerbatimIngest

/// What `study.yaml` said of the sessions, as the study remembers it: a withdrawal takes a person out of
/// it, and computes from the rest what a fresh import of the rest would.
struct SessionMemory: Equatable {
  var sessions: [StudyDescription.Session]

  init(_ sessions: [StudyDescription.Session]) {
    self.sessions = sessions
    for index in self.sessions.indices { self.sessions[index].line = nil }
  }

  /// A JSON array with an object a session, keys sorted.
  var json: String {
    let list = sessions.map { session -> [String: Any] in
      var object: [String: Any] = [:]
      object["id"] = session.id
      object["file"] = session.file
      object["group"] = session.group
      object["title"] = session.title
      object["language"] = session.language
      object["attributes"] = Self.plain(session.attributes)
      object["text"] = session.text.map(ReaderSettings.plain)
      object["participants"] = session.participants.map { person -> [String: Any] in
        var object: [String: Any] = ["id": person.id]
        object["label"] = person.label
        object["name"] = person.name
        object["role"] = person.role
        object["attributes"] = Self.plain(person.attributes)
        return object
      }
      return object
    }
    guard let data = try? JSONSerialization.data(withJSONObject: list, options: [.sortedKeys])
    else { return "[]" }
    return String(decoding: data, as: UTF8.self)
  }

  /// `nil` for what is no such text.
  init?(json: String?) {
    guard let json,
      let list = try? JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
    else { return nil }
    sessions = list.map { object in
      let people = object["participants"] as? [[String: Any]] ?? []
      return StudyDescription.Session(
        id: object["id"] as? String, file: object["file"] as? String,
        group: object["group"] as? String, title: object["title"] as? String,
        language: object["language"] as? String,
        attributes: Self.attributes(object["attributes"]),
        participants: people.map { person in
          StudyDescription.Participant(
            id: person["id"] as? String ?? "", label: person["label"] as? String,
            name: person["name"] as? String, role: person["role"] as? String,
            attributes: Self.attributes(person["attributes"]))
        },
        text: object["text"].map(ReaderSettings.value))
    }
  }

  private static func plain(_ attributes: Attributes) -> [[String]] {
    attributes.entries.map { [$0.name, $0.value] }
  }

  private static func attributes(_ plain: Any?) -> Attributes {
    let pairs = plain as? [[String]] ?? []
    return Attributes(
      pairs.filter { $0.count == 2 }.map { Attributes.Entry(name: $0[0], value: $0[1]) })
  }
}

/// What `study.yaml` said of the form of plain texts, as the study remembers it: settings by globs.
struct TextMemory {
  var entries: [(glob: String, settings: SettingsValue)]

  init(_ entries: [(glob: String, settings: SettingsValue)]) {
    self.entries = entries
  }

  /// A JSON array of pairs; `nil` where there is nothing to remember.
  var json: String? {
    let list = entries.map { [$0.glob, ReaderSettings.plain($0.settings)] as [Any] }
    guard !list.isEmpty,
      let data = try? JSONSerialization.data(withJSONObject: list, options: [.sortedKeys])
    else { return nil }
    return String(decoding: data, as: UTF8.self)
  }

  /// Without entries for what is no such text.
  init(json: String?) {
    let list = json.flatMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [[Any]]
    }
    entries = (list ?? []).compactMap { pair in
      guard pair.count == 2, let glob = pair[0] as? String else { return nil }
      return (glob, ReaderSettings.value(pair[1]))
    }
  }
}
