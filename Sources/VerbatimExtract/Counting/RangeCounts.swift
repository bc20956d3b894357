import VerbatimIndex

/// How often each form stands somewhere, in how many sessions, and said by how many people.
///
/// Counts come group by group (see ``TurnGroups``), so that a session and a person are counted once
/// without a set for each form. People are those of ``CountedPeople``.
struct RangeCounts {
  struct Entry {
    var count = 0
    var sessions: UInt32 = 0
    var people: UInt32 = 0
    fileprivate var lastSession: UInt32 = 0
    fileprivate var lastGroup: UInt32 = 0
  }

  private(set) var entries: [Entry]
  private(set) var sessionCount = 0
  private let counted: CountedPeople
  private var sessionNumber: UInt32 = 0
  private var groupNumber: UInt32 = 0
  /// The people of the group: how many, where no other group of the session has one of them, ...
  private var groupPeople: UInt32 = 0
  /// ... and who, where that has to be remembered.
  private var members: [UInt32] = []
  private var isRemembered = false
  /// Form and person, where people are in several groups.
  private var pairs: [UInt64] = []
  private var cutAt = 1 << 20
  /// Where sessions share their speakers: who was met.
  private var met: Set<UInt32> = []
  private var distinct = 0

  /// People who have a turn in the groups.
  var peopleCount: Int { counted.areShared ? met.count : distinct }

  init(formCount: Int, _ counted: CountedPeople) {
    entries = [Entry](repeating: Entry(), count: formCount)
    self.counted = counted
  }

  /// Counts the groups of a session of a segment, which come together and once: `count` is called for
  /// each, and calls ``add(_:_:)`` for the forms in it.
  mutating func addSession(
    _ session: Int, of segment: Segment, _ groups: [TurnGroup],
    _ count: (TurnGroup, inout RangeCounts) throws(IndexProblem) -> Void
  ) throws(IndexProblem) {
    let people = try counted.people(ofSession: session, of: segment)
    sessionNumber += 1
    sessionCount += 1
    var seen: Set<UInt32> = []
    var total = 0
    for group in groups {
      total += people[group.speakerSet].count
      seen.formUnion(people[group.speakerSet])
    }
    if counted.areShared { met.formUnion(seen) } else { distinct += seen.count }
    isRemembered = counted.areShared || seen.count < total
    for group in groups {
      groupNumber += 1
      members = people[group.speakerSet]
      groupPeople = UInt32(truncatingIfNeeded: members.count)
      try count(group, &self)
    }
    // Nobody of this session is met again.
    if isRemembered, !counted.areShared { closePairs() }
  }

  /// Counts a form `count` times in the group.
  @inline(__always)
  mutating func add(_ form: UInt32, _ count: Int) {
    let place = Int(form)
    entries[place].count += count
    if entries[place].lastGroup == groupNumber { return }
    entries[place].lastGroup = groupNumber
    if entries[place].lastSession != sessionNumber {
      entries[place].lastSession = sessionNumber
      entries[place].sessions += 1
    }
    if !isRemembered {
      entries[place].people += groupPeople
    } else {
      for member in members { pairs.append(UInt64(form) << 32 | UInt64(member)) }
      if pairs.count >= cutAt { cutPairs() }
    }
  }

  /// Takes out what is there twice.
  private mutating func cutPairs() {
    pairs.sort()
    var kept = 0
    for place in pairs.indices where place == 0 || pairs[place] != pairs[kept - 1] {
      pairs[kept] = pairs[place]
      kept += 1
    }
    pairs.removeLast(pairs.count - kept)
    cutAt = max(1 << 20, 2 * kept)
  }

  private mutating func closePairs() {
    cutPairs()
    for pair in pairs { entries[Int(pair >> 32)].people += 1 }
    pairs.removeAll(keepingCapacity: true)
  }

  /// To be called behind the last session.
  mutating func finish() {
    closePairs()
  }
}
