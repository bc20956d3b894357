/// Counts the sequences of a stream, pattern by pattern.
struct GramCounter {
  private let request: NGramRequest
  private let stream: TokenStream
  private let table: FormTable
  private let sorter: PlaceSorter
  private let spans: [NodeSpans.Span]?
  /// Places that hold a form, and those whose form is frequent enough to be in a sequence.
  private let valid: PlaceBits
  private let frequent: PlaceBits
  private var patterns: [GramPattern] = []
  private var top: TopEntries
  private var counter: SpreadCounter
  private(set) var placeCounts: [(length: Int, count: Int)] = []

  var rowCount: Int { top.count }

  init(
    _ request: NGramRequest, _ stream: TokenStream, _ table: FormTable, _ roster: Roster,
    spans: [NodeSpans.Span]?
  ) {
    self.request = request
    self.stream = stream
    self.table = table
    self.spans = spans
    sorter = PlaceSorter(forms: stream.forms, formCount: table.count)
    let forms = stream.forms
    var counts = [UInt32](repeating: 0, count: table.count)
    for form in forms where form != FormTable.none { counts[Int(form)] += 1 }
    valid = PlaceBits(count: forms.count) { forms[$0] != FormTable.none }
    frequent = PlaceBits(count: forms.count) {
      forms[$0] != FormTable.none && Int(counts[Int(forms[$0])]) >= request.minimum
    }
    for length in request.length {
      patterns += GramPattern.all(length: length, gaps: request.gaps)
    }
    counter = SpreadCounter(roster, turns: stream.turnStarts.count)
    let ends = request.order == .end ? EndOrder(table) : nil
    let all = patterns
    top = TopEntries(limit: request.limit, order: request.order) { a, b in
      Self.precedes(a, b, forms, all, ends)
    }
  }

  mutating func run() throws(CountingProblem) {
    // Where a sequence that is frequent enough begins, of the length before.
    var alive: PlaceBits?
    for number in patterns.indices {
      let pattern = patterns[number]
      let candidates = candidates(pattern, alive)
      if let places = candidates.all { placeCounts.append((pattern.length, places)) }
      var places = candidates.bits.places()
      sorter.sort(&places, by: pattern)
      let keepsAlive =
        request.gaps == 0 && spans == nil && request.length.upperBound > pattern.length
      var living = keepsAlive ? PlaceBits(count: stream.forms.count) : nil
      try group(places, number, &living)
      alive = living
    }
  }

  /// Where a sequence may begin, and for the first pattern of a length how many places there are, those
  /// of rare forms included.
  private func candidates(
    _ pattern: GramPattern, _ alive: PlaceBits?
  ) -> (bits: PlaceBits, all: Int?) {
    var bits = valid
    for distance in 1..<max(pattern.length, 1) { bits.formIntersection(valid, distance: distance) }
    let isFirst = placeCounts.last?.length != pattern.length
    let all = isFirst ? bits.words.reduce(0) { $0 + $1.nonzeroBitCount } : nil
    for distance in pattern.fixed { bits.formIntersection(frequent, distance: distance) }
    if let alive {
      bits.formIntersection(alive, distance: 0)
      bits.formIntersection(alive, distance: 1)
    }
    if let spans { bits.formIntersection(around(spans, pattern), distance: 0) }
    return (bits, all)
  }

  /// Places from which the pattern holds one of the spans, on fixed places.
  private func around(_ spans: [NodeSpans.Span], _ pattern: GramPattern) -> PlaceBits {
    var bits = PlaceBits(count: stream.forms.count)
    for span in spans where span.count <= pattern.length {
      for place in max(0, span.upperBound - pattern.length)...span.lowerBound {
        let from = span.lowerBound - place
        let isOpen = pattern.open.contains { $0 >= from && $0 < from + span.count }
        if !isOpen { bits.insert(place) }
      }
    }
    return bits
  }

  private mutating func group(
    _ places: [UInt32], _ number: Int, _ living: inout PlaceBits?
  ) throws(CountingProblem) {
    let fixed = patterns[number].fixed
    let open = patterns[number].open
    var start = 0
    while start < places.count {
      var end = start + 1
      var variants = 1
      while end < places.count, sorter.areEqual(places[start], places[end], at: fixed) {
        if !open.isEmpty, !sorter.areEqual(places[end - 1], places[end], at: open) { variants += 1 }
        end += 1
      }
      if end - start >= request.minimum {
        for place in places[start..<end] { living?.insert(Int(place)) }
        try offer(places[start..<end], number, variants)
      }
      start = end
    }
  }

  private mutating func offer(
    _ places: ArraySlice<UInt32>, _ pattern: Int, _ variants: Int
  ) throws(CountingProblem) {
    counter.begin()
    for place in places {
      let turn = stream.turn(of: Int(place))
      counter.add(turn: turn, set: Int(stream.turnSets[turn]))
    }
    guard counter.spread.sessions >= request.minimumSessions,
      counter.spread.participants >= request.minimumParticipants, let first = places.first
    else { return }
    try top.offer(
      ListEntry(
        place: first, pattern: UInt16(pattern), count: UInt32(places.count),
        spread: counter.spread, variants: UInt32(variants)))
  }

  /// The rows in the order that was asked for.
  mutating func rows() -> [NGramList.Row] {
    top.finish().map { entry in
      let pattern = patterns[Int(entry.pattern)]
      let forms = (0..<pattern.length).map { distance in
        pattern.open.contains(distance)
          ? nil : table.string(Int(stream.forms[Int(entry.place) + distance]))
      }
      return NGramList.Row(
        forms: forms, count: Int(entry.count), spread: entry.spread,
        variants: Int(entry.variants))
    }
  }

  /// Form by form, from the beginning or from the end; an open place is before every form.
  private static func precedes(
    _ a: ListEntry, _ b: ListEntry, _ forms: [UInt32], _ patterns: [GramPattern], _ ends: EndOrder?
  ) -> Bool {
    let left = patterns[Int(a.pattern)]
    let right = patterns[Int(b.pattern)]
    func key(_ entry: ListEntry, _ pattern: GramPattern, _ step: Int) -> UInt32 {
      let distance = ends == nil ? step : pattern.length - 1 - step
      if pattern.open.contains(distance) { return 0 }
      let form = forms[Int(entry.place) + distance]
      return (ends?[form] ?? form) + 1
    }
    for step in 0..<min(left.length, right.length) {
      let one = key(a, left, step)
      let other = key(b, right, step)
      if one != other { return one < other }
    }
    return left.length < right.length
  }
}
