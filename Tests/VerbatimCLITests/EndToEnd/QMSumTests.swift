import Foundation
import Testing

/// QMSum (Zhong et al. 2021): meetings whose topics have spans of turns, annotated by people.
@Suite(
  "Topics of real meetings, imported as themes",
  .enabled(if: QMSum.folder != nil, "needs ../shared/corpora/qmsum or VERBATIM_SHARED"))
struct QMSumTests {
  @Test("come back as exactly their turns")
  func topics() throws {
    let meetings = try QMSum.meetings()
    #expect(meetings.count >= 40)
    let (folder, study) = try DemoStudy.empty()
    try QMSum.write(meetings, to: folder.path)
    for arguments in [
      ["ingest", folder.path + "/turns.jsonl"], ["import", folder.path + "/codebook.yaml"],
      ["import", folder.path + "/codings.csv"],
    ] {
      let run = try Verbatim.run(arguments, on: study)
      #expect(run.status == 0, "\(arguments): \(run.error)")
    }

    let topics = meetings.flatMap(\.topics)
    #expect(topics.count > 100)
    for topic in topics where topic.number % 7 == 0 {
      let run = try Verbatim.run(
        ["extracts", "--theme", topic.id, "--format", "jsonl"], on: study)
      let found = try run.objects.map { "\($0["session"] ?? ""):\($0["turn"] ?? "")" }
      #expect(found.count == Set(found).count)
      #expect(Set(found) == Set(topic.turns.map { "\(topic.session):\($0)" }), "\(topic.id)")
    }

    let exported = folder.path + "/again.csv"
    #expect(try Verbatim.run(["export", "--codings", exported], on: study).status == 0)
    let rows = try String(contentsOfFile: exported, encoding: .utf8)
      .split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = ["session", "turn", "start", "end", "quote", "theme"]
    let back = Set(rows.map { "\($0[0]):\($0[1]) \($0[header.count - 1])" })
    let given = Set(
      topics.flatMap { topic in
        topic.turns.map { "\(topic.session):\($0) \(topic.id)" }
      })
    #expect(rows.count == given.count)
    #expect(back == given)
  }
}

enum QMSum {
  struct Topic {
    var number: Int
    var session: String
    var name: String
    /// From 1.
    var turns: Set<Int>

    var id: String { "topic-\(number)" }
  }

  struct Meeting {
    var session: String
    var turns: [(speaker: String, text: String)]
    var topics: [Topic]
  }

  static let folder: String? = {
    let shared =
      ProcessInfo.processInfo.environment["VERBATIM_SHARED"]
      ?? URL(fileURLWithPath: DemoStudy.package).deletingLastPathComponent()
      .appendingPathComponent("shared").path
    let path = shared + "/corpora/qmsum"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  private struct File: Decodable {
    struct Turn: Decodable {
      var speaker: String
      var content: String
    }
    struct Topic: Decodable {
      var topic: String
      var relevant_text_span: [[String]]
    }
    var topic_list: [Topic]
    var meeting_transcripts: [Turn]
  }

  static func meetings() throws -> [Meeting] {
    let folder = try #require(folder)
    let files = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [])
      .filter { $0.hasSuffix(".json") }.sorted()
    var count = 0
    return try files.map { name in
      let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
      let file = try JSONDecoder().decode(File.self, from: data)
      let session = URL(fileURLWithPath: name).deletingPathExtension().lastPathComponent
      let topics = file.topic_list.map { topic in
        count += 1
        // Both ends are counted from 0 and belong to it.
        let turns = topic.relevant_text_span.flatMap { span in
          (Int(span[0]) ?? 0)...(Int(span[1]) ?? 0)
        }
        return Topic(
          number: count, session: session, name: topic.topic, turns: Set(turns.map { $0 + 1 }))
      }
      return Meeting(
        session: session, turns: file.meeting_transcripts.map { ($0.speaker, $0.content) },
        topics: topics)
    }
  }

  /// The files that a team would have: turns, a codebook, codings of whole turns.
  static func write(_ meetings: [Meeting], to folder: String) throws {
    var lines = ""
    var codebook = "codebook: QMSum\nthemes:\n"
    var codings = "session,turn,theme,coder\n"
    for meeting in meetings {
      for turn in meeting.turns {
        let object = [
          "session": meeting.session, "speaker": turn.speaker, "text": turn.text,
        ]
        let data = try JSONSerialization.data(withJSONObject: object)
        lines += String(decoding: data, as: UTF8.self) + "\n"
      }
      for topic in meeting.topics {
        let name = String(
          decoding: try JSONSerialization.data(
            withJSONObject: topic.name, options: .fragmentsAllowed), as: UTF8.self)
        codebook += "  - {id: \(topic.id), label: \"\(topic.number)\", name: \(name)}\n"
        for turn in topic.turns.sorted() {
          codings += "\(meeting.session),\(turn),\(topic.id),QM\n"
        }
      }
    }
    for (name, text) in [
      ("turns.jsonl", lines), ("codebook.yaml", codebook), ("codings.csv", codings),
    ] {
      try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }
  }
}
