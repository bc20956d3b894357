import VerbatimCorpus

/// Gives the annotations of turns back: one for each value of a position, over the whole token.
///
/// Who builds a segment of them gets the same values at the same positions.
struct AnnotationReader {
  private let segment: Segment
  private var ids: [Int] = []
  private var scalars: [Range<Int>] = []
  private let key = ByteBuffer(capacity: 64)
  /// By layer: values that came already.
  private var known: [[Int: String]]

  init(_ segment: Segment) {
    self.segment = segment
    known = segment.layerStores.map { _ in [:] }
  }

  /// By position, of one position by the layers' numbers.
  mutating func annotations(
    of turn: Int, _ decoded: borrowing DecodedTurn
  ) throws(IndexProblem) -> [Annotation] {
    var found: [(position: Int, annotation: Annotation)] = []
    for (index, layer) in segment.layerStores.enumerated() where layer.hasValues(turn) {
      guard layer.values(ofTurn: turn, positions: decoded.terms.count, into: &ids) else {
        throw LayerStore.problem(.forward, layer.number, invariant: 10, segment.file)
      }
      if found.isEmpty { countScalars(decoded) }
      for (position, id) in ids.enumerated() where id >= 0 {
        guard let value = value(id, of: index) else {
          throw LayerStore.problem(.termOrder, layer.number, invariant: 12, segment.file)
        }
        found.append(
          (
            position,
            Annotation(
              layer: Annotation.Layer(rawValue: layer.name), range: scalars[position], value: value)
          ))
      }
    }
    if segment.layerStores.count > 1 {
      // Each layer came by position, so that equal positions keep the order of the layers.
      var sorted = Array(found.enumerated())
      sorted.sort { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      return sorted.map(\.element.annotation)
    }
    return found.map(\.annotation)
  }

  private mutating func value(_ id: Int, of index: Int) -> String? {
    if let value = known[index][id] { return value }
    guard segment.layerStores[index].findValue(id, into: key) else { return nil }
    let value = String(decoding: key.bytes, as: UTF8.self)
    known[index][id] = value
    return value
  }

  /// Where each token stands, in Unicode scalars.
  private mutating func countScalars(_ decoded: borrowing DecodedTurn) {
    scalars.removeAll(keepingCapacity: true)
    var byte = 0
    var count = 0
    func advance(to end: Int) {
      while byte < min(end, decoded.text.count) {
        if decoded.text[byte] & 0xC0 != 0x80 { count += 1 }
        byte += 1
      }
    }
    for token in decoded.starts.indices {
      advance(to: decoded.starts[token])
      let lower = count
      advance(to: decoded.ends[token])
      scalars.append(lower..<count)
    }
  }
}
