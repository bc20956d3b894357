/// A layer of annotations of a segment, such as `lemma`: what the sources say of its positions, in values
/// with ids of their own. Valid as long as its segment is open.
///
/// Ids run from 0 by falling number of occurrences. Values are as the sources write them: nothing is
/// folded.
public struct Layer: Sendable {
  private let segment: Segment
  private let index: Int
  private var store: LayerStore { segment.layerStores[index] }

  init(_ segment: Segment, _ index: Int) {
    self.segment = segment
    self.index = index
  }

  public var name: String { store.name }
  /// Distinct values.
  public var valueCount: Int { store.valueCount }
  /// Positions that have a value.
  public var tokenCount: Int { store.tokenCount }

  /// Whether a position of the turn has a value. Cost: O(1).
  public func hasValues(_ turn: Int) -> Bool { store.hasValues(turn) }

  /// The value id of every position of a turn, in order; -1 for one that has none. Cost: about 4 ns a
  /// position. False where the segment is damaged.
  public func valueIDs(ofTurn turn: Int, into ids: inout [Int]) -> Bool {
    ids.removeAll(keepingCapacity: true)
    guard let positions = segment.positionCount(ofTurn: turn) else { return false }
    return store.values(ofTurn: turn, positions: positions, into: &ids)
  }

  /// A value by its id, as UTF-8; `nil` where there is none. Cost: up to 16 entries of the table.
  public func value(_ id: Int) -> [UInt8]? {
    let key = ByteBuffer(capacity: 64)
    guard store.findValue(id, into: key) else { return nil }
    return Array(key.bytes)
  }

  /// Exactly this value with its turns; `nil` where no position has it. Cost: a binary search.
  public func entry(of value: [UInt8]) -> LayerEntry? {
    guard let payload = store.table.payload(of: value) else { return nil }
    return entry(value, payload)
  }

  /// The value of an id with its turns.
  public func entry(_ id: Int) -> LayerEntry? {
    guard let ordinal = store.ordinal(id) else { return nil }
    var found: LayerEntry?
    store.table.walk(from: ordinal) { _, key, payload in
      found = entry(Array(key), payload)
      return false
    }
    return found?.id == id ? found : nil
  }

  /// Walks the values that begin with `prefix`, ascending by bytes, while `body` returns true. `body`
  /// gets the value's UTF-8, valid only during the call, and a closure that reads the rest. Cost: about
  /// 20 ns a value.
  public func walk(
    prefix: [UInt8],
    _ body: (_ value: UnsafeBufferPointer<UInt8>, _ entry: () -> LayerEntry?) -> Bool
  ) {
    store.table.walk(prefix: prefix) { _, key, payload in
      body(key) { entry(Array(key), payload) }
    }
  }

  private func entry(_ value: [UInt8], _ payload: UnsafeRawBufferPointer) -> LayerEntry? {
    guard let (id, occurrences, list) = store.parse(payload) else { return nil }
    return LayerEntry(
      id: id, value: value, occurrenceCount: occurrences,
      postings: TurnPostings(list, segment))
  }
}

/// A value of a layer with the turns that hold it.
public struct LayerEntry: Sendable {
  public var id: Int
  /// UTF-8.
  public var value: [UInt8]
  /// Positions that have it.
  public var occurrenceCount: Int
  public var postings: TurnPostings

  public var string: String { String(decoding: value, as: UTF8.self) }
}

extension Segment {
  /// The layers of annotations, by their numbers in the format: `lemma`, `pos` and `norm`, then others by
  /// name. Empty in most segments.
  public var layers: [Layer] { layerStores.indices.map { Layer(self, $0) } }

  public func layer(named name: String) -> Layer? {
    layerStores.firstIndex { $0.name == name }.map { Layer(self, $0) }
  }

  /// How many positions a turn has; `nil` where it is damaged. Cost: a look at each byte of its codes.
  func positionCount(ofTurn turn: Int) -> Int? {
    guard turn >= 0, turn < turnCount, let codes = decoder.codes(turn) else { return nil }
    return codes.reduce(0) { $0 + ($1 < UInt8(DenseCode.stoppers) ? 1 : 0) }
  }
}
