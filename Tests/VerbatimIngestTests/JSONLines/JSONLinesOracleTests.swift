import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("JSON Lines against Foundation")
struct JSONLinesOracleTests {
  /// A random line that the reader must take: escapes of every kind, several scripts, white space.
  static func randomLine(_ random: inout SeededGenerator, session: String) -> String {
    let pieces = [
      "a", "well ", "é", "Straße", "世", "😀", "\\n", "\\t", "\\\"", "\\\\", "\\/", "\\b", "\\f",
      "\\r", "\\u0000", "\\u00e9", "\\u4e16", "\\uD83D\\uDE00", "\u{7F}", "\u{2028}", "e\u{301}",
      String(repeating: "long and plain ", count: 5),
    ]
    func text() -> String {
      (0..<Int.random(in: 0...12, using: &random))
        .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
    }
    func space() -> String { ["", "", " ", "\t", "  "].randomElement(using: &random) ?? "" }
    func scalar() -> String {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: "true"
      case 1: "false"
      case 2: "null"
      case 3: "\(Int.random(in: -1000...1000, using: &random))"
      case 4: "0"
      case 5: "-0.25e+2"
      default: "\"\(text())\""
      }
    }
    var members = ["\"session\"\(space()):\"\(session)\"", "\"text\":\(space())\"\(text())\""]
    if Bool.random(using: &random) { members.append("\"speaker\":\"s\(text())\"") }
    for number in 0..<Int.random(in: 0...3, using: &random) {
      members.append("\(space())\"k\(number)\(text())\"\(space()):\(space())\(scalar())\(space())")
    }
    members.shuffle(using: &random)
    return "\(space()){\(members.joined(separator: ","))}\(space())"
  }

  static func object(_ line: [UInt8]) -> [String: Any]? {
    try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
  }

  /// Whether the turn says what Foundation read from the same line.
  static func agrees(_ turn: Turn, _ session: Session, with object: [String: Any]) -> Bool {
    guard object["text"] as? String == turn.text, object["session"] as? String == session.id else {
      return false
    }
    if let speaker = object["speaker"] as? String,
      turn.speakers != (speaker.isEmpty ? [] : [speaker])
    {
      return false
    }
    let known = [
      "text", "session", "speaker", "turn", "role", "start", "end", "group", "speaker_attributes",
    ]
    let others = object.filter { !known.contains($0.key) && !($0.value is NSNull) }
    let attributes = turn.attributes.entries.filter { $0.name != "turn" }
    guard others.count == attributes.count else { return false }
    return attributes.allSatisfy { entry in
      switch others[entry.name] {
      case let text as String: text == entry.value
      case let number as NSNumber:
        ["true", "false"].contains(entry.value) || Double(entry.value) == number.doubleValue
      default: false
      }
    }
  }

  @Test("random valid lines mean the same")
  func random() throws {
    var random = SeededGenerator(state: 1)
    let lines = (0..<2000).map { Self.randomLine(&random, session: "s\($0 / 10)") }
    let sessions = try readLines(lines.joined(separator: "\n")).sessions
    let turns = sessions.flatMap { transcript in
      transcript.turns.map { (transcript.session, $0) }
    }
    try #require(turns.count == lines.count)
    for (line, (session, turn)) in zip(lines, turns) {
      let object = try #require(Self.object(Array(line.utf8)))
      #expect(Self.agrees(turn, session, with: object))
    }
  }

  @Test("the map leads every scalar of a random text to bytes that mean it")
  func maps() throws {
    var random = SeededGenerator(state: 2)
    let text = (0..<300).map { _ in Self.randomLine(&random, session: "s") }.joined(separator: "\n")
    let bytes = Array(text.utf8)
    for turn in try readLines(bytes).sessions[0].turns {
      let map = try #require(turn.place.map)
      let content = try #require(turn.place.bytes)
      #expect(map.textLength == turn.text.utf8.count)
      #expect(map.runs.reduce(0) { $0 + $1.sourceLength } == content.count)
      var offset = 0
      for scalar in turn.text.unicodeScalars {
        let width = String(scalar).utf8.count
        let source = try #require(map.sourceRange(of: offset..<offset + width))
        let raw = "[\"" + String(decoding: bytes[source], as: UTF8.self) + "\"]"
        let decoded = try JSONSerialization.jsonObject(with: Data(raw.utf8)) as? [String]
        #expect(decoded == [String(scalar)])
        offset += width
      }
    }
  }

  @Test("a mutated line is an error or means what Foundation reads")
  func mutations() throws {
    var random = SeededGenerator(state: 3)
    var accepted = 0
    for _ in 0..<6000 {
      var line = Array(Self.randomLine(&random, session: "s").utf8)
      for _ in 0..<Int.random(in: 1...3, using: &random) where !line.isEmpty {
        let place = Int.random(in: 0..<line.count, using: &random)
        let structural = Array("{}[]\",:\\u0019eE+-.tfn \t\u{0}".utf8)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: line.remove(at: place)
        case 1: line[place] = UInt8.random(in: 0...255, using: &random)
        case 2: line.insert(structural.randomElement(using: &random) ?? 0, at: place)
        default: line.removeSubrange(place...)
        }
      }
      guard let (sessions, _) = try? readLines(line) else { continue }
      accepted += 1
      // A line feed that came in cuts the line: each part is then a line of its own.
      let lines = line.split(separator: 0x0A).filter { $0.contains(UInt8(ascii: "{")) }
      let turns = sessions.flatMap { transcript in
        transcript.turns.map { (transcript.session, $0) }
      }
      #expect(lines.count == turns.count)
      for (line, (session, turn)) in zip(lines, turns) {
        let object = try #require(Self.object(Array(line)))
        #expect(Self.agrees(turn, session, with: object))
      }
    }
    #expect(accepted > 100)
  }

  @Test("every prefix of a line is an error")
  func prefixes() {
    let line = Array(#"{"session":"a","text":"é\u00e9\ud83d\ude00","n":-1.5e3,"b":true}"#.utf8)
    for count in 1..<line.count {
      #expect(rejection(of: Array(line.prefix(count))) != nil)
    }
  }

  // Needs ../shared and xz, which a clone by itself does not have.
  @Test(
    "real turns mean the same",
    .enabled(if: BenchmarkTurns.isThere, "needs shared/corpora/bench/turns.jsonl.xz and xz"))
  func realTurns() throws {
    let bytes = try BenchmarkTurns.first(3000)
    let (sessions, summary) = try readLines(bytes)
    let lines = bytes.split(separator: 0x0A)
    #expect(summary.turns == lines.count)
    let turns = sessions.flatMap { transcript in
      transcript.turns.map { (transcript.session, $0) }
    }
    for (line, (session, turn)) in zip(lines, turns) {
      let object = try #require(Self.object(Array(line)))
      #expect(Self.agrees(turn, session, with: object))
      let place = try #require(turn.place.bytes)
      let raw = Data("[\"".utf8) + Data(bytes[place]) + Data("\"]".utf8)
      #expect(try JSONSerialization.jsonObject(with: raw) as? [String] == [turn.text])
    }
  }
}

/// The turns that benchmarks use, decompressed by xz.
enum BenchmarkTurns {
  static let path: String = {
    if let shared = ProcessInfo.processInfo.environment["VERBATIM_SHARED"] {
      return shared + "/corpora/bench/turns.jsonl.xz"
    }
    // This file stands in Tests/VerbatimIngestTests/JSONLines of the package.
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.deletingLastPathComponent().path + "/shared/corpora/bench/turns.jsonl.xz"
  }()

  static var isThere: Bool {
    FileManager.default.isReadableFile(atPath: path)
      && FileManager.default.isExecutableFile(atPath: "/usr/bin/xz")
  }

  /// The first `count` lines.
  static func first(_ count: Int) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "xz -dc \"$0\" 2>/dev/null | head -n \"$1\"", path, String(count)]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Array(bytes)
  }
}
