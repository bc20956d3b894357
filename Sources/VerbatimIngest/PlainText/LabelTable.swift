/// The labels of one family with their counts; labels that normalise alike are one.
struct LabelTable {
  struct Entry {
    /// The first spelling in the file.
    var raw: String
    var normalised: String
    var judgement: LabelLexicon.Judgement
    /// Indices into the family's candidates, ascending.
    var places: [Int] = []
  }

  private(set) var entries: [Entry] = []
  /// The entry of each candidate.
  private(set) var entryOf: [Int] = []
  private var byNormalised: [String: Int] = [:]

  /// Cost: the labels' lengths; each spelling is normalised once.
  init(_ candidates: [LabelCandidate], in text: DecodedText, lexicon: LabelLexicon) {
    var bySpelling: [String: Int] = [:]
    entryOf.reserveCapacity(candidates.count)
    for (place, candidate) in candidates.enumerated() {
      let raw = text.string(candidate.label)
      let entry: Int
      if let known = bySpelling[raw] {
        entry = known
      } else {
        entry = self.entry(raw, lexicon: lexicon)
        bySpelling[raw] = entry
      }
      entries[entry].places.append(place)
      entryOf.append(entry)
    }
  }

  private mutating func entry(_ raw: String, lexicon: LabelLexicon) -> Int {
    let normalised = lexicon.normalise(raw)
    if let known = byNormalised[normalised] { return known }
    let judgement = lexicon.judge(raw: raw, normalised: normalised)
    entries.append(Entry(raw: raw, normalised: normalised, judgement: judgement))
    byNormalised[normalised] = entries.count - 1
    return entries.count - 1
  }

  func index(of normalised: String) -> Int? { byNormalised[normalised] }

  /// Whether a label speaks for its family: strong, or weak and said three times.
  func counts(_ entry: Int) -> Bool {
    entries[entry].judgement == .strong
      || entries[entry].judgement == .weak && entries[entry].places.count >= 3
  }

  /// Three points for each line with a strong label, one for each whose label occurs three times.
  var score: Int {
    entries.reduce(0) { sum, entry in
      switch entry.judgement {
      case .strong: sum + entry.places.count * (entry.places.count >= 3 ? 4 : 3)
      case .weak: sum + (entry.places.count >= 3 ? entry.places.count : 0)
      case .rejected, .event: sum
      }
    }
  }
}
