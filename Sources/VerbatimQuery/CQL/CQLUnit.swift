import VerbatimAnalysis
import VerbatimIndex

/// The tokens among which matches are looked for: a turn, or a session with all its turns.
final class CQLUnit {
  let segment: Segment
  private(set) var session = 0
  /// Numbers of the turns in the segment.
  private(set) var turns = 0..<0
  /// Term of each position.
  private(set) var ids: [Int] = []
  /// The position at which each turn begins, and the number of all behind them.
  private(set) var bounds: [Int] = [0]
  /// What ``shape(_:)`` gave; ``unknown`` where nobody asked yet.
  private var shapes: [UInt16] = []
  private static let unknown = UInt16.max
  private var turnIDs: [Int] = []
  private var decoded = DecodedTurn()
  /// By turn, counted from the unit's first; without tokens where nobody asked yet.
  private var texts: [TurnText] = []
  private var hasText: [Bool] = []
  /// By layer: the value of each position.
  private var layers: [String: [Int]] = [:]
  private(set) var isDamaged = false
  /// Number of units loaded before, by which what is known of one is told from another's.
  private(set) var generation = 0

  /// A turn's text and where its tokens stand, in UTF-8 bytes.
  struct TurnText {
    var bytes: [UInt8] = []
    var starts: [Int] = []
    var ends: [Int] = []
  }

  init(_ segment: Segment) {
    self.segment = segment
  }

  /// Cost: about 4 ns a token.
  func load(_ turns: Range<Int>, session: Int) {
    self.session = session
    self.turns = turns
    generation += 1
    isDamaged = false
    texts.removeAll(keepingCapacity: true)
    hasText.removeAll(keepingCapacity: true)
    shapes.removeAll(keepingCapacity: true)
    for _ in turns {
      texts.append(TurnText())
      hasText.append(false)
    }
    layers.removeAll(keepingCapacity: true)
    bounds.removeAll(keepingCapacity: true)
    bounds.append(0)
    if turns.count == 1 {
      if !segment.decodeTerms(turns.lowerBound, into: &ids) { isDamaged = true }
      bounds.append(ids.count)
      return
    }
    ids.removeAll(keepingCapacity: true)
    for turn in turns {
      if !segment.decodeTerms(turn, into: &turnIDs) {
        isDamaged = true
        turnIDs.removeAll()
      }
      ids.append(contentsOf: turnIDs)
      bounds.append(ids.count)
    }
  }

  var count: Int { ids.count }

  /// The turn of a position, counted from the unit's first. Cost: a binary search.
  func turn(at position: Int) -> Int {
    if turns.count == 1 { return 0 }
    var low = 0
    var high = bounds.count - 1
    // The last bound that is not above; turns without tokens share theirs with the next.
    while low + 1 < high {
      let middle = (low + high) / 2
      if bounds[middle] <= position { low = middle } else { high = middle }
    }
    return low
  }

  /// The text of a turn, counted from the unit's first. Cost: about 20 ns a token, once.
  func text(_ turn: Int) -> TurnText {
    loadText(turn)
    return texts[turn]
  }

  private func loadText(_ turn: Int) {
    if hasText[turn] { return }
    hasText[turn] = true
    if segment.decode(turns.lowerBound + turn, into: &decoded),
      decoded.ends.count == bounds[turn + 1] - bounds[turn]
    {
      texts[turn] = TurnText(bytes: decoded.text, starts: decoded.starts, ends: decoded.ends)
    } else {
      isDamaged = true
    }
  }

  /// How a plain word of fewer than 255 bytes is written: their number times 256, and one more than the
  /// raw value of its ``CaseShape``; 0 for any other. Cost: the first time, its turn's text.
  @inline(__always)
  func shape(_ position: Int) -> UInt16 {
    if position < shapes.count, shapes[position] != Self.unknown { return shapes[position] }
    return newShape(position)
  }

  private func newShape(_ position: Int) -> UInt16 {
    let turn = self.turn(at: position)
    loadText(turn)
    if shapes.isEmpty { shapes.append(contentsOf: repeatElement(Self.unknown, count: count)) }
    shapes[position] = 0
    let local = position - bounds[turn]
    guard local < texts[turn].ends.count else { return 0 }
    let word = texts[turn].starts[local]..<texts[turn].ends[local]
    guard word.count < 255 else { return 0 }
    let shape = texts[turn].bytes.withUnsafeBufferPointer { bytes in
      CaseShape(UnsafeBufferPointer(rebasing: bytes[word]))
    }
    if let shape { shapes[position] = UInt16(word.count) << 8 | UInt16(shape.rawValue + 1) }
    return shapes[position]
  }

  /// Sentences of a turn, in positions of the unit. Cost: its text.
  func sentences(_ turn: Int) -> [Range<Int>] {
    let start = bounds[turn]
    guard bounds[turn + 1] > start, segment.decode(turns.lowerBound + turn, into: &decoded),
      decoded.ends.count == bounds[turn + 1] - start
    else { return [] }
    return Sentences(of: decoded).ranges.map { $0.lowerBound + start..<$0.upperBound + start }
  }

  /// The id of a layer's value at a position; `nil` where it has none. Cost: the first time, all
  /// positions of the unit.
  func value(_ layer: Layer, at position: Int) -> Int? {
    if let known = layers[layer.name] { return known[position] < 0 ? nil : known[position] }
    var values: [Int] = []
    values.reserveCapacity(count)
    var ofTurn: [Int] = []
    for turn in turns {
      if !layer.valueIDs(ofTurn: turn, into: &ofTurn) { isDamaged = true }
      values.append(contentsOf: ofTurn)
    }
    if values.count != count {
      isDamaged = true
      values = [Int](repeating: -1, count: count)
    }
    layers[layer.name] = values
    return values[position] < 0 ? nil : values[position]
  }

  /// A token as it is written, in normal form C.
  func surface(_ position: Int) -> [UInt8] {
    let turn = self.turn(at: position)
    let text = self.text(turn)
    let local = position - bounds[turn]
    guard local < text.ends.count else { return [] }
    return Keys.nfc(Array(text.bytes[text.starts[local]..<text.ends[local]]))
  }

  /// What stands before a token, behind the one before it in its turn: without white space around.
  func punctuation(before position: Int) -> [UInt8] {
    let turn = self.turn(at: position)
    let text = self.text(turn)
    let local = position - bounds[turn]
    guard local < text.ends.count else { return [] }
    let start = local == 0 ? 0 : text.ends[local - 1]
    let gap = String(decoding: text.bytes[start..<max(start, text.starts[local])], as: UTF8.self)
    let scalars = gap.unicodeScalars.split { $0.properties.isWhitespace }
    return Keys.nfc(Array(scalars.map { String($0) }.joined(separator: " ").utf8))
  }

  /// The first position that begins at or behind a scalar of a turn's text: where an event stands, and
  /// where a span ends.
  func position(ofScalar offset: Int, inTurn turn: Int) -> Int {
    let text = self.text(turn)
    let byte = Self.byte(ofScalar: offset, in: text.bytes)
    let index = text.starts.firstIndex { $0 >= byte } ?? text.starts.count
    return bounds[turn] + index
  }

  /// The first position that ends behind a scalar of a turn's text: a word that is cut is taken whole.
  func start(ofScalar offset: Int, inTurn turn: Int) -> Int {
    let text = self.text(turn)
    let byte = Self.byte(ofScalar: offset, in: text.bytes)
    let index = text.ends.firstIndex { $0 > byte } ?? text.ends.count
    return bounds[turn] + index
  }

  private static func byte(ofScalar offset: Int, in bytes: [UInt8]) -> Int {
    var left = offset
    for (index, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if left == 0 { return index }
      left -= 1
    }
    return bytes.count
  }
}
