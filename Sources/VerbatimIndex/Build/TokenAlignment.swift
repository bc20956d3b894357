import CVectors
import VerbatimAnalysis
import VerbatimCorpus

/// Which annotation of a layer each token of a turn takes.
///
/// A token takes the annotation that covers its first scalar: of several the one that starts last, of
/// these the shortest, of these the first. So the words of a source and the tokens of the analyser need
/// not be the same. Reused for many turns.
final class TokenAlignment {
  /// By token, the scalar offsets of its first scalar and behind its last one.
  private var starts: [Int] = []
  private var ends: [Int] = []
  private var order: [Int] = []
  private var open: [Int] = []
  /// By token, the number of its annotation; -1 for none.
  private(set) var found: [Int] = []
  /// How many annotations were looked at, and how many of them lie inside of words, where no token begins.
  private(set) var counts = AnnotationCounts()

  /// Takes the tokens of a turn. Cost: a look at each byte.
  func take(_ tokens: TokenBuffer, of text: UnsafeBufferPointer<UInt8>) {
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var byte = 0
    var scalars = 0
    func advance(to end: Int) {
      while byte < end {
        scalars &+= text[byte] & 0xC0 != 0x80 ? 1 : 0
        byte &+= 1
      }
    }
    for index in 0..<tokens.count {
      advance(to: Int(tokens.columns.starts[index]))
      starts.append(scalars)
      advance(to: Int(tokens.columns.ends[index]))
      ends.append(scalars)
    }
  }

  /// Fills ``found`` up to the last token that has an annotation. Cost: O(annotations + tokens) where
  /// the annotations are in order, else a sort of them.
  func align(_ annotations: [Annotation], layer: Annotation.Layer) {
    setOrder(annotations, layer)
    found.removeAll(keepingCapacity: true)
    open.removeAll(keepingCapacity: true)
    var next = 0
    var last = 0
    for start in starts {
      while next < order.count, annotations[order[next]].range.lowerBound <= start {
        open.append(order[next])
        next += 1
      }
      // What ends before this token covers none behind it.
      while let top = open.last, annotations[top].range.upperBound <= start { open.removeLast() }
      found.append(open.last ?? -1)
      if !open.isEmpty { last = found.count }
    }
    found.removeLast(found.count - last)
    count(annotations)
  }

  private func count(_ annotations: [Annotation]) {
    counts.all += order.count
    // Both ascend.
    var token = 0
    for index in order {
      let range = annotations[index].range
      while token < starts.count, starts[token] < range.lowerBound { token += 1 }
      // A token begins in it, or it begins where the one before has ended.
      if token < starts.count, starts[token] < range.upperBound { continue }
      if token > 0, ends[token - 1] > range.lowerBound, !range.isEmpty { counts.insideWords += 1 }
    }
  }

  /// The layer's annotations so that of two that cover a scalar the one that is taken is behind.
  private func setOrder(_ annotations: [Annotation], _ layer: Annotation.Layer) {
    order.removeAll(keepingCapacity: true)
    var isSorted = true
    for index in annotations.indices
    where annotations[index].layer == layer && !annotations[index].value.isEmpty {
      if let last = order.last, !Self.precedes(last, index, annotations) { isSorted = false }
      order.append(index)
    }
    if !isSorted { order.sort { Self.precedes($0, $1, annotations) } }
  }

  private static func precedes(_ left: Int, _ right: Int, _ annotations: [Annotation]) -> Bool {
    let (one, other) = (annotations[left].range, annotations[right].range)
    if one.lowerBound != other.lowerBound { return one.lowerBound < other.lowerBound }
    if one.upperBound != other.upperBound { return one.upperBound > other.upperBound }
    return left > right
  }
}

/// How the annotations of sources fit the words of the analyser.
public struct AnnotationCounts: Sendable, Equatable {
  public var all = 0
  /// Those that lie inside of a word, as of `m` in `I'm`: no token takes them.
  public var insideWords = 0

  public init() {}

  public static func + (left: AnnotationCounts, right: AnnotationCounts) -> AnnotationCounts {
    var sum = left
    sum.all += right.all
    sum.insideWords += right.insideWords
    return sum
  }

  public static func - (left: AnnotationCounts, right: AnnotationCounts) -> AnnotationCounts {
    var rest = left
    rest.all -= right.all
    rest.insideWords -= right.insideWords
    return rest
  }
}
