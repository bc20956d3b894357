import VerbatimAnalysis
import VerbatimIndex

/// The forms of all segments of an index, numbered from 0: what a term of a segment counts as.
///
/// Numbers follow the order of fold keys over all segments, forms of one fold key that of their bytes, so
/// that they are the same however the sessions are cut into segments. Memory: 4 bytes a term and 24 a
/// form.
public struct FormTable: Sendable {
  /// Stands for what is not counted.
  public static let none = UInt32.max

  public let choice: FormChoice
  public let segments: [Segment]
  /// The form of each term, by segment and id; ``none`` for what is left out. Empty with
  /// ``CountedForm/word``, where a term has several.
  public private(set) var numbers: [[UInt32]] = []
  /// How often each form occurs in all segments.
  public private(set) var frequencies: [Int] = []
  /// What each form is; for forms of several terms that of the first.
  public private(set) var kinds: [TokenKind] = []
  /// A term of each form.
  private var examples: [Example] = []
  /// With ``CountedForm/word``: the spellings of each segment's terms.
  private(set) var spellings: [SpellingTable] = []
  private var texts: [[UInt8]] = []

  private struct Example: Sendable {
    var segment: UInt32
    var term: UInt32
  }

  /// A term of a fold key.
  private struct Member {
    /// Empty where the fold key is the form.
    var key: [UInt8]
    var kind: TokenKind
    var segment: Int
    var term: Int
    var occurrences: Int
  }

  public var count: Int { frequencies.count }
  /// Tokens that are counted.
  public var tokenCount: Int { frequencies.reduce(0, &+) }

  /// - Throws: ``IndexProblem`` where a segment is damaged.
  ///
  /// Cost: about 50 ns a term; with stems 1 µs a term; with spellings every text is read, about 25 ns a
  /// token.
  public init(_ segments: [Segment], _ choice: FormChoice) throws(IndexProblem) {
    self.segments = segments
    self.choice = choice
    if choice.form == .word {
      try readSpellings()
      return
    }
    numbers = segments.map { [UInt32](repeating: Self.none, count: $0.termCount) }
    if choice.form == .fold, segments.count == 1 {
      try readFolds(of: segments[0])
      return
    }
    var merge = TermMerge(segments)
    var keys = FormKeys(choice)
    var group: [Member] = []
    while merge.nextFold() {
      group.removeAll(keepingCapacity: true)
      merge.eachTerm { segment, walk in
        guard walk.withFoldKey({ choice.counts(walk.kind, foldKey: $0) }) else { return }
        group.append(
          Member(
            key: keys.key(of: &walk), kind: walk.kind, segment: segment, term: walk.id,
            occurrences: walk.occurrenceCount))
      }
      if group.count > 1, choice.form != .fold {
        group.sort { $0.key.lexicographicallyPrecedes($1.key) }
      }
      keys.beginFold()
      for member in group {
        let form = keys.form(of: member.key) { add(member) }
        numbers[member.segment][member.term] = UInt32(truncatingIfNeeded: form)
        // A damaged count must not stop the process.
        frequencies[form] &+= member.occurrences
      }
    }
    if let damaged = merge.damaged { throw segments[damaged].damagedLists }
  }

  /// The plain case: one dictionary, whose order is that of the forms.
  private mutating func readFolds(of segment: Segment) throws(IndexProblem) {
    var numbers = [UInt32](repeating: Self.none, count: segment.termCount)
    frequencies.reserveCapacity(segment.termCount)
    kinds.reserveCapacity(segment.termCount)
    examples.reserveCapacity(segment.termCount)
    let countsAll = choice.leavingOut.isEmpty
    var walk = TermWalk(segment)
    // Whether the fold key has a form yet: terms of it may be left out.
    var hasForm = false
    while walk.next() {
      if !walk.isSameFold { hasForm = false }
      if !countsAll, !walk.withFoldKey({ choice.counts(walk.kind, foldKey: $0) }) { continue }
      if !hasForm {
        hasForm = true
        frequencies.append(0)
        kinds.append(walk.kind)
        examples.append(Example(segment: 0, term: UInt32(truncatingIfNeeded: walk.id)))
      }
      let form = frequencies.count - 1
      numbers[walk.id] = UInt32(truncatingIfNeeded: form)
      frequencies[form] &+= walk.occurrenceCount
    }
    if walk.failed { throw segment.damagedLists }
    self.numbers = [numbers]
  }

  private mutating func add(_ member: Member) -> Int {
    kinds.append(member.kind)
    frequencies.append(0)
    examples.append(
      Example(
        segment: UInt32(truncatingIfNeeded: member.segment),
        term: UInt32(truncatingIfNeeded: member.term)))
    return frequencies.count - 1
  }

  /// The form as it is shown. Cost: a block of the dictionary.
  public func string(_ form: Int) -> String {
    String(decoding: bytes(form), as: UTF8.self)
  }

  /// UTF-8 of the form; empty for a number that is none.
  public func bytes(_ form: Int) -> [UInt8] {
    guard form >= 0, form < count else { return [] }
    if choice.form == .word { return texts[form] }
    let segment = segments[Int(examples[form].segment)]
    let id = Int(examples[form].term)
    let fold = segment.foldKey(ofTerm: id) ?? []
    switch choice.form {
    case .fold, .word: return fold
    case .lc: return Keys.lc(segment.term(id)?.bytes ?? fold)
    case .stem:
      guard kinds[form] == .word, let stemmer = Stemmer(language: choice.language) else {
        return fold
      }
      return stemmer.stem(Keys.lc(segment.term(id)?.bytes ?? fold))
    }
  }
}

// MARK: Spellings

extension FormTable {
  /// Reads every turn for the spellings of its terms.
  private mutating func readSpellings() throws(IndexProblem) {
    spellings = segments.map { SpellingTable(termCount: $0.termCount) }
    var found: [[UInt8]: Int] = [:]
    var counts: [Int] = []
    var keys: [(bytes: [UInt8], fold: [UInt8], kind: TokenKind)] = []
    var decoded = DecodedTurn()
    for (number, segment) in segments.enumerated() {
      let isCounted = Self.countedTerms(segment, choice)
      for turn in 0..<segment.turnCount {
        guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
        decoded.text.withUnsafeBufferPointer { text in
          for place in decoded.terms.indices where isCounted[decoded.terms[place]] {
            let id = decoded.terms[place]
            let bytes = UnsafeBufferPointer(
              rebasing: text[decoded.starts[place]..<decoded.ends[place]])
            if let known = spellings[number].form(id, bytes) {
              counts[Int(known)] += 1
              continue
            }
            let key = Keys.nfc(Array(bytes))
            let form = found[key] ?? counts.count
            if form == counts.count {
              found[key] = form
              counts.append(0)
              keys.append(
                (key, segment.foldKey(ofTerm: id) ?? [], segment.term(id)?.kind ?? .word))
            }
            counts[form] += 1
            spellings[number].add(id, bytes, form: UInt32(truncatingIfNeeded: form))
          }
        }
      }
    }
    // Numbers that do not depend on which turn came first.
    let order = keys.indices.sorted { a, b in
      keys[a].fold == keys[b].fold
        ? keys[a].bytes.lexicographicallyPrecedes(keys[b].bytes)
        : keys[a].fold.lexicographicallyPrecedes(keys[b].fold)
    }
    var rank = [UInt32](repeating: 0, count: order.count)
    for (number, form) in order.enumerated() { rank[form] = UInt32(truncatingIfNeeded: number) }
    for segment in spellings.indices { spellings[segment].renumber(rank) }
    frequencies = order.map { counts[$0] }
    kinds = order.map { keys[$0].kind }
    texts = order.map { keys[$0].bytes }
  }

  /// Which terms of a segment are counted, by id.
  private static func countedTerms(_ segment: Segment, _ choice: FormChoice) -> [Bool] {
    var isCounted = [Bool](repeating: choice.leavingOut.isEmpty, count: segment.termCount)
    if choice.leavingOut.isEmpty { return isCounted }
    var walk = TermWalk(segment)
    while walk.next() {
      isCounted[walk.id] = walk.withFoldKey { choice.counts(walk.kind, foldKey: $0) }
    }
    return isCounted
  }

  /// The forms of a decoded turn's tokens, ``none`` for those that are not counted, into `forms`.
  func read(_ decoded: DecodedTurn, ofSegment segment: Int, into forms: inout [UInt32]) {
    forms.removeAll(keepingCapacity: true)
    let table = spellings[segment]
    decoded.text.withUnsafeBufferPointer { text in
      for place in decoded.terms.indices {
        let id = decoded.terms[place]
        let bytes = UnsafeBufferPointer(
          rebasing: text[decoded.starts[place]..<decoded.ends[place]])
        forms.append(table.onlyForm(id) ?? table.form(id, bytes) ?? Self.none)
      }
    }
  }
}
