import VerbatimAnalysis

/// The term dictionary with the turns of every term, the terms by id, and the relations.
struct DictionarySections {
  var keys: [UInt8] = []
  var lists: [UInt8] = []
  var order: [UInt8] = []
  var hot: [UInt8] = []
  var relationKeys: [UInt8] = []
  var relationLists: [UInt8] = []

  init(
    _ terms: TermTable, _ ranks: TermRanks, _ stores: [TurnStore], _ analyzer: Analyzer,
    turnCount: Int
  ) {
    let postings = Postings(stores, ranks)
    var relations: [[UInt8]: [Int]] = [:]
    var entries: [(key: [UInt8], id: Int)] = []
    entries.reserveCapacity(terms.count)
    var hotWriter = ByteWriter()
    hotWriter.count(min(terms.count, TermStore.hotLimit))
    for (id, number) in ranks.order.enumerated() {
      let bytes = Array(terms.bytes(number))
      let kind = terms.kinds[number]
      let fold = kind == .placeholder ? Keys.placeholder(bytes) : analyzer.foldKey(bytes)
      entries.append((TermStore.key(fold: fold, term: bytes, kind: kind), id))
      for relation in Relation.keys(of: bytes, kind: kind, fold: fold)
      where kind == .placeholder || analyzer.hasParts {
        relations[relation, default: []].append(id)
      }
      if id < TermStore.hotLimit {
        hotWriter.byte(kind.rawValue << 2 | ranks.usualCases[id].rawValue)
        hotWriter.count(bytes.count)
        hotWriter.slice(bytes)
      }
    }
    hot = hotWriter.bytes
    entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
    var table = KeyTableWriter()
    var ordinals = [Int](repeating: 0, count: entries.count)
    for (ordinal, entry) in entries.enumerated() {
      ordinals[entry.id] = ordinal
      var payload = ByteWriter()
      payload.count(entry.id)
      payload.byte(ranks.usualCases[entry.id].rawValue)
      postings.withTurns(of: entry.id) { turns in
        payload.count(turns.count)
        payload.count(postings.occurrences[entry.id] - turns.count)
        payload.slice(TurnList.encode(turns, turnCount: turnCount))
      }
      table.append(key: entry.key, payload: payload.bytes)
    }
    (keys, lists) = table.finish()
    var orderWriter = ByteWriter()
    PackedArray.encode(ordinals, largest: entries.count, into: &orderWriter)
    order = orderWriter.bytes
    var relationTable = KeyTableWriter()
    for key in relations.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      var payload = ByteWriter()
      var previous = 0
      for id in (relations[key] ?? []).sorted() {
        payload.count(id - previous)
        previous = id
      }
      relationTable.append(key: key, payload: payload.bytes)
    }
    (relationKeys, relationLists) = relationTable.finish()
  }
}

/// How a term is found by something inside it. The first byte of a relation's key says which.
enum Relation: UInt8, CaseIterable {
  /// A part of a hyphenated word; a truncated word without its mark.
  case part = 0x70
  /// A word inside a placeholder: nobody said it.
  case inner = 0x69

  /// The relation keys of a term.
  static func keys(of term: [UInt8], kind: TokenKind, fold: [UInt8]) -> Set<[UInt8]> {
    switch kind {
    case .word, .number:
      Set(Relations.parts(of: term).filter { $0 != fold }.map { [Relation.part.rawValue] + $0 })
    case .placeholder:
      Set(Relations.innerWords(of: term).map { [Relation.inner.rawValue] + $0 })
    case .symbol, .punctuation:
      []
    }
  }
}

/// Term id → ascending turns, each once.
private struct Postings {
  private var starts: [Int]
  private var turns: [UInt32]
  private(set) var occurrences: [Int]

  init(_ stores: [TurnStore], _ ranks: TermRanks) {
    let termCount = ranks.order.count
    var counts = [Int](repeating: 0, count: termCount + 1)
    var last = [UInt32](repeating: .max, count: termCount)
    occurrences = [Int](repeating: 0, count: termCount)
    for store in stores {
      for token in store.tokens { occurrences[Int(ranks.ids[Int(token)])] += 1 }
    }
    func visit(_ body: (_ id: Int, _ turn: UInt32) -> Void) {
      for id in last.indices { last[id] = .max }
      var turn: UInt32 = 0
      for store in stores {
        var token = 0
        for tokens in store.tokenCounts {
          for index in token..<token + tokens {
            let id = Int(ranks.ids[Int(store.tokens[index])])
            if last[id] != turn {
              last[id] = turn
              body(id, turn)
            }
          }
          token += tokens
          turn += 1
        }
      }
    }
    visit { id, _ in counts[id + 1] += 1 }
    for id in 0..<termCount { counts[id + 1] += counts[id] }
    starts = counts
    var next = counts
    var all = [UInt32](repeating: 0, count: counts[termCount])
    visit { id, turn in
      all[next[id]] = turn
      next[id] += 1
    }
    turns = all
  }

  func withTurns<R>(of id: Int, _ body: (UnsafeBufferPointer<UInt32>) -> R) -> R {
    turns.withUnsafeBufferPointer { all in
      body(UnsafeBufferPointer(rebasing: all[starts[id]..<starts[id + 1]]))
    }
  }
}
