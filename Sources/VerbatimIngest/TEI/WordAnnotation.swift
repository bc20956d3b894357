import VerbatimCorpus

/// What a source says of one `w` or `pc`.
struct WordAnnotation {
  var lemma: String?
  var pos: String?
  /// Pointers that may be a part of speech: decided when it is known which are themes.
  var analysis: String?
  var norm: String?
  /// Unicode scalars of the turn's text; -1 where nothing of the word is in it.
  var lower = -1
  var upper = -1

  var isEmpty: Bool { lemma == nil && pos == nil && analysis == nil && norm == nil }

  /// `UPosTag=NOUN|Case=Nom` → `NOUN`; other tag sets as they are.
  static func pos(msd: String) -> String {
    for feature in msd.split(separator: "|") {
      for prefix in ["UPosTag=", "UPOS="] where feature.hasPrefix(prefix) {
        return String(feature.dropFirst(prefix.count))
      }
    }
    return msd
  }

  /// `#NN` and `mte:Ncmsn` → what is behind the mark, of the first pointer that is no theme.
  static func pos(analysis: String, themes: Set<String>) -> String? {
    guard let tag = Pointers.list(analysis).first(where: { !themes.contains($0) }) else {
      return nil
    }
    guard let colon = tag.firstIndex(of: ":"), tag.index(after: colon) < tag.endIndex else {
      return tag
    }
    return String(tag[tag.index(after: colon)...])
  }
}

/// Makes the annotations of a turn from its recording.
struct TurnAnnotations {
  /// Ids of the themes that the document declares.
  let themes: Set<String>

  /// Ordered by start, then end; those of one stretch as they are made.
  func annotations(of recording: borrowing TurnRecording) -> [Annotation] {
    var words = recording.words
    if !words.isEmpty { hoist(&words, recording.tokens) }
    var made: [Annotation] = []
    for word in words where word.lower >= 0 && word.upper > word.lower {
      func add(_ layer: Annotation.Layer, _ value: String?) {
        guard let value else { return }
        let plain = collapsed(Array(value.utf8))
        guard !plain.isEmpty else { return }
        made.append(Annotation(layer: layer, range: word.lower..<word.upper, value: plain))
      }
      add(.lemma, word.lemma)
      add(
        .pos, word.pos ?? word.analysis.flatMap { WordAnnotation.pos(analysis: $0, themes: themes) }
      )
      add(.norm, word.norm)
    }
    for mark in recording.marks
    where mark.kind == .choice && mark.lower >= 0 && mark.upper > mark.lower {
      guard let norm = recording.string(mark.more) else { continue }
      made.append(Annotation(layer: .norm, range: mark.lower..<mark.upper, value: norm))
    }
    return Self.sorted(made)
  }

  /// Syntactic words within a word (`don't` of `do` and `n't`) give it their values, joined by blanks,
  /// where it has none of its own.
  private func hoist(_ words: inout [WordAnnotation], _ tokens: [TurnRecording.Token]) {
    var own = words
    for token in tokens where token.word >= 0 && !token.hasText && token.parent >= 0 {
      var host = Int(token.parent)
      while !tokens[host].hasText, tokens[host].parent >= 0 { host = Int(tokens[host].parent) }
      guard tokens[host].hasText, tokens[host].word >= 0 else { continue }
      let (inner, outer) = (words[Int(token.word)], Int(tokens[host].word))
      func join(_ path: WritableKeyPath<WordAnnotation, String?>) {
        guard words[outer][keyPath: path] == nil, let value = inner[keyPath: path] else { return }
        own[outer][keyPath: path] = own[outer][keyPath: path].map { $0 + " " + value } ?? value
      }
      join(\.lemma)
      join(\.pos)
      join(\.norm)
    }
    words = own
  }

  /// By start, then end; equal ones as they came.
  static func sorted(_ annotations: [Annotation]) -> [Annotation] {
    func precedes(_ left: Annotation, _ right: Annotation) -> Bool {
      (left.range.lowerBound, left.range.upperBound)
        < (right.range.lowerBound, right.range.upperBound)
    }
    let isSorted = !zip(annotations, annotations.dropFirst()).contains { precedes($1, $0) }
    if isSorted { return annotations }
    return annotations.enumerated().sorted {
      precedes($0.element, $1.element)
        || (!precedes($1.element, $0.element) && $0.offset < $1.offset)
    }.map(\.element)
  }
}
