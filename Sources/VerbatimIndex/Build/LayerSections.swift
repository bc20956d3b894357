import VerbatimAnalysis
import VerbatimCorpus

/// The sections of the layers of annotations, one layer after the other.
///
/// Memory for one layer at a time: its values, and about two bytes for each turn of a value.
struct LayerSections {
  /// What of a session is needed, in the order of the turns.
  struct SessionLayers {
    var layers: [DraftSession.LayerPart]
    var draft: Int
    var turnCount: Int
  }

  private let sessions: [SessionLayers]
  private let drafts: [[LayerDraft]]
  private let turnCount: Int

  init(_ sessions: [SessionLayers], drafts: [[LayerDraft]], turnCount: Int) {
    self.sessions = sessions
    self.drafts = drafts
    self.turnCount = turnCount
  }

  func write(to writer: SectionWriter) throws {
    for (number, layer) in numbered() {
      let values = RankedValues(
        drafts.map { $0.first { $0.layer == layer } })
      let postings = PostingPool(
        keyCount: values.count, turns: values.occurrences.reduce(0) { $0 + min($1, turnCount) })
      try writeValues(layer, number, values, postings, to: writer)
      try writeLists(number, values, postings, to: writer)
      var meta = ByteWriter()
      meta.string(layer.rawValue)
      meta.count(values.count)
      meta.count(values.occurrences.reduce(0, +))
      try writer.section(.meta, layer: number, meta.bytes)
    }
  }

  /// The layers that have a value, by their numbers in the format.
  private func numbered() -> [(UInt32, Annotation.Layer)] {
    var names: Set<String> = []
    for layer in drafts.joined() where layer.occurrences.contains(where: { $0 > 0 }) {
      names.insert(layer.layer.rawValue)
    }
    var numbered: [(UInt32, Annotation.Layer)] = []
    for (name, number) in LayerStore.fixedNumbers where names.remove(name) != nil {
      numbered.append((number, Annotation.Layer(rawValue: name)))
    }
    let others = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for (place, name) in others.enumerated() {
      numbered.append(
        (LayerStore.firstFreeNumber + UInt32(place), Annotation.Layer(rawValue: name)))
    }
    return numbered
  }

  /// FWRD and FOFF; takes the turns into `postings`.
  private func writeValues(
    _ layer: Annotation.Layer, _ number: UInt32, _ values: RankedValues, _ postings: PostingPool,
    to writer: SectionWriter
  ) throws {
    let scratch = ByteBuffer()
    let output = ByteBuffer(capacity: 1 << 16)
    var offsets = OffsetTableWriter()
    var end = 0
    var firstTurn = 0
    var found: [UInt32] = []
    offsets.append(0)
    try writer.stream(.forward, layer: number) { append in
      for session in sessions {
        var turn = 0
        func fill(to next: Int) {
          while turn < next {
            offsets.append(end)
            turn += 1
          }
        }
        for part in session.layers {
          let draft = drafts[session.draft][part.layer]
          guard draft.layer == layer else { continue }
          let ids = values.ids[session.draft]
          var reader = LayerRecordReader(try draft.records.bytes(part.records, scratch: scratch))
          while let next = reader.next() {
            fill(to: next)
            output.removeAll()
            found.removeAll(keepingCapacity: true)
            for value in reader.numbers {
              let id = value == 0 ? -1 : Int(ids[Int(value) - 1])
              if id >= 0 { found.append(UInt32(id)) }
              Self.append(DenseCode.code(id + 1), to: output)
            }
            postings.add(found, count: found.count, turn: UInt32(firstTurn + next))
            try append(output.bytes)
            end += output.count
          }
        }
        fill(to: session.turnCount)
        firstTurn += session.turnCount
      }
    }
    try writer.section(.forwardOffsets, layer: number, offsets.finish())
  }

  private static func append(_ code: (bytes: UInt64, length: Int), to output: ByteBuffer) {
    let room = output.room(8)
    // Safety: eight bytes are there, of which the code's stay.
    UnsafeMutableRawPointer(room).storeBytes(of: code.bytes.littleEndian, as: UInt64.self)
    output.advance(to: room + code.length)
  }

  /// DLST, DKEY and TORD.
  private func writeLists(
    _ number: UInt32, _ values: RankedValues, _ postings: PostingPool, to writer: SectionWriter
  ) throws {
    let scratch = ListScratch(turnCount: turnCount)
    let output = ByteBuffer(capacity: 1 << 18)
    var table = KeyTableWriter()
    var ordinals = [UInt32](repeating: 0, count: values.count)
    try writer.stream(.dictionaryLists, layer: number) { append in
      for (ordinal, id) in values.byBytes.enumerated() {
        ordinals[id] = UInt32(truncatingIfNeeded: ordinal)
        output.removeAll()
        let turns = scratch.gather(1) { _, room in
          postings.turns(id, into: room)
          return postings.count(id)
        }
        output.varint(id)
        output.varint(turns.count)
        output.varint(values.occurrences[id] - turns.count)
        TurnList.encode(turns, turnCount: turnCount, into: output, scratch)
        try append(output.bytes)
        let length = output.count
        table.append(key: values.bytes(of: id), payloadLength: length)
      }
    }
    try writer.section(.dictionaryKeys, layer: number, table.finish())
    var packed = ByteWriter()
    PackedArray.encode(ordinals, largest: values.count, into: &packed)
    try writer.section(.termOrder, layer: number, packed.bytes)
  }
}

/// The values of a layer in all drafts, numbered as the format has it: by falling number of occurrences,
/// equally frequent ones by their bytes.
private struct RankedValues {
  /// By draft and its own number: the id; unused for a value that nothing has.
  let ids: [[UInt32]]
  /// By id.
  let occurrences: [Int]
  /// Ids in the order of the values' bytes.
  let byBytes: [Int]
  private let merged: FactTable
  /// By id: the number in `merged`.
  private let numbers: [Int]

  var count: Int { occurrences.count }

  /// Cost: a sort of the values.
  init(_ drafts: [LayerDraft?]) {
    let merged = FactTable()
    var totals: [Int] = []
    var numbersOfDrafts: [[Int]] = []
    for draft in drafts {
      guard let draft else {
        numbersOfDrafts.append([])
        continue
      }
      numbersOfDrafts.append(
        (0..<draft.values.count).map { own in
          let number = merged.number(of: draft.values.bytes(of: own))
          if number == totals.count { totals.append(0) }
          totals[number] += draft.occurrences[own]
          return number
        })
    }
    var sorted: [Int] = totals.indices.filter { totals[$0] > 0 }
    sorted.sort { merged.bytes(of: $0).compared(with: merged.bytes(of: $1)) < 0 }
    // Stable: those of one frequency stay in the order of their bytes.
    let ranked = sorted.enumerated().sorted {
      totals[$0.element] != totals[$1.element]
        ? totals[$0.element] > totals[$1.element] : $0.offset < $1.offset
    }
    var byBytes = [Int](repeating: 0, count: sorted.count)
    var idOf = [UInt32](repeating: 0, count: totals.count)
    for (id, entry) in ranked.enumerated() {
      byBytes[entry.offset] = id
      idOf[entry.element] = UInt32(truncatingIfNeeded: id)
    }
    self.merged = merged
    self.byBytes = byBytes
    numbers = ranked.map(\.element)
    occurrences = ranked.map { totals[$0.element] }
    ids = numbersOfDrafts.map { $0.map { idOf[$0] } }
  }

  /// The bytes of a value.
  func bytes(of id: Int) -> UnsafeRawBufferPointer { merged.bytes(of: numbers[id]) }
}
