import VerbatimAnalysis
import VerbatimIndex

/// Looks words up in one segment's dictionary.
struct TermExpander {
  let segment: Segment
  let options: QueryOptions

  /// The set of one word that the analyser leaves whole.
  ///
  /// Throws ``TooManyForms``.
  func expand(_ pattern: WordPattern) throws -> TermSet {
    let set =
      switch pattern.form {
      case .folded: folded(pattern.text)
      case .exact: exact(pattern.text)
      case .stem: stem(pattern.text)
      case .expression: try expression(pattern)
      case .fuzzy(let distance): try fuzzy(pattern, distance)
      }
    if set.lists.count > options.mostForms { throw tooMany(pattern) }
    return set
  }

  private func tooMany(_ pattern: WordPattern) -> TooManyForms {
    TooManyForms(pattern: QueryNode.word(pattern).normalForm, limit: options.mostForms)
  }

  private func folded(_ text: String) -> TermSet {
    let wildcard = Wildcard(text, key: segment.analyzer.foldKey)
    var lists = TermLists(of: segment)
    if wildcard.isLiteral {
      lists.add(foldKey: wildcard.prefix)
    } else if wildcard.isPrefix {
      lists.add(prefix: wildcard.prefix)
    } else {
      segment.walkTerms(prefix: wildcard.prefix) { fold, entry in
        if wildcard.matches(fold), let entry = entry(), entry.term.kind != .placeholder {
          lists.add(entry)
        }
        return true
      }
    }
    return TermSet(adding(related(wildcard), to: lists))
  }

  /// The terms whose fold key, as a whole, the regular expression matches.
  ///
  /// Cost: about 30 ns a term that begins with what every match begins with.
  private func expression(_ pattern: WordPattern) throws -> TermSet {
    // One that is wrong was refused when the query was read.
    let expression = try RegularExpression(pattern.text, [.ignoresCase, .ignoresDiacritics])
    let matcher = expression.matcher()
    return try matching(pattern, prefix: expression.prefix) { matcher.matches($0) }
  }

  /// The terms whose fold key is so near to the word's.
  private func fuzzy(_ pattern: WordPattern, _ distance: Int) throws -> TermSet {
    let matcher = EditDistancePattern(
      WordSplitter.unescaped(pattern.text), distance: distance
    ).matcher()
    return try matching(pattern, prefix: []) { matcher.distance(of: $0) != nil }
  }

  /// Terms, and words with parts, whose key passes; `matches` wants keys of ``Keys/fold(_:)``.
  private func matching(
    _ pattern: WordPattern, prefix: [UInt8], _ matches: (UnsafeBufferPointer<UInt8>) -> Bool
  ) throws -> TermSet {
    // Where the dictionary's keys are not folded, the folded prefix says nothing about them.
    let isFolded = segment.analyzer != .letters
    let prefix = isFolded ? prefix : []
    func passes(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
      isFolded
        ? matches(key) : Keys.fold(Array(key)).withUnsafeBufferPointer { matches($0) }
    }
    var lists = TermLists(of: segment)
    segment.walkTerms(prefix: prefix) { key, entry in
      if passes(key), let entry = entry(), entry.term.kind != .placeholder { lists.add(entry) }
      return lists.count <= options.mostForms
    }
    if lists.count > options.mostForms { throw tooMany(pattern) }
    var ids: Set<Int> = []
    if segment.hasRelations {
      for relation in options.relations {
        segment.walkRelated(relation, prefix: prefix) { key, found in
          if passes(key) { ids.formUnion(found) }
          return true
        }
      }
    }
    return TermSet(adding(ids, to: lists))
  }

  /// Words that have the pattern inside them, as the options allow.
  private func related(_ wildcard: Wildcard) -> Set<Int> {
    var ids: Set<Int> = []
    guard segment.hasRelations else { return ids }
    for relation in options.relations {
      segment.walkRelated(relation, prefix: wildcard.prefix) { fold, found in
        if wildcard.isLiteral, fold.count != wildcard.prefix.count { return false }
        if wildcard.matches(fold) { ids.formUnion(found) }
        return true
      }
    }
    return ids
  }

  private func adding(_ ids: Set<Int>, to lists: TermLists) -> TermLists {
    if ids.isEmpty { return lists }
    var all = lists
    for id in ids.subtracting(lists.ids).sorted() { all.add(id: id) }
    return all
  }

  private func exact(_ text: String) -> TermSet {
    let surface = Wildcard(text, key: Keys.nfc)
    let lower = Wildcard(text, key: Self.lowered)
    let fold = Wildcard(text, key: segment.analyzer.foldKey)
    var lists = TermLists(of: segment)
    // Folding may be shorter than the prefix at the end of it, so walk by the first bytes only.
    let prefix = Array(fold.prefix.prefix(fold.isLiteral ? fold.prefix.count : 1))
    segment.walkTerms(prefix: fold.isLiteral ? prefix : fold.prefix.isEmpty ? [] : prefix) {
      key, entry in
      if fold.isLiteral, key.count != prefix.count { return false }
      if let entry = entry(), entry.term.kind != .placeholder,
        lower.matches(Keys.nfc(entry.term.bytes))
      {
        lists.add(entry)
      }
      return true
    }
    return TermSet(lists, surface: surface)
  }

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    Keys.nfc(Analyzer.letters.foldKey(bytes))
  }

  private func stem(_ text: String) -> TermSet {
    let key = Keys.lc(Array(text.utf8))
    guard let stemmer = Stemmer(language: options.language) else { return folded(text) }
    let stem = stemmer.stem(key)
    var lists = TermLists(of: segment)
    segment.walkTerms(prefix: stemPrefix(stem)) { _, entry in
      if let entry = entry(), entry.term.kind == .word,
        stemmer.stem(Keys.lc(entry.term.bytes)) == stem
      {
        lists.add(entry)
      }
      return true
    }
    return TermSet(lists)
  }

  /// What the fold keys of all words with a stem begin with.
  private func stemPrefix(_ stem: [UInt8]) -> [UInt8] {
    // Snowball's algorithms change at most the last letters of what they leave.
    let fold = segment.analyzer.foldKey(stem)
    var prefix = Array(fold.prefix(max(1, fold.count - 3)))
    while let last = prefix.last, last & 0x80 != 0 { prefix.removeLast() }
    // Where keys are not folded, `ss` may be written `ß`: only what is before it is sure.
    if segment.analyzer == .letters, let special = prefix.firstIndex(where: { $0 == 0x73 }) {
      prefix.removeSubrange(special...)
    }
    return prefix
  }

  func placeholder(_ text: String) -> TermSet {
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    let wildcard = Wildcard("[" + words + "]", hasOne: false, key: Keys.fold)
    var lists = TermLists(of: segment)
    segment.walkTerms(prefix: Array(wildcard.prefix.prefix(1))) { fold, entry in
      if wildcard.matches(fold), let entry = entry(), entry.term.kind == .placeholder {
        lists.add(entry)
      }
      return true
    }
    return TermSet(lists)
  }
}
