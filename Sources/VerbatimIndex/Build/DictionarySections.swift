import VerbatimAnalysis

/// The term dictionary with the turns of every term, the terms by id, and the relations.
struct DictionarySections {
  private let analyzer: Analyzer
  /// Ids in the order of their keys.
  private let order: [UInt32]
  /// Keys in that order, one behind the other.
  private let keys: ByteBuffer
  private let keyStarts: [Int]
  private let relations: [[UInt8]: [Int]]
  /// By id, a term's place in `order`.
  let ordinals: LargeColumn<UInt32>

  private struct Entry {
    /// The first eight bytes as a number that orders like them.
    var prefix: UInt64
    var id: UInt32
    /// Where the key stands.
    var length: UInt32
    var start: Int
  }

  /// Cost: a sort of terms that are nearly sorted; few of them have to be folded.
  init(_ terms: RankedTerms, _ analyzer: Analyzer) {
    self.analyzer = analyzer
    let unsorted = ByteBuffer(capacity: 1 << 16)
    var entries: [Entry] = []
    var relations: [[UInt8]: [Int]] = [:]
    entries.reserveCapacity(terms.count)
    // In this order most keys come sorted.
    for (place, number) in terms.alphabetical.enumerated() {
      if place + 32 < terms.count {
        terms.prefetchStart(Int(terms.alphabetical[place + 32]))
        terms.prefetchBytes(Int(terms.alphabetical[place + 16]))
      }
      let id = Int(number)
      let bytes = terms.bytes(id)
      let kind = terms.kinds[id]
      let start = unsorted.count
      if kind == .word, Self.isPlain(bytes) {
        // Small ASCII letters are their own key.
        unsorted.append(UnsafeRawBufferPointer(bytes))
      } else {
        let term = Array(bytes)
        let fold = kind == .placeholder ? Keys.placeholder(term) : analyzer.foldKey(term)
        unsorted.append(TermStore.key(fold: fold, term: term, kind: kind))
        for relation in Relation.keys(of: term, kind: kind, fold: fold, analyzer) {
          relations[relation, default: []].append(id)
        }
      }
      let key = UnsafeRawBufferPointer(rebasing: unsorted.bytes[start...])
      entries.append(
        Entry(
          prefix: SortedTerms.prefix(key), id: number, length: UInt32(key.count), start: start))
    }
    func key(_ entry: Entry) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        rebasing: unsorted.bytes[entry.start..<entry.start + Int(entry.length)])
    }
    entries.sort { left, right in
      left.prefix != right.prefix
        ? left.prefix < right.prefix : key(left).compared(with: key(right)) < 0
    }
    let sorted = ByteBuffer(capacity: max(unsorted.count, 1))
    var keyStarts = [0]
    keyStarts.reserveCapacity(entries.count + 1)
    for entry in entries {
      sorted.append(key(entry))
      keyStarts.append(sorted.count)
    }
    order = entries.map(\.id)
    ordinals = LargeColumn(count: entries.count)
    for (ordinal, entry) in entries.enumerated() {
      ordinals.base[Int(entry.id)] = UInt32(ordinal)
    }
    keys = sorted
    self.keyStarts = keyStarts
    self.relations = relations
  }

  private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in bytes where byte &- 0x61 >= 26 { return false }
    return true
  }

  /// DLST, DKEY, TORD, THOT and HOFF.
  func writeLists(
    _ lists: [TurnLists], _ terms: RankedTerms, turnCount: Int, to writer: SectionWriter
  ) throws {
    let threads = lists.count
    try Parallel.forEachBlock(of: threads, threads: threads) {
      lists[$1].close()
    } take: { _ in
    }
    for own in lists.dropFirst() { lists[0].take(own) }
    let scratches = lists.map { _ in ListScratch(turnCount: turnCount) }
    let rare = lists.map(\.rare)
    let sortedTurns = lists.map { _ in SortedTurns(keyCount: TurnLists.blockTerms) }
    var table = KeyTableWriter()
    var ordinal = 0
    let blockTerms = TurnLists.blockTerms
    let blocks = (order.count + blockTerms - 1) / blockTerms
    try writer.stream(.dictionaryLists) { append in
      try Parallel.forEachBlock(of: blocks, threads: threads) {
        (thread, block) -> (ByteBuffer, [Int]) in
        let output = ByteBuffer(capacity: 1 << 18)
        var lengths: [Int] = []
        lengths.reserveCapacity(blockTerms)
        let (scratch, sorted) = (scratches[thread], sortedTurns[thread])
        TurnStreams.sort(block, of: rare, into: sorted)
        for ordinal in block * blockTerms..<min((block + 1) * blockTerms, order.count) {
          let start = output.count
          let id = Int(order[ordinal])
          if ordinal + 8 < order.count { terms.prefetchCounts(Int(order[ordinal + 8])) }
          let turns = scratch.gather(TurnLists.hasListOfItsOwn(id) ? threads : 1) { thread, room in
            TurnLists.isRare(id)
              ? sorted.turns(ordinal % blockTerms, into: room) : lists[thread].turns(id, into: room)
          }
          output.varint(id)
          output.varint(Int(terms.usualCases[id].rawValue))
          output.varint(turns.count)
          output.varint(terms.occurrences[id] - turns.count)
          TurnList.encode(turns, turnCount: turnCount, into: output, scratch)
          lengths.append(output.count - start)
        }
        return (output, lengths)
      } take: { block in
        try append(block.0.bytes)
        for length in block.1 {
          let range = keyStarts[ordinal]..<keyStarts[ordinal + 1]
          table.append(
            key: UnsafeRawBufferPointer(rebasing: keys.bytes[range]), payloadLength: length)
          ordinal += 1
        }
      }
    }
    try writer.section(.dictionaryKeys, table.finish())
    var packed = ByteWriter()
    PackedArray.encode(ordinals.values, largest: order.count, into: &packed)
    try writer.section(.termOrder, packed.bytes)
    let hot = ByteBuffer()
    var offsets = OffsetTableWriter()
    offsets.append(0)
    for id in 0..<min(terms.count, TermStore.hotLimit) {
      let head = terms.kinds[id].rawValue << 2 | terms.usualCases[id].rawValue
      hot.append([head])
      hot.append(UnsafeRawBufferPointer(terms.bytes(id)))
      offsets.append(hot.count)
    }
    try writer.section(.hotTerms, hot)
    try writer.section(.hotTermOffsets, offsets.finish())
  }

  /// RLST and RKEY.
  func writeRelations(to writer: SectionWriter) throws {
    var table = KeyTableWriter()
    var lists = ByteWriter()
    for key in relations.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let start = lists.bytes.count
      var previous = 0
      for id in (relations[key] ?? []).sorted() {
        lists.count(id - previous)
        previous = id
      }
      table.append(key: key, payloadLength: lists.bytes.count - start)
    }
    try writer.section(.relationLists, lists.bytes)
    try writer.section(.relationKeys, table.finish())
  }
}

/// How a term is found by something inside it. The first byte of a relation's key says which.
enum Relation: UInt8, CaseIterable {
  /// A part of a hyphenated word; a truncated word without its mark.
  case part = 0x70
  /// A word inside a placeholder: nobody said it.
  case inner = 0x69

  /// The relation keys of a term.
  static func keys(
    of term: [UInt8], kind: TokenKind, fold: [UInt8], _ analyzer: Analyzer
  ) -> Set<[UInt8]> {
    switch kind {
    case .word, .number:
      guard analyzer.hasParts else { return [] }
      // Without a hyphen, or an en dash at the end, there are no parts.
      guard fold.contains(0x2D) || fold.last == 0x93 else { return [] }
      return Set(
        Relations.parts(of: term).filter { $0 != fold }.map { [Relation.part.rawValue] + $0 })
    case .placeholder:
      return Set(Relations.innerWords(of: term).map { [Relation.inner.rawValue] + $0 })
    case .symbol, .punctuation:
      return []
    }
  }
}
