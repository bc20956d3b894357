import VerbatimExtract

extension AskedStudy {
  /// The turns that the query of the command line matches; all where nothing is asked.
  func subCorpus() throws -> SubCorpus {
    try subCorpus(asked.words.filter { $0 != "--" }.joined(separator: " "))
  }

  /// The turns that a query matches; all where it is empty.
  func subCorpus(_ query: String) throws -> SubCorpus {
    guard query.contains(where: { !$0.isWhitespace }) else { return .whole }
    return try SubCorpus(
      try parse(query), in: index, options: asked.options, regions: regions)
  }
}
