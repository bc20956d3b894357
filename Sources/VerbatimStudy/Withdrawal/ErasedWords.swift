import Foundation

/// The words that are to be nowhere any more: runs that only the person said, and single words that only
/// the person used. Hashes alone, under a key of chance: nobody gets words back from them.
struct ErasedWords: Equatable, Codable {
  var key: UInt64
  /// How many words make a run; fewer than asked for where the person's longest turn has fewer.
  var run: Int
  var runs: Set<UInt64>
  /// Words of three letters or more.
  var singles: Set<UInt64>

  /// - Parameters:
  ///   - theirs: what goes.
  ///   - others: passes every text that stays to its closure. Called once.
  init(
    _ theirs: [String], run asked: Int, key: UInt64 = .random(in: 1...UInt64.max),
    others: ((String) throws -> Void) throws -> Void
  ) rethrows {
    self.key = key
    let longest = theirs.map { FoldedWords.words(of: $0, key: key, run: 1).count }.max() ?? 0
    let run = max(min(asked, longest), 1)
    var runs: Set<UInt64> = []
    var singles: Set<UInt64> = []
    for text in theirs {
      for word in FoldedWords.words(of: text, key: key, run: run) {
        if let run = word.run { runs.insert(run) }
        if word.length >= 3 { singles.insert(word.hash) }
      }
    }
    // Runs over the ends of turns count as well: where tags are dropped, one turn follows upon another.
    var stream = FoldedWords(key: key, run: run)
    func strike(_ word: FoldedWords.Word?) {
      guard let word else { return }
      if let run = word.run { runs.remove(run) }
      singles.remove(word.hash)
    }
    try others { text in
      for scalar in text.unicodeScalars { strike(stream.next(scalar.value, at: 0)) }
      strike(stream.end())
    }
    self.run = run
    self.runs = runs
    self.singles = singles
  }

  /// Nothing to look for.
  static let none = ErasedWords([], run: 1, key: 1) { _ in }

  var isEmpty: Bool { runs.isEmpty }

  /// The text with every stretch of theirs replaced by the mark; `nil` where there is none.
  func blanked(_ text: String) -> String? {
    var state = FoldedWords(key: key, run: run)
    var stretches: [Range<Int>] = []
    var offset = 0
    func take(_ word: FoldedWords.Word?, end: Int) {
      guard let word, let run = word.run, runs.contains(run) else { return }
      if let last = stretches.last, last.upperBound >= word.start {
        stretches[stretches.count - 1] = last.lowerBound..<end
      } else {
        stretches.append(word.start..<end)
      }
    }
    for scalar in text.unicodeScalars {
      take(state.next(scalar.value, at: offset), end: offset)
      offset += 1
    }
    take(state.end(), end: offset)
    guard !stretches.isEmpty else { return nil }
    var blanked = text
    for stretch in stretches.reversed() {
      blanked.replaceScalars(stretch, with: WithdrawalRequest.marker)
    }
    return blanked
  }
}

/// Tells whether a text repeats somebody: has so many words in a row as they said them, whoever else says
/// so.
struct RepeatTest {
  private let key: UInt64 = .random(in: 1...UInt64.max)
  private let count: Int
  private var runs: Set<UInt64> = []

  /// - Parameter count: words in a row.
  init(_ texts: [String], count: Int) {
    self.count = count
    for text in texts {
      for word in FoldedWords.words(of: text, key: key, run: count) {
        if let run = word.run { runs.insert(run) }
      }
    }
  }

  func isRepeating(_ text: String) -> Bool {
    !runs.isEmpty
      && FoldedWords.words(of: text, key: key, run: count).contains {
        $0.run.map { runs.contains($0) } ?? false
      }
  }
}
