import VerbatimAnalysis
import VerbatimIndex

/// Tells which terms count together, beyond their fold key, while forms are numbered fold by fold.
struct FormKeys {
  private let form: CountedForm
  private let stemmer: Stemmer?
  private var stems: [[UInt8]: Int] = [:]
  /// The form of the fold key itself.
  private var folded: Int?
  private var spelled: [(key: [UInt8], form: Int)] = []

  init(_ choice: FormChoice) {
    form = choice.form
    stemmer = choice.form == .stem ? Stemmer(language: choice.language) : nil
  }

  /// What a term is told apart by; empty where that is its fold key.
  func key(of walk: inout TermWalk) -> [UInt8] {
    switch form {
    case .fold, .word: return []
    case .lc: return Keys.lc(walk.bytes)
    case .stem:
      guard let stemmer, walk.kind == .word else { return [] }
      return stemmer.stem(Keys.lc(walk.bytes))
    }
  }

  mutating func beginFold() {
    folded = nil
    spelled.removeAll(keepingCapacity: true)
  }

  /// The number of a key's form, made by `add` where there is none yet.
  mutating func form(of key: [UInt8], _ add: () -> Int) -> Int {
    if key.isEmpty {
      let number = folded ?? add()
      folded = number
      return number
    }
    if form == .stem {
      if let known = stems[key] { return known }
      let number = add()
      stems[key] = number
      return number
    }
    if let known = spelled.first(where: { $0.key == key }) { return known.form }
    let number = add()
    spelled.append((key, number))
    return number
  }
}
