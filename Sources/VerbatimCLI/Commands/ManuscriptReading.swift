import ArgumentParser
import VerbatimIndex
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy

/// Which manuscripts are read, and how their quotations are found.
struct ManuscriptReading {
  var files: [String]
  var kind: ManuscriptFormat?
  var minWords: Int
  var exchange: Bool

  func read() throws -> [Manuscript] {
    try files.map { try Manuscript.read($0, as: kind) }
  }

  /// The verdicts on all quotations; those of the manuscripts behind an interruption are missing.
  func verify(
    _ manuscripts: [Manuscript], of study: Study, in index: Index, _ themes: StudyThemes
  ) throws -> [QuoteReport.Item] {
    let people = try StudyPeople(index)
    var options = VerifyOptions(
      minimumWords: minWords, acrossTurns: exchange,
      interruption: Interrupted.listen(timeout: nil))
    options.withheldTexts = try study.withheldTexts()
    var verifier = QuoteVerifier(index, themes: themes, options: options)
    return try manuscripts.map { manuscript in
      let found = QuotationFinder.find(in: manuscript, people: people)
      return QuoteReport.Item(
        manuscript: manuscript, verdicts: try verifier.verify(found, of: manuscript),
        unclosed: found.unclosed.map { manuscript.place($0) })
    }
  }
}

extension ManuscriptFormat: ExpressibleByArgument {}
