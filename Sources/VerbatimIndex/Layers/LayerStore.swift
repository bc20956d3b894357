import VerbatimAnalysis

/// One layer of annotations in a segment: the value of every position, and the turns of every value.
///
/// ```
/// META = string name , count values , count positions that have one ;
/// FWRD = { { code } } ;   dense codes, turn by turn: 0 none, else value id + 1; none behind the last value
/// FOFF = offset table into FWRD, turns + 1 entries ;
/// DKEY , DLST = keys: values, as they are ;  payload = count id , count turns ,
///               count occurrences - turns , turn list ;
/// TORD = packed array: value id → ordinal of its key ;
/// ```
struct LayerStore {
  let number: UInt32
  let name: String
  let valueCount: Int
  let tokenCount: Int
  let table: KeyTable
  private let turnCount: Int
  private let forward: UnsafeRawBufferPointer
  private let offsets: OffsetTable
  private let order: PackedArray

  /// Numbers of the layers that every reader knows; others are numbered behind them.
  static let fixedNumbers: [(name: String, number: UInt32)] = [
    ("lemma", 1), ("pos", 2), ("norm", 3),
  ]
  static let firstFreeNumber: UInt32 = 4

  /// - Parameter section: the bytes of a section of this layer.
  init(
    _ number: UInt32, turnCount: Int, file: String,
    section: (SectionTag) throws(IndexProblem) -> UnsafeRawBufferPointer
  ) throws(IndexProblem) {
    func valid<Part>(_ tag: SectionTag, _ part: Part?) throws(IndexProblem) -> Part {
      guard let part else { throw Self.problem(tag, number, invariant: 5, file) }
      return part
    }
    var meta = ByteReader(try section(.meta))
    let name = meta.string()
    let valueCount = meta.count()
    tokenCount = meta.count()
    guard !meta.failed else { throw Self.problem(.meta, number, invariant: 5, file) }
    let fixed = Self.fixedNumbers.first { $0.name == name }?.number
    guard fixed == number || fixed == nil && number >= Self.firstFreeNumber else {
      throw Self.problem(.meta, number, invariant: 6, file)
    }
    self.number = number
    self.name = name
    self.valueCount = valueCount
    self.turnCount = turnCount
    table = try valid(
      .dictionaryKeys,
      KeyTable(keys: try section(.dictionaryKeys), lists: try section(.dictionaryLists)))
    order = try valid(.termOrder, PackedArray(try section(.termOrder), count: valueCount))
    guard table.count == valueCount else {
      throw Self.problem(.dictionaryKeys, number, invariant: 6, file)
    }
    forward = try section(.forward)
    offsets = try valid(.forwardOffsets, OffsetTable(try section(.forwardOffsets)))
    guard offsets.count == turnCount + 1 else {
      throw Self.problem(.forwardOffsets, number, invariant: 6, file)
    }
  }

  static func problem(
    _ tag: SectionTag, _ number: UInt32, invariant: Int, _ file: String
  ) -> IndexProblem {
    let section = SectionName(tag: tag.rawValue, layer: number).description
    return IndexProblem(file: file, kind: .invalid(section: section, invariant: invariant))
  }

  /// Value ids of a turn's positions, -1 for none. False where the bytes are damaged.
  ///
  /// - Parameter positions: how many the turn has.
  func values(ofTurn turn: Int, positions: Int, into ids: inout [Int]) -> Bool {
    ids.removeAll(keepingCapacity: true)
    guard let range = offsets.range(turn, within: forward.count) else { return false }
    let bytes = UnsafeRawBufferPointer(rebasing: forward[range])
    var offset = 0
    while offset < bytes.count {
      guard let code = DenseCode.next(bytes, &offset), code <= valueCount, ids.count < positions
      else { return false }
      ids.append(code - 1)
    }
    while ids.count < positions { ids.append(-1) }
    return true
  }

  /// Whether a position of the turn has a value. Cost: O(1).
  func hasValues(_ turn: Int) -> Bool {
    offsets.range(turn, within: forward.count)?.isEmpty == false
  }

  /// Puts the bytes of a value into `key`. Cost: a block of the table. False where there is none.
  func findValue(_ id: Int, into key: ByteBuffer) -> Bool {
    guard id >= 0, id < valueCount, let payload = table.entry(order[id], into: key) else {
      return false
    }
    var reader = ByteReader(payload)
    return reader.count() == id && !reader.failed
  }

  /// Where the key of a value stands in ``table``.
  func ordinal(_ id: Int) -> Int? { id >= 0 && id < valueCount ? order[id] : nil }

  /// What the payload of a value says.
  func parse(_ payload: UnsafeRawBufferPointer) -> (id: Int, occurrences: Int, list: TurnList)? {
    var reader = ByteReader(payload)
    let id = reader.count()
    let turns = reader.count()
    let more = reader.count()
    let bytes = reader.slice(payload.count - reader.offset)
    guard !reader.failed, id < valueCount,
      let list = TurnList(bytes, count: turns, turnCount: turnCount)
    else { return nil }
    return (id, turns + more, list)
  }
}

extension SectionTable {
  /// The layers of annotations, by their numbers. Throws where one is not whole.
  func layers(
    _ bytes: UnsafeRawBufferPointer, turnCount: Int, file: String
  ) throws(IndexProblem) -> [LayerStore] {
    let tags = Set(SectionTag.ofLayer.map(\.rawValue))
    let own = entries.filter { $0.layer > 0 && tags.contains($0.tag) }
    if own.isEmpty { return [] }
    var found: [LayerStore] = []
    var names: Set<String> = []
    for number in Set(own.map(\.layer)).sorted() {
      let layer = try LayerStore(number, turnCount: turnCount, file: file) {
        (tag) throws(IndexProblem) in
        guard let entry = own.first(where: { $0.layer == number && $0.tag == tag.rawValue }) else {
          let name = SectionName(tag: tag.rawValue, layer: number)
          throw IndexProblem(file: file, kind: .missingSection(name.description))
        }
        return UnsafeRawBufferPointer(rebasing: bytes[entry.range])
      }
      guard names.insert(layer.name).inserted else {
        throw LayerStore.problem(.meta, number, invariant: 6, file)
      }
      found.append(layer)
    }
    return found
  }
}
