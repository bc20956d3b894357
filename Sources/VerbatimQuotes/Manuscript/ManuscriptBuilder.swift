/// Collects a manuscript's blocks. A note inside a block becomes a block behind it.
struct ManuscriptBuilder {
  private struct Open {
    var kind: Manuscript.Block.Kind
    var scalars: [Unicode.Scalar] = []
    var places: [Manuscript.Place] = []
    var lineStarts: [Int] = []
    var declared: [Range<Int>] = []
    /// Where declared quotations began that have not ended.
    var openDeclared: [Int] = []
    var notes: [Open] = []
  }

  private var manuscript = Manuscript(path: "", format: .text)
  private var stack: [Open] = []
  private var count = 0
  private(set) var isFull = false

  /// Stands for what is no running text: code, a formula, a picture.
  static let object: Unicode.Scalar = "\u{FFFC}"

  var isOpen: Bool { !stack.isEmpty }
  var kind: Manuscript.Block.Kind? { stack.last?.kind }
  var last: Unicode.Scalar? { stack.last?.scalars.last }
  var isDeclaredOpen: Bool { stack.last.map { !$0.openDeclared.isEmpty } ?? false }

  /// Begins a block; one that is open ends.
  mutating func begin(_ kind: Manuscript.Block.Kind) {
    end()
    stack.append(Open(kind: kind))
  }

  /// Begins a block inside of the open one; ``end()`` gives back to that.
  mutating func beginInside(_ kind: Manuscript.Block.Kind) {
    stack.append(Open(kind: kind))
  }

  mutating func end() {
    guard let block = stack.popLast() else { return }
    if stack.isEmpty { store(block) } else { stack[stack.count - 1].notes.append(block) }
  }

  mutating func append(_ scalar: Unicode.Scalar, _ place: Manuscript.Place) {
    guard count < Manuscript.longestText else {
      isFull = true
      return
    }
    if stack.isEmpty { stack.append(Open(kind: .paragraph)) }
    count += 1
    stack[stack.count - 1].scalars.append(scalar)
    stack[stack.count - 1].places.append(place)
  }

  /// A blank, unless there is one already or nothing before it.
  mutating func appendBlank(_ place: Manuscript.Place) {
    guard let last, !last.isBlank else { return }
    append(" ", place)
  }

  /// The author begins a line.
  mutating func breakLine(_ place: Manuscript.Place) {
    guard !stack.isEmpty, last != nil else { return }
    appendBlank(place)
    stack[stack.count - 1].lineStarts.append(stack[stack.count - 1].scalars.count)
  }

  mutating func openDeclared() {
    if stack.isEmpty { stack.append(Open(kind: .paragraph)) }
    stack[stack.count - 1].openDeclared.append(stack[stack.count - 1].scalars.count)
  }

  mutating func closeDeclared() {
    guard let from = stack.last?.openDeclared.last else { return }
    let top = stack.count - 1
    stack[top].openDeclared.removeLast()
    // Of quotations in quotations the outer one is the quotation.
    if stack[top].openDeclared.isEmpty, from < stack[top].scalars.count {
      stack[top].declared.append(from..<stack[top].scalars.count)
    }
  }

  private mutating func store(_ block: Open) {
    var end = block.scalars.count
    while end > 0, block.scalars[end - 1].isBlank { end -= 1 }
    if end > 0 {
      if let last = manuscript.places.last {
        manuscript.scalars.append("\n")
        manuscript.places.append(last)
      }
      let base = manuscript.scalars.count
      manuscript.scalars.append(contentsOf: block.scalars[..<end])
      manuscript.places.append(contentsOf: block.places[..<end])
      manuscript.blocks.append(
        Manuscript.Block(
          kind: block.kind, range: base..<base + end,
          lineStarts: block.lineStarts.filter { $0 > 0 && $0 < end }.map { base + $0 }))
      for range in block.declared where range.lowerBound < end {
        manuscript.declared.append(base + range.lowerBound..<base + min(range.upperBound, end))
      }
    }
    for note in block.notes { store(note) }
  }

  /// - Returns: false where there was more text than there may be.
  mutating func finish(into result: inout Manuscript) -> Bool {
    while !stack.isEmpty { end() }
    result.scalars = manuscript.scalars
    result.places = manuscript.places
    result.blocks = manuscript.blocks
    result.declared = manuscript.declared
    return !isFull
  }
}
