import VerbatimCorpus

/// The times of a file: what two fields mean, and whether the turns' times rise.
struct Times {
  private(set) var base = TimeStamp.Base.minutesAndSeconds
  private(set) var count = 0
  /// 1-based lines of the first turns that begin before the turn in front of them.
  private(set) var descents: [Int] = []
  private let clock: Milliseconds?

  /// Two fields are minutes and seconds, unless only hours and minutes make the times rise.
  init(_ stamps: [(stamp: TimeStamp, line: Int)], settings: PlainTextSettings) {
    clock = settings.timeBase
    count = stamps.count
    let asMinutes = Self.descents(stamps, .minutesAndSeconds)
    switch settings.timePattern {
    case .minutesAndSeconds: base = .minutesAndSeconds
    case .hoursAndMinutes: base = .hoursAndMinutes
    case .auto:
      let isMinutes = stamps.contains {
        $0.stamp.fields.count == 2 && ($0.stamp.fields.first ?? 0) >= 60
      }
      if !isMinutes, !asMinutes.isEmpty, Self.descents(stamps, .hoursAndMinutes).isEmpty {
        base = .hoursAndMinutes
      }
    }
    descents = base == .minutesAndSeconds ? asMinutes : Self.descents(stamps, base)
  }

  private static func descents(
    _ stamps: [(stamp: TimeStamp, line: Int)], _ base: TimeStamp.Base
  ) -> [Int] {
    zip(stamps, stamps.dropFirst()).filter {
      $0.1.stamp.milliseconds(base) < $0.0.stamp.milliseconds(base)
    }.prefix(3).map { $0.1.line }
  }

  /// Since the start of the recording.
  func milliseconds(_ stamp: TimeStamp) -> Milliseconds {
    let time = stamp.milliseconds(base)
    return Milliseconds(rawValue: time.rawValue &- (clock?.rawValue ?? 0))
  }
}
