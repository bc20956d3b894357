import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimThemes

@testable import VerbatimStudy

@Suite("The extracts of a theme")
struct ThemeExtractTests {
  private func imported() throws -> TestStudy {
    let test = try TestStudy()
    _ = try test.writer().importStudy(at: Checkout.corpus)
    return test
  }

  private func list(
    _ test: TestStudy, _ reference: String, coder: String? = nil,
    _ request: ExtractRequest = ExtractRequest()
  ) throws -> ExtractList {
    try ExtractList(
      theme: reference, coder: coder, of: StudyThemes(test.study.database()), in: test.index(),
      request, selection: ExtractSelection(includesRules: true))
  }

  @Test(
    "are those of everything below it, each stretch once, in order",
    arguments: ["A", "A/1", "A/3", "A/3/a", "B", "B/2", "A/3/*"])
  func below(_ reference: String) throws {
    let test = try imported()
    let codebook = try test.study.database().read { try $0.codebook() }
    let own = try codebook.themes(selectedBy: reference)
    // By paths, which is not how the list finds them.
    let path = reference.hasSuffix("/*") ? String(reference.dropLast(2)) : reference
    let ids = Set(
      codebook.themes.filter { theme in
        let own = codebook.path(of: theme.id) ?? ""
        return own == path || own.hasPrefix(path + "/")
      }.map(\.id))
    #expect(!own.isEmpty)
    let codings = try test.codings().filter { ids.contains($0.theme) }
    let places = Set(
      codings.map {
        "\($0.session):\($0.turn)" + ($0.span.map { ":\($0.lowerBound)-\($0.upperBound)" } ?? "")
      })
    let found = try list(test, reference)
    #expect(found.extracts.count == places.count)
    #expect(Set(found.extracts.map(\.id)) == places)
    #expect(found.hitCount == places.count)
    let order = found.extracts.map { extract in
      (
        Int(extract.session.dropFirst(2)) ?? 0, extract.turn,
        extract.spans.first?.range.lowerBound ?? -1
      )
    }
    for (before, after) in zip(order, order.dropFirst()) { #expect(before <= after) }
    for extract in found.extracts {
      #expect(extract.themes.contains { ids.contains($0.id) }, "\(extract.id)")
    }
    #expect(
      try list(test, reference, ExtractRequest(limit: 2)).extracts
        == Array(found.extracts.prefix(2)))
    #expect(try list(test, reference, ExtractRequest(limit: 2)).hitCount == found.hitCount)
  }

  @Test("are the coded quotes, word for word")
  func quotes() throws {
    let test = try imported()
    let csv = try String(contentsOfFile: Checkout.corpus + "/codings-mb.csv", encoding: .utf8)
    let extracts = try ["A", "B"].flatMap { try list(test, $0, coder: "MB").extracts }
    // 55 records; those on one stretch under two themes are one extract of each master theme.
    #expect(extracts.count <= 55)
    #expect(extracts.count > 45)
    for extract in extracts where !extract.spans.isEmpty {
      let quoted = extract.match.replacingOccurrences(of: "\"", with: "\"\"")
      #expect(csv.contains(quoted), "\(extract.id)")
    }
  }

  @Test("of one coder are that coder's")
  func coder() throws {
    let test = try imported()
    for coder in ["EO", "MB"] {
      let codings = try test.codings().filter { $0.coder == coder }
      let found =
        try list(test, "A", coder: coder).extracts + list(test, "B", coder: coder).extracts
      let places = Set(codings.map { "\($0.session):\($0.turn)" })
      for extract in found { #expect(places.contains("\(extract.session):\(extract.turn)")) }
      #expect(Set(found.map { "\($0.session):\($0.turn)" }) == places)
    }
  }

  @Test("are the hits of the filter on it, turn by turn")
  func filter() throws {
    let test = try imported()
    for reference in ["A", "A/1", "A/3", "B", "B/2"] {
      let turns = Set(try list(test, reference).extracts.map { "\($0.session):\($0.turn)" })
      let hits = Set(
        try test.extracts("theme:\(reference)").extracts.map { "\($0.session):\($0.turn)" })
      #expect(turns == hits, "\(reference)")
    }
  }

  @Test("themes stand on a hit exactly where a coding covers one of its words")
  func themesOnHits() throws {
    let test = try imported()
    let codings = try test.codings()
    for query in [
      "hug*", "\"peer support\"", "told NEAR/10 her", "allowed OR insurance", "theme:A/1",
    ] {
      for extract in try test.extracts(query).extracts {
        let expected = codings.filter { coding in
          guard coding.session == extract.session, coding.turn == extract.turn else { return false }
          guard let span = coding.span, !extract.spans.isEmpty else { return true }
          return extract.spans.contains { !Set($0.range).isDisjoint(with: Set(span)) }
        }
        #expect(
          Set(extract.themes.map(\.id)) == Set(expected.map(\.theme)), "\(query) \(extract.id)")
        #expect(extract.themes.map(\.path) == extract.themes.map(\.path).sorted())
      }
    }
  }

  @Test("a theme that is not in the codebook is an error")
  func unknown() throws {
    let test = try imported()
    #expect(throws: (any Error).self) { try list(test, "Z/9") }
    #expect(throws: (any Error).self) { try test.extracts("theme:nonsense") }
  }
}
