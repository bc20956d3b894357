import VerbatimCorpus

/// The positions of a document's `when` elements (`tei.md` §6). Nothing is invented: what cannot
/// be followed to a number has no time.
struct TEITimeline {
  private var positions: [String: Milliseconds] = [:]
  /// What a `when` says it is synchronous with.
  private(set) var pointed: [String: String] = [:]
  private(set) var warnings: [TEIWarning] = []

  init(_ draft: TEIDraft) {
    var index: [String: Int] = [:]
    for (number, when) in draft.whens.enumerated() where index[when.id] == nil {
      index[when.id] = number
      for target in when.synch where pointed[target] == nil { pointed[target] = when.id }
    }
    var states = [State](repeating: .unknown, count: draft.whens.count)
    for number in draft.whens.indices { resolve(number, draft, index, &states) }
    for (number, state) in states.enumerated() {
      if case .at(let seconds) = state, positions[draft.whens[number].id] == nil {
        positions[draft.whens[number].id] = Milliseconds(seconds: seconds)
      }
    }
  }

  func time(of when: String) -> Milliseconds? { positions[when] }

  private enum State { case unknown, underWay, nowhere, at(Double) }

  /// Follows `since` to what is known and comes back, without recursion.
  private mutating func resolve(
    _ start: Int, _ draft: TEIDraft, _ index: [String: Int], _ states: inout [State]
  ) {
    var chain = [start]
    while let number = chain.last {
      guard case .unknown = states[number] else {
        // Met again on its own way: the times of the whole circle are unknown.
        if case .underWay = states[number], chain.dropLast().contains(number) {
          warnings.append(
            TEIWarning(
              line: draft.whens[number].line, problem: .timelineCycle(id: draft.whens[number].id)))
          for member in chain { states[member] = .nowhere }
          return
        }
        break
      }
      states[number] = .underWay
      guard let base = base(of: number, draft, index) else { break }
      guard case .unknown = states[base] else {
        if case .underWay = states[base] {
          chain.append(base)
          continue
        }
        break
      }
      chain.append(base)
    }
    for number in chain.reversed() {
      guard case .underWay = states[number] else { continue }
      states[number] = position(of: number, draft, index, states)
    }
  }

  /// The `when` that the interval counts from: `since`, else the one before.
  private func base(of number: Int, _ draft: TEIDraft, _ index: [String: Int]) -> Int? {
    let when = draft.whens[number]
    guard interval(of: when, draft) != nil else { return nil }
    if let since = when.since { return index[since] }
    guard number > 0, draft.whens[number - 1].timeline == when.timeline else { return nil }
    return number - 1
  }

  private func position(
    of number: Int, _ draft: TEIDraft, _ index: [String: Int], _ states: [State]
  ) -> State {
    let when = draft.whens[number]
    let isFirst = number == 0 || draft.whens[number - 1].timeline != when.timeline
    let origin = when.timeline >= 0 ? draft.timelines[when.timeline].origin : nil
    let unit = when.unit ?? (when.timeline >= 0 ? draft.timelines[when.timeline].unit : nil)
    guard unit != "ORDER" else { return .nowhere }
    let isOrigin = origin.map { $0 == when.id } ?? isFirst
    if let interval = interval(of: when, draft) {
      guard let base = base(of: number, draft, index) else {
        return isOrigin || (isFirst && when.since == nil) ? .at(interval) : .nowhere
      }
      guard case .at(let seconds) = states[base] else { return .nowhere }
      return .at(seconds + interval)
    }
    if isOrigin { return .at(0) }
    // A clock time counts from the clock time of the origin.
    let first =
      origin.flatMap { index[$0] } ?? draft.whens.firstIndex { $0.timeline == when.timeline }
    if let clock = when.absolute.flatMap(Self.clock), let first,
      let start = draft.whens[first].absolute.flatMap(Self.clock)
    {
      return .at(clock - start)
    }
    return .nowhere
  }

  /// Seconds; `nil` for none, a negative one or a keyword.
  private func interval(of when: TEIDraft.When, _ draft: TEIDraft) -> Double? {
    guard let value = when.interval.flatMap(Double.init), value.isFinite, value >= 0 else {
      return nil
    }
    let unit = when.unit ?? (when.timeline >= 0 ? draft.timelines[when.timeline].unit : nil) ?? "s"
    switch unit {
    case "d": return value * 86400
    case "h": return value * 3600
    case "min": return value * 60
    case "s": return value
    case "ms": return value / 1000
    default: return nil
    }
  }

  /// Seconds of `12:34:56.7`, of that with a date before it, or of a date alone.
  private static func clock(_ text: String) -> Double? {
    let parts = text.split(separator: "T", maxSplits: 1)
    guard let time = parts.last else { return nil }
    let fields = time.prefix { $0.isNumber || $0 == ":" || $0 == "." }.split(separator: ":")
    guard fields.count >= 2, fields.count <= 3 else { return nil }
    var seconds = 0.0
    for field in fields {
      guard let value = Double(field) else { return nil }
      seconds = seconds * 60 + value
    }
    if fields.count == 2 { seconds *= 60 }
    if parts.count == 2 {
      let date = parts[0].split(separator: "-").compactMap { Int($0) }
      guard date.count == 3, (0...9999).contains(date[0]), (1...12).contains(date[1]),
        (1...31).contains(date[2])
      else { return nil }
      seconds += Double(days(date[0], date[1], date[2])) * 86400
    }
    return seconds
  }

  /// Days since 0000-03-01 of the Gregorian calendar.
  private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let shifted = (month + 9) % 12
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * shifted + 2) / 5 + day - 1
  }
}
