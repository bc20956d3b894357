import VerbatimCorpus
import VerbatimXML

/// The way down: open elements and their paths, the documents, corpora and includes they stand for.
extension TEIHandler {
  mutating func push(_ element: XMLElement, _ kind: ElementKind) {
    serials &+= 1
    var frame = Frame(
      kind: kind, name: Int32(truncatingIfNeeded: element.name), serial: serials,
      position: nextPosition(of: element.name), language: -1, preservesSpace: false)
    if let parent = frames.last {
      frame.language = parent.language
      frame.preservesSpace = parent.preservesSpace
    }
    frame.items = recording.items.count
    frame.counts = childCounts.start
    frames.append(frame)
  }

  mutating func popFrame() -> Frame? {
    guard let frame = frames.popLast() else { return nil }
    childCounts.end(frame.counts)
    return frame
  }

  /// The number of this child among its siblings of one name.
  @discardableResult
  mutating func nextPosition(of name: Int) -> Int32 {
    guard let parent = frames.last else { return 1 }
    return childCounts.next(
      Int32(truncatingIfNeeded: name), from: parent.counts, serial: parent.serial)
  }

  /// The innermost open element as the last step of a path, and ``parentPath`` made for it. Cost: that of
  /// its own name, where its parent is that of the last call.
  mutating func lastStep() -> TurnRows.Text {
    let parent = frames.count > 1 ? frames[frames.count - 2].serial : -1
    if parentPath.serial != parent {
      parentPath = (parent, steps(of: 0..<frames.count - 1))
    }
    return steps(of: max(frames.count - 1, 0)..<frames.count)
  }

  /// `/TEI[1]/text[1]/…`, in the rows of the draft.
  private mutating func steps(of range: Range<Int>) -> TurnRows.Text {
    path.removeAll()
    for index in range { addStep(frames[index]) }
    return path.withUnsafeBufferPointer { drafts[drafts.count - 1].rows.add($0) }
  }

  private func addStep(_ frame: Frame) {
    path.append(UInt8(ascii: "/"))
    path.append(names[Int(frame.name)].spelled, of: spelled)
    path.append(UInt8(ascii: "["))
    appendDecimal(max(frame.position, 0), to: path)
    path.append(UInt8(ascii: "]"))
  }

  mutating func record(_ change: (inout TEITree) -> Void) {
    if isInDocument || openCorpora.isEmpty {
      if !drafts.isEmpty { change(&drafts[drafts.count - 1].tree) }
    } else {
      change(&corpora[openCorpora[openCorpora.count - 1]].tree)
    }
  }

  mutating func note(include element: XMLElement) {
    guard element.localName == "include" else { return }
    let href = element.attribute("href") ?? ""
    let parse = element.attribute("parse") ?? "xml"
    let site: Include.Site = treeDepth > 0 ? .header : isInDocument ? .text : .corpus
    includes.append(
      Include(
        href: href,
        isSupported: parse == "xml" && element.attribute("xpointer") == nil && !href.isEmpty,
        line: element.line, site: site, corpus: openCorpora.last ?? -1, draft: drafts.count - 1))
  }

  mutating func startDocument(_ element: XMLElement) {
    var draft = TEIDraft()
    draft.corpus = openCorpora.last ?? -1
    draft.number = drafts.count + 1
    draft.id = element.attribute("id", xml: true) ?? element.attribute("id")
    draft.rootLanguage = element.attribute("lang", xml: true)
    draft.rootName = element.localName
    draft.line = element.line
    draft.rows.reserve(room)
    drafts.append(draft)
    isInDocument = true
  }
}
