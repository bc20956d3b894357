/// Finds what stands between quotation marks in one block. Quotations in quotations belong to the outer
/// one.
///
/// Cost: linear: a mark that nothing closes is looked for once a block.
struct MarkedQuotations {
  struct Found {
    /// Between the marks.
    var range: Range<Int>
    /// Behind the closing mark.
    var end: Int
    var otherEnds: [Int]
  }

  private let scalars: [Unicode.Scalar]
  private let block: Range<Int>
  /// Stretches that the markup declares, in order.
  private var declared: ArraySlice<Range<Int>>
  /// Opening marks that nothing closes in the rest of the block.
  private var hopeless: Set<Unicode.Scalar> = []
  private(set) var found: [Found] = []
  private(set) var unclosed: [Int] = []

  init(_ scalars: [Unicode.Scalar], block: Range<Int>, declared: [Range<Int>]) {
    self.scalars = scalars
    self.block = block
    self.declared = declared[...]
    find()
  }

  private func scalar(_ offset: Int) -> Unicode.Scalar? {
    block.contains(offset) ? scalars[offset] : nil
  }

  /// Nothing, a blank, a bracket, a dash or another mark stands before.
  private func canOpen(_ offset: Int) -> Bool {
    guard let next = scalar(offset + 1),
      !next.isBlank || scalars[offset] == "«" || scalars[offset] == "‹"
    else { return false }
    guard let before = scalar(offset - 1) else { return true }
    // Nothing parts words in these scripts.
    if "「『〝".unicodeScalars.contains(scalars[offset]) { return true }
    return before.isBlank || "([{—–-/:=…\u{FFFC}".unicodeScalars.contains(before)
      || QuotationMarks.isAny(before)
  }

  private func canClose(_ offset: Int) -> Bool {
    guard let before = scalar(offset - 1) else { return false }
    let mark = scalars[offset]
    if before.isBlank, QuotationMarks.isTwoSided(mark), mark != "»", mark != "›", mark != "”" {
      return false
    }
    guard let next = scalar(offset + 1) else { return true }
    return !next.isLetterOrDigit || !QuotationMarks.isTwoSided(mark)
  }

  private mutating func find() {
    var at = block.lowerBound
    while at < block.upperBound {
      if let next = declared.first, next.lowerBound <= at {
        declared.removeFirst()
        if next.lowerBound >= at, next.upperBound <= block.upperBound {
          found.append(Found(range: next, end: next.upperBound, otherEnds: []))
          at = max(at, next.upperBound)
        }
        continue
      }
      let mark = scalars[at]
      guard let closers = QuotationMarks.closers(of: mark), !hopeless.contains(mark), isOpening(at)
      else {
        at += 1
        continue
      }
      let ends = self.ends(of: mark, closers, from: at + 1)
      guard let first = ends.first else {
        hopeless.insert(mark)
        if !QuotationMarks.isApostrophe(mark) { unclosed.append(at) }
        at += 1
        continue
      }
      found.append(
        Found(range: at + 1..<first, end: first + 1, otherEnds: Array(ends.dropFirst())))
      at = first + 1
    }
  }

  private func isOpening(_ offset: Int) -> Bool {
    let mark = scalars[offset]
    guard canOpen(offset) else { return false }
    if QuotationMarks.isApostrophe(mark) {
      // 'cause and ’em open nothing.
      return scalar(offset + 1)?.isLetterOrDigit == true && !isElision(offset + 1)
    }
    if mark == "\"", let before = scalar(offset - 1), before.isASCIIDigit { return false }
    return true
  }

  private func isElision(_ start: Int) -> Bool {
    var word = ""
    var at = start
    while let next = scalar(at), next.isASCIILetter || next.isASCIIDigit, word.utf8.count < 8 {
      word.unicodeScalars.append(next)
      at += 1
    }
    return Self.elisions.contains(word.lowercased())
      || word.unicodeScalars.first?.isASCIIDigit == true && word.hasSuffix("s")
  }

  private static let elisions: Set<String> = [
    "cause", "em", "til", "till", "tis", "twas", "bout", "round", "kay", "n", "ere", "ave", "im",
    "er", "ello", "cos", "coz",
  ]

  /// Where the closing mark stands: the likeliest place first; more than one only where the mark is an
  /// apostrophe as well.
  private func ends(
    of mark: Unicode.Scalar, _ closers: [Unicode.Scalar], from start: Int
  ) -> [Int] {
    var depth = 0
    var ends: [Int] = []
    var at = start
    let isUnsure = closers.contains("’") || closers.contains("'")
    while at < block.upperBound {
      let scalar = scalars[at]
      if closers.contains(scalar), canClose(at) {
        if depth > 0 {
          depth -= 1
        } else {
          ends.append(at)
          if !isUnsure || ends.count == 4 { break }
        }
      } else if scalar == mark, at > start, canOpen(at) {
        // A next quotation begins; what may have closed this one did so before.
        if isUnsure, !ends.isEmpty { break }
        if !QuotationMarks.isTwoSided(mark) { depth += 1 }
      } else if isUnsure, !ends.isEmpty, QuotationMarks.closers(of: scalar) != nil, canOpen(at),
        !QuotationMarks.isApostrophe(scalar)
      {
        break
      }
      at += 1
    }
    // Behind an s the mark may be a plural's.
    if isUnsure, ends.count > 1, let sure = ends.firstIndex(where: { !isPossessive($0) }), sure > 0
    {
      ends.insert(ends.remove(at: sure), at: 0)
    }
    return ends
  }

  private func isPossessive(_ offset: Int) -> Bool {
    guard let before = scalar(offset - 1) else { return false }
    return before == "s" || before == "S"
  }
}
