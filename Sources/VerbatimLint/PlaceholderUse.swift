import VerbatimAnalysis

/// Whether placeholders are used alike through a corpus.
public struct PlaceholderUse: Sendable {
  public enum Slip: Sendable, Equatable {
    /// In one session of several.
    case onlyIn(session: String)
    /// One or two letters from another, of the same referent.
    case near(String)
    /// The same placeholder, written otherwise: `[Town A]` beside `[town A]`.
    case spelledAs(String)
  }

  public struct Finding: Sendable, Equatable {
    public var placeholder: String
    public var slip: Slip
    public var count: Int
    /// The first turn that has it, as it was added.
    public var session: String
    public var turn: Int
    public var range: Range<Int>
  }

  private struct Use {
    var key: String
    var count = 0
    var sessions: Set<String> = []
    /// Ways of writing it: how often, and where first.
    var spellings: [(text: String, count: Int, session: String, turn: Int, range: Range<Int>)] = []
  }

  /// More than this many are not compared with each other.
  public static let mostCompared = 2000
  private static let longestCompared = 120

  private var uses: [Use] = []
  private var numbers: [String: Int] = [:]
  private var sessions: Set<String> = []

  public init() {}

  public mutating func add(session: String) { sessions.insert(session) }

  public mutating func add(_ text: String, session: String, turn: Int, range: Range<Int>) {
    let key = String(decoding: Keys.placeholder(Array(text.utf8)), as: UTF8.self)
    let number = numbers[key] ?? uses.count
    if number == uses.count {
      numbers[key] = number
      uses.append(Use(key: key))
    }
    uses[number].count += 1
    uses[number].sessions.insert(session)
    if let place = uses[number].spellings.firstIndex(where: { $0.text == text }) {
      uses[number].spellings[place].count += 1
    } else if uses[number].spellings.count < 100 {
      uses[number].spellings.append((text, 1, session, turn, range))
    }
  }

  /// True where there were too many to compare.
  public var isTruncated: Bool { uses.count > Self.mostCompared }

  /// In order of first use. Cost: each placeholder against each, for at most 2,000 of them.
  public func findings() -> [Finding] {
    var findings: [Finding] = []
    let parts = uses.map { Self.parts($0.key) }
    for (number, use) in uses.enumerated() {
      guard let main = use.spellings.max(by: { $0.count < $1.count }) else { continue }
      for other in use.spellings where other.text != main.text {
        findings.append(finding(other.text, .spelledAs(main.text), other))
      }
      if let near = nearest(to: number, parts) {
        findings.append(finding(main.text, .near(near), main, use.count))
      } else if sessions.count > 1, use.sessions.count == 1, let session = use.sessions.first {
        findings.append(finding(main.text, .onlyIn(session: session), main, use.count))
      }
    }
    return findings
  }

  private func finding(
    _ text: String, _ slip: Slip,
    _ at: (text: String, count: Int, session: String, turn: Int, range: Range<Int>),
    _ count: Int? = nil
  ) -> Finding {
    Finding(
      placeholder: text, slip: slip, count: count ?? at.count, session: at.session, turn: at.turn,
      range: at.range)
  }

  /// The oftener used placeholder that this one may be a slip of.
  private func nearest(to number: Int, _ parts: [(kind: [UInt32], referent: String)]) -> String? {
    guard uses.count <= Self.mostCompared else { return nil }
    let (kind, referent) = parts[number]
    guard kind.count >= 5, kind.count <= Self.longestCompared else { return nil }
    let limit = kind.count >= 10 ? 2 : 1
    var best: Int?
    for other in uses.indices where other != number && parts[other].referent == referent {
      let isOftener =
        uses[other].count > uses[number].count
        || uses[other].count == uses[number].count && other < number
      guard isOftener, parts[other].kind != kind,
        abs(parts[other].kind.count - kind.count) <= limit,
        Self.distance(kind, parts[other].kind) <= limit
      else { continue }
      if best.map({ uses[$0].count < uses[other].count }) ?? true { best = other }
    }
    return best.flatMap { uses[$0].spellings.max(by: { $0.count < $1.count })?.text }
  }

  /// `[peer support worker A]` is a `peer support worker`, referent `a`.
  private static func parts(_ key: String) -> (kind: [UInt32], referent: String) {
    let inside = key.hasPrefix("[") && key.hasSuffix("]") ? key.dropFirst().dropLast() : key[...]
    guard let blank = inside.lastIndex(of: " ") else {
      return (inside.unicodeScalars.map(\.value), "")
    }
    let last = inside[inside.index(after: blank)...]
    guard last.count == 1 || last.allSatisfy(\.isNumber) else {
      return (inside.unicodeScalars.map(\.value), "")
    }
    return (inside[..<blank].unicodeScalars.map(\.value), String(last))
  }

  /// Insertions, removals and replacements (Levenshtein).
  static func distance(_ left: [UInt32], _ right: [UInt32]) -> Int {
    var row = Array(0...right.count)
    for (number, scalar) in left.enumerated() {
      var corner = row[0]
      row[0] = number + 1
      for place in right.indices {
        let next = min(row[place], row[place + 1]) + 1
        let replaced = corner + (right[place] == scalar ? 0 : 1)
        corner = row[place + 1]
        row[place + 1] = min(next, replaced)
      }
    }
    return row[right.count]
  }
}
