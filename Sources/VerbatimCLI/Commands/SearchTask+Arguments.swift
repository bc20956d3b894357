import VerbatimReport

extension SearchTask {
  /// Reads the plain form of a search, which most are: `search`, options with a word each, words of
  /// the query. `nil` for everything else, errors and help included, which is the parser's.
  ///
  /// The parser looks up the types of all commands and options as it starts, which takes longer than
  /// most searches. Cost: nothing.
  init?(plain arguments: [String]) {
    guard arguments.first == "search" else { return nil }
    self.init()
    var given: Set<String> = []
    var rest = arguments.dropFirst()
    while let next = rest.popFirst() {
      guard next.hasPrefix("-") else {
        query.words.append(next)
        continue
      }
      guard given.insert(next).inserted else { return nil }
      switch next {
      case "--json": format = .json
      case "--count": extracts.count = true
      case "--full": extracts.full = true
      case "--events": extracts.events = true
      default:
        guard let value = rest.popFirst(), !value.isEmpty, !value.hasPrefix("-"),
          take(next, value)
        else { return nil }
      }
    }
    if given.contains("--json"), given.contains("--format") { format = .json }
    guard query.words.contains(where: { !$0.isEmpty }) else { return nil }
  }

  /// An option with a value; false where the parser has to look at it.
  private mutating func take(_ option: String, _ value: String) -> Bool {
    switch option {
    case "--study": study = value
    case "--format":
      guard let known = ReportFormat(rawValue: value) else { return false }
      format = known
    case "--limit":
      guard let limit = Int(value), limit >= 0 else { return false }
      extracts.limit = limit
    case "--context":
      guard let context = ContextOption(argument: value) else { return false }
      extracts.context = context
    default: return false
    }
    return true
  }
}
