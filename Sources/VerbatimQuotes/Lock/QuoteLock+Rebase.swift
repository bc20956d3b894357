import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex

/// What became of a locked quotation in the study as it stands now.
public enum LockState: Sendable, Equatable {
  /// Same session, turn and place, word for word.
  case intact
  /// The same words of the same people stand elsewhere in the session: turns were put in or taken out.
  case moved
  /// The words are there and are now another's.
  case otherSpeaker
  /// The session is there, and the words are not any more: they were corrected.
  case changed
  /// There is no such session.
  case sessionGone
  /// Left out, since it names somebody who is to be left out.
  case dropped
}

/// A lock held against a study.
public struct LockRebase: Sendable {
  public struct Outcome: Sendable {
    public var state: LockState
    /// As it was locked.
    public var old: QuoteLock.Entry
    /// As it stands now; `nil` where it stands nowhere, or was dropped.
    public var new: QuoteLock.Entry?
  }

  /// In the order of the lock.
  public var outcomes: [Outcome]
  /// The lock as it has to be now: what is intact or moved.
  public var lock: QuoteLock

  public func count(_ state: LockState) -> Int { outcomes.count { $0.state == state } }
}

extension QuoteLock {
  /// Holds every entry against the transcripts.
  ///
  /// Cost: a turn an entry; for one that is not at its place a keyed digest for every word of the session,
  /// at most 400,000.
  ///
  /// - Parameters:
  ///   - key: that of the lock.
  ///   - people: whose quotations are left out.
  public func rebased(
    in index: Index, key: QuoteKey, themes: any ThemeSource = NoThemes(),
    dropping people: Set<StudyPeople.Person> = []
  ) throws -> LockRebase {
    var search = LockSearch(index, key, themes)
    var outcomes: [LockRebase.Outcome] = []
    for entry in entries {
      if entry.people.contains(where: people.contains) {
        outcomes.append(LockRebase.Outcome(state: .dropped, old: entry, new: nil))
      } else {
        outcomes.append(try search.outcome(entry))
      }
    }
    let kept = outcomes.compactMap { outcome in
      outcome.state == .intact || outcome.state == .moved ? outcome.new : nil
    }
    return LockRebase(outcomes: outcomes, lock: QuoteLock(keyID: keyID, entries: kept))
  }
}

/// Looks for locked words, of which only lengths and a digest are known.
private struct LockSearch {
  private let index: Index
  private let key: QuoteKey
  private var extractor: Extractor
  private var turns: TurnReader

  static let mostDigests = 400_000

  init(_ index: Index, _ key: QuoteKey, _ themes: any ThemeSource) {
    self.index = index
    self.key = key
    extractor = Extractor(index, themes: themes)
    turns = TurnReader(index)
  }

  mutating func outcome(_ entry: QuoteLock.Entry) throws -> LockRebase.Outcome {
    guard let place = index.find(entry.session) else {
      return LockRebase.Outcome(state: .sessionGone, old: entry, new: nil)
    }
    let segment = index.segments[place.segment]
    let range = segment.turns(ofSession: place.session)
    var texts: [Int: [Unicode.Scalar]] = [:]
    if try holds(entry, entry.parts, place.segment, range, &texts) {
      let labels = speakers(entry.parts, place.segment, range)
      if labels == Set(entry.speakers) {
        return LockRebase.Outcome(state: .intact, old: entry, new: try current(entry, entry.parts))
      }
    }
    var budget = Self.mostDigests
    var stranger: [QuoteLock.Part]?
    for shift in shifts(of: entry, in: range) {
      let moved = entry.parts.map { QuoteLock.Part(turn: $0.turn + shift, spans: $0.spans) }
      guard let parts = try found(entry, moved, place.segment, range, &texts, &budget) else {
        continue
      }
      if speakers(parts, place.segment, range) == Set(entry.speakers) {
        return LockRebase.Outcome(state: .moved, old: entry, new: try current(entry, parts))
      }
      stranger = stranger ?? parts
    }
    return LockRebase.Outcome(
      state: stranger == nil ? .changed : .otherSpeaker, old: entry, new: nil)
  }

  /// By how many turns the entry may have moved: the smallest first.
  private func shifts(of entry: QuoteLock.Entry, in range: Range<Int>) -> [Int] {
    guard let first = entry.parts.map(\.turn).min(), let last = entry.parts.map(\.turn).max()
    else { return [] }
    let lower = 1 - first
    let upper = range.count - last
    return lower <= upper ? (lower...upper).sorted { (abs($0), $0) < (abs($1), $1) } : []
  }

  private mutating func text(
    _ number: Int, _ segment: Int, _ range: Range<Int>, _ texts: inout [Int: [Unicode.Scalar]]
  ) throws(IndexProblem) -> [Unicode.Scalar]? {
    guard number >= 1, number <= range.count else { return nil }
    if let known = texts[number] { return known }
    let text = try turns.scalars(
      QuoteLocator.Place(segment: segment, turn: range.lowerBound + number - 1))
    texts[number] = text
    return text
  }

  private mutating func holds(
    _ entry: QuoteLock.Entry, _ parts: [QuoteLock.Part], _ segment: Int, _ range: Range<Int>,
    _ texts: inout [Int: [Unicode.Scalar]]
  ) throws(IndexProblem) -> Bool {
    var said = ""
    for part in parts {
      guard let text = try text(part.turn, segment, range, &texts) else { return false }
      for span in part.spans {
        guard span[1] <= text.count else { return false }
        said.unicodeScalars.append(contentsOf: text[span[0]..<span[1]])
        said += "\u{1F}"
      }
      said += "\u{1E}"
    }
    return key.code("said", said).hex == entry.said
  }

  /// The parts where they are; of one part also at the beginning of every word of its turn.
  private mutating func found(
    _ entry: QuoteLock.Entry, _ parts: [QuoteLock.Part], _ segment: Int, _ range: Range<Int>,
    _ texts: inout [Int: [Unicode.Scalar]], _ budget: inout Int
  ) throws(IndexProblem) -> [QuoteLock.Part]? {
    guard parts.count == 1 else {
      budget -= 1
      return try holds(entry, parts, segment, range, &texts) ? parts : nil
    }
    guard let text = try text(parts[0].turn, segment, range, &texts) else { return nil }
    guard let base = parts[0].spans.first?[0], let end = parts[0].spans.last?[1] else { return nil }
    let length = end - base
    guard length <= text.count else { return nil }
    for start in 0...text.count - length {
      guard isEdge(text, start), isEdge(text, start + length) else { continue }
      budget -= 1
      if budget < 0 { return nil }
      let part = QuoteLock.Part(
        turn: parts[0].turn, spans: parts[0].spans.map { $0.map { $0 - base + start } })
      if part.spans.allSatisfy({ $0[0] >= 0 }),
        try holds(entry, [part], segment, range, &texts)
      {
        return [part]
      }
    }
    return nil
  }

  private func isEdge(_ text: [Unicode.Scalar], _ offset: Int) -> Bool {
    offset == 0 || offset == text.count || !text[offset - 1].isLetterOrDigit
      || !text[offset].isLetterOrDigit
  }

  private func speakers(
    _ parts: [QuoteLock.Part], _ segment: Int, _ range: Range<Int>
  ) -> Set<String> {
    Set(parts.flatMap { turns.labels(segment: segment, turn: range.lowerBound + $0.turn - 1) })
  }

  /// The entry with the place, source and themes of today.
  private mutating func current(
    _ entry: QuoteLock.Entry, _ parts: [QuoteLock.Part]
  ) throws -> QuoteLock.Entry {
    var entry = entry
    entry.parts = parts
    var bytes: [Range<Int>?] = []
    var themes: [String] = []
    for part in parts {
      for span in part.spans {
        guard
          let extract = try extractor.extract(
            session: entry.session, turn: part.turn, span: span[0]..<span[1])
        else { continue }
        entry.source = extract.source.sha256
        entry.group = extract.group
        bytes.append(extract.spans.first?.bytes)
        for theme in extract.themes where !themes.contains(theme.path) { themes.append(theme.path) }
      }
    }
    entry.themes = themes.sorted { NaturalOrder.precedes($0, $1) }
    let known = bytes.compactMap { $0 }
    entry.bytes = nil
    if known.count == bytes.count, let lower = known.map(\.lowerBound).min(),
      let upper = known.map(\.upperBound).max()
    {
      entry.bytes = [lower, upper]
    }
    return entry
  }
}
