import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

extension Segment {
  /// Verifies everything that opening takes on trust: checksums, name, every list, every turn.
  ///
  /// The invariants are numbered in the format's documentation. Cost: a few passes over the file.
  /// Returns what is wrong, at most one problem an invariant and section; empty means whole.
  public func check() -> [IndexProblem] {
    var problems: [IndexProblem] = []
    for entry in contents.entries {
      let part = UnsafeRawBufferPointer(rebasing: bytes[entry.range])
      if Checksum.xxh3(part) != entry.checksum {
        problems.append(IndexProblem(file: file, kind: .checksum(section: entry.tag)))
      }
    }
    guard problems.isEmpty else { return problems }
    if let problem = checkSessions() { problems.append(problem) }
    if let problem = checkTurns() { problems.append(problem) }
    return problems
  }

  /// The segment's name as its sections give it.
  public var computedName: Digest {
    var hash = SHA256()
    for entry in contents.entries {
      var head = ByteWriter()
      head.slice(entry.tag.utf8)
      head.u32(entry.layer)
      head.u64(UInt64(entry.range.count))
      head.bytes.withUnsafeBytes { hash.update($0) }
      hash.update(UnsafeRawBufferPointer(rebasing: bytes[entry.range]))
    }
    return hash.finish()
  }

  private func checkSessions() -> IndexProblem? {
    var previous: String?
    for index in 0..<sessionCount {
      guard let entry = sessionTable.entry(index) else { return problem(.sessions, invariant: 5) }
      if let previous, !NaturalOrder.precedes(previous, entry.session.id) {
        return problem(.sessions, invariant: 9)
      }
      previous = entry.session.id
      guard (try? transcript(index)) != nil else { return problem(.details, invariant: 8) }
      for turn in turns(ofSession: index) where speakerColumn[turn] >= entry.speakerSets.count {
        return problem(.speakers, invariant: 10)
      }
    }
    return nil
  }

  /// Every turn decodes, and every term's list holds exactly the turns in which it stands.
  private func checkTurns() -> IndexProblem? {
    var turnsOf = [[UInt32]](repeating: [], count: termCount)
    var decoded = DecodedTurn()
    var tokens = 0
    var text = 0
    for turn in 0..<turnCount {
      guard decode(turn, into: &decoded) else { return problem(.forward, invariant: 11) }
      tokens += decoded.terms.count
      text += decoded.text.count
      for id in Set(decoded.terms) { turnsOf[id].append(UInt32(turn)) }
    }
    guard tokens == tokenCount, text == textByteCount else { return problem(.meta, invariant: 12) }
    var previous: [UInt8] = []
    var problem: IndexProblem?
    let isWalked = terms.table.walk(from: 0) { ordinal, key, payload in
      if ordinal > 0, !previous.lexicographicallyPrecedes(key) {
        problem = self.problem(.dictionaryKeys, invariant: 13)
        return false
      }
      previous = Array(key)
      guard let (term, list) = TermStore.parse(key: key, payload: payload), term.id < termCount,
        terms.order[term.id] == ordinal,
        list.elementsEqual(
          turnsOf[term.id].withUnsafeBufferPointer { TurnList.encode($0, turnCount: turnCount) })
      else {
        problem = self.problem(.dictionaryLists, invariant: 14)
        return false
      }
      return true
    }
    return problem ?? (isWalked ? nil : self.problem(.dictionaryKeys, invariant: 13))
  }
}

extension Segment {
  /// The problem of a turn that does not decode.
  public func damage(_ turn: Int) -> IndexProblem {
    problem(.forward, invariant: 11)
  }
}
