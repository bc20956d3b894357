import VerbatimCorpus
import VerbatimQuery

/// Words, phrases and placeholders.
///
/// - A word without wildcards is tokenised like a turn, and its tokens without punctuation are looked
///   for next to each other: by fold key (or a part), by surface for `=exact`, by stem for `{stem}`.
///   A word of nothing but punctuation matches nothing; in a phrase it is passed over, and a gap that
///   then stands at the phrase's edge says nothing.
/// - A word with wildcards is compared as it stands with one token: `*` is any characters, `?` is
///   one Unicode scalar of the key. Parts count for plain words only.
/// - A regular expression is compared as a whole with one token (or a part) without case and accents, by
///   another engine than the index's. A word that is nearly so differs in at most so many scalars:
///   inserted, left out, replaced, or two neighbours exchanged, none changed twice.
/// - Words never match a placeholder. A placeholder's pattern (only `*` is a wildcard) is compared
///   with the fold key of the whole placeholder, brackets included, runs of blanks as one.
/// - A phrase has at most one match for each start: the shortest. Slack is the number of tokens that
///   may stand, all in all, between its items besides those of its gaps. A gap takes any tokens.
extension LinearScan {
  /// A step through the positions of a turn.
  private enum Step {
    /// One token that fits: whether, for each of ``LinearScan/forms``.
    case token([Bool])
    /// Any tokens.
    case gap(ClosedRange<Int>)
  }

  func occurrences(of items: [PhraseItem], slack: Int) -> [[Match]] {
    let all = items.flatMap(steps(of:))
    let tokens = all.indices.filter {
      if case .token = all[$0] { return true }
      return false
    }
    guard let first = tokens.first, let last = tokens.last else { return turns.map { _ in [] } }
    let steps = Array(all[first...last])
    guard !steps.isEmpty else { return turns.map { _ in [] } }
    return turns.map { turn in
      turn.tokens.indices.compactMap { start in
        Self.shortestEnd(of: steps, from: start, slack: slack, in: turn.tokens)
          .map { [start...$0] }
      }
    }
  }

  /// The last position of the shortest match that starts at `start`.
  private static func shortestEnd(
    of steps: [Step], from start: Int, slack: Int, in tokens: [Int32]
  ) -> Int? {
    // Most starts end here.
    if case .token(let fits) = steps[0], !fits[Int(tokens[start])] { return nil }
    struct State: Hashable {
      var next: Int
      var slack: Int
    }
    var states: Set<State> = [State(next: start, slack: slack)]
    for (number, step) in steps.enumerated() {
      var reached: Set<State> = []
      for state in states {
        for skipped in 0...(number == 0 ? 0 : state.slack) {
          let next = state.next + skipped
          let slack = state.slack - skipped
          guard next <= tokens.count else { break }
          switch step {
          case .token(let fits):
            if next < tokens.count, fits[Int(tokens[next])] {
              reached.insert(State(next: next + 1, slack: slack))
            }
          case .gap(let lengths):
            for length in lengths where next + length <= tokens.count {
              reached.insert(State(next: next + length, slack: slack))
            }
          }
        }
      }
      if reached.isEmpty { return nil }
      states = reached
    }
    // Of nothing but gaps of no length there is no match.
    return states.map { $0.next - 1 }.filter { $0 >= start }.min()
  }

  private func steps(of item: PhraseItem) -> [Step] {
    switch item {
    case .gap(let lengths): return [.gap(lengths)]
    case .placeholder(let text):
      let collapsed = text.split { $0.isWhitespace }.joined(separator: " ")
      let pattern = ScanWildcard("[" + collapsed + "]", one: false, key: analyser.fold)
      return [.token(forms.map { $0.kind == .placeholder && pattern.matches($0.fold) })]
    case .word(let word):
      switch word.form {
      case .expression: return [.token(fits(expression: word.text))]
      case .fuzzy(let distance): return [.token(fits(word.text, within: distance))]
      case .folded, .exact, .stem: break
      }
      guard word.hasWildcard, word.form != .stem else { return literalSteps(of: word) }
      let key = word.form == .exact ? analyser.normalise : analyser.fold
      let pattern = ScanWildcard(word.text, one: true, key: key)
      return [
        .token(
          forms.map { form in
            guard form.kind == .word else { return false }
            if word.form == .exact { return pattern.matches(form.surface) }
            return pattern.matches(form.fold) || form.parts.contains { pattern.matches($0) }
          })
      ]
    }
  }

  /// For each form whether it, or a part, fits.
  private func fits(_ matches: (String) -> Bool) -> [Bool] {
    forms.map { form in
      form.kind == .word
        && ([form.surface] + form.parts).contains { matches(analyser.looseFold($0)) }
    }
  }

  private func fits(expression: String) -> [Bool] {
    guard let pattern = try? Regex(expression).matchingSemantics(.unicodeScalar) else {
      return forms.map { _ in false }
    }
    return fits { (try? pattern.wholeMatch(in: $0)) != nil }
  }

  private func fits(_ word: String, within distance: Int) -> [Bool] {
    let literal = ScanWildcard(word, one: true, key: { $0 }).literal
    let wanted = Array(analyser.looseFold(literal).unicodeScalars)
    return fits { Self.distance(wanted, Array($0.unicodeScalars)) <= distance }
  }

  /// Optimal string alignment.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var table = (0...a.count).map { row in (0...b.count).map { row == 0 ? $0 : row } }
    for i in a.indices {
      for j in b.indices {
        var best = table[i][j] + (a[i] == b[j] ? 0 : 1)
        best = min(best, table[i][j + 1] + 1, table[i + 1][j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, table[i - 1][j - 1] + 1)
        }
        table[i + 1][j + 1] = best
      }
    }
    return table[a.count][b.count]
  }

  private func literalSteps(of word: WordPattern) -> [Step] {
    let text = ScanWildcard(word.text, one: true, key: { $0 }).literal
    return analyser.tokens(text, []).filter { $0.kind != .punctuation }.map { wanted in
      .token(
        forms.map { form in
          guard form.kind == .word else { return false }
          return switch word.form {
          case .folded: form.fold == wanted.fold || form.parts.contains(wanted.fold)
          case .exact: form.surface == wanted.surface
          case .stem: form.stem != nil && form.stem == wanted.stem
          case .expression, .fuzzy: false
          }
        })
    }
  }
}

/// A pattern with `*` and perhaps `?`; a backslash takes the meaning from the character behind it.
struct ScanWildcard {
  private enum Piece: Equatable {
    case scalar(Unicode.Scalar)
    case one
    case many
  }

  private var pieces: [Piece] = []

  /// - Parameter one: whether `?` is a wildcard.
  /// - Parameter key: the form of the text that it is compared with, put on what is literal.
  init(_ pattern: String, one: Bool, key: (String) -> String) {
    var literal = ""
    func flush(_ pieces: inout [Piece]) {
      pieces += key(literal).unicodeScalars.map(Piece.scalar)
      literal = ""
    }
    var isEscaped = false
    for scalar in pattern.unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
        continue
      }
      if !isEscaped, scalar == "*" || (one && scalar == "?") {
        flush(&pieces)
        pieces.append(scalar == "*" ? .many : .one)
      } else {
        literal.unicodeScalars.append(scalar)
      }
      isEscaped = false
    }
    flush(&pieces)
  }

  /// The text of a pattern without wildcards.
  var literal: String {
    var text = ""
    for case .scalar(let scalar) in pieces { text.unicodeScalars.append(scalar) }
    return text
  }

  /// Compares the whole of `text`, which is in the form of the pattern's key.
  func matches(_ text: String) -> Bool {
    // Whether the pattern's first so many pieces match what was read so far.
    var reached = Array(repeating: false, count: pieces.count + 1)
    reached[0] = true
    passMany(&reached)
    for scalar in text.unicodeScalars {
      var after = Array(repeating: false, count: pieces.count + 1)
      for number in pieces.indices where reached[number] {
        switch pieces[number] {
        case .many: after[number] = true
        case .one, .scalar(scalar): after[number + 1] = true
        case .scalar: break
        }
      }
      guard after.contains(true) else { return false }
      passMany(&after)
      reached = after
    }
    return reached[pieces.count]
  }

  /// A `*` may be nothing.
  private func passMany(_ reached: inout [Bool]) {
    for number in pieces.indices where reached[number] && pieces[number] == .many {
      reached[number + 1] = true
    }
  }
}
