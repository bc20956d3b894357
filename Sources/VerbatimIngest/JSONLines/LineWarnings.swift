/// The warnings of one session: each kind with its first line and how many lines it holds for.
struct LineWarnings {
  enum Kind: Hashable {
    case turnNumbers
    case endsBeforeStart
    case personChanges(speaker: String, key: String)
  }

  private var found: [(kind: Kind, firstLine: Int, lines: Int)] = []
  private var numbers: [Kind: Int] = [:]

  mutating func add(_ kind: Kind, line: Int) {
    if let number = numbers[kind] {
      found[number].lines += 1
    } else {
      numbers[kind] = found.count
      found.append((kind, line, 1))
    }
  }

  /// In the order of their first lines.
  func problems(session: String, path: String) -> [IngestProblem] {
    found.map { kind, firstLine, lines in
      let problem: JSONLinesProblem =
        switch kind {
        case .turnNumbers: .turnNumbers(session: session, lines: lines)
        case .endsBeforeStart: .endsBeforeStart(session: session, lines: lines)
        case .personChanges(let speaker, let key):
          .personChanges(session: session, speaker: speaker, key: key, lines: lines)
        }
      return IngestProblem(path: path, line: firstLine, kind: problem)
    }
  }
}
