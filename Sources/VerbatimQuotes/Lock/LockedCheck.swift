import VerbatimCorpus

/// A manuscript held against a lock alone: without transcripts, where the paper's repository is checked.
public struct LockedCheck: Sendable {
  public enum State: String, Sendable {
    /// Its words are in the lock, under the people that it names.
    case locked
    /// Its words are in the lock, as other people's.
    case otherPerson = "other-person"
    case notLocked = "not-locked"
    /// Too short, or cited from elsewhere, and not in the lock.
    case unchecked
  }

  public struct Item: Sendable {
    public var quotation: Quotation
    public var text: String
    public var state: State
    public var entry: QuoteLock.Entry?
  }

  /// In the order of the text.
  public var items: [Item]

  /// - Parameter minimumWords: as for ``VerifyOptions``.
  ///
  /// Cost: a keyed digest a quotation.
  public init(_ manuscript: Manuscript, lock: QuoteLock, key: QuoteKey, minimumWords: Int = 4) {
    var byWords: [String: [QuoteLock.Entry]] = [:]
    for entry in lock.entries { byWords[entry.quoted, default: []].append(entry) }
    items = []
    for quotation in QuotationFinder.find(in: manuscript, people: lock.directory).all {
      var best: Item?
      for end in [quotation.range.upperBound] + quotation.otherEnds {
        var quotation = quotation
        quotation.range = quotation.range.lowerBound..<end
        let text = manuscript.text(quotation.range)
        let digest = key.code("quoted", QuoteLock.Entry.canonical(text)).hex
        var item = Item(quotation: quotation, text: text, state: .notLocked, entry: nil)
        if let entries = byWords[digest] {
          let attribution = quotation.attribution
          let admitted = entries.first { entry in
            guard let attribution, attribution.namesStudy else { return true }
            return attribution.admits(session: entry.session, labels: entry.speakers)
          }
          item.entry = admitted ?? entries.first
          item.state = admitted == nil ? .otherPerson : .locked
          best = item
          break
        }
        if best == nil {
          item.state = Self.isChecked(quotation, text, minimumWords) ? .notLocked : .unchecked
          best = item
        }
      }
      if let best { items.append(best) }
    }
  }

  private static func isChecked(
    _ quotation: Quotation, _ text: String, _ minimumWords: Int
  ) -> Bool {
    if let attribution = quotation.attribution {
      if attribution.isAttached, attribution.namesStudy { return true }
      if attribution.isCitation, !attribution.namesStudy { return false }
    }
    let pattern = QuotePattern(parsing: Array(text.unicodeScalars))
    let words = pattern.pieces.reduce(0) { $0 + Int($1.text.wordsBefore().last ?? 0) }
    return quotation.kind == .block || words >= minimumWords
  }
}

extension QuoteLock {
  /// The people and sessions that it names, by which attributions are read without a study.
  public var directory: StudyPeople {
    var people = StudyPeople()
    for entry in entries {
      people.add(
        session: entry.session, group: entry.group,
        entry.speakers.map { Participant(id: $0) })
    }
    return people
  }
}
