import Foundation
import Testing
import VerbatimCorpus
import VerbatimIndex

@testable import VerbatimStudy

@Suite("What sources say of words, in a study")
struct AnnotationTests {
  /// A TEI file whose words have a lemma each, the word backwards.
  private func tei(_ texts: [String]) -> String {
    let turns = texts.map { text in
      let words = text.split(separator: " ").map { word in
        "<w lemma=\"\(String(word.reversed()))\" pos=\"\(word.count > 3 ? "LONG" : "SHORT")\">"
          + "\(word)</w>"
      }
      return "<u who=\"#P1\">" + words.joined(separator: " ") + "</u>"
    }
    return "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body>" + turns.joined()
      + "</body></text></TEI>"
  }

  /// Sessions of the turns that have a lemma.
  private func holders(of lemma: String, _ test: TestStudy) throws -> [String] {
    var found: [String] = []
    for segment in try test.index().segments {
      var ids: [Int] = []
      guard let layer = segment.layer(named: "lemma"),
        let id = layer.entry(of: Array(lemma.utf8))?.id
      else { continue }
      for turn in 0..<segment.turnCount {
        #expect(layer.valueIDs(ofTurn: turn, into: &ids))
        if ids.contains(id) { found.append(segment.sessionID(segment.session(ofTurn: turn))) }
      }
    }
    return found.sorted()
  }

  @Test("they come with ingest, stay when other sessions come and go, and go with their session")
  func life() throws {
    let test = try TestStudy()
    try test.write("a.xml", tei(["green beans grow", "beans"]))
    try test.write("b.txt", Sample.text(Sample.turns(1)))
    let first = try test.ingest()
    #expect(first.layers.map(\.name) == ["lemma", "pos"])
    #expect(first.layers.map(\.words) == [4, 4])
    #expect(first.annotations.all == 8 && first.annotations.insideWords == 0)
    #expect(try holders(of: "snaeb", test) == ["a", "a"])
    try test.write("c.xml", tei(["beans and peas"]))
    let second = try test.ingest()
    #expect(second.annotations.all == 6)
    #expect(second.layers.map(\.words) == [7, 7])
    #expect(try holders(of: "snaeb", test) == ["a", "a", "c"])
    #expect(try test.findings() == [])
    try test.write("a.xml", tei(["leeks"]))
    try test.ingest()
    #expect(try holders(of: "snaeb", test) == ["c"])
    #expect(try holders(of: "skeel", test) == ["a"])
    try test.write("a.xml", Sample.tei(Sample.turns(3)))
    try test.write("c.xml", Sample.tei(Sample.turns(4)))
    let last = try test.ingest()
    #expect(last.layers.isEmpty)
    #expect(try test.index().segments.allSatisfy { $0.layers.isEmpty })
    #expect(try test.findings() == [])
  }

  @Test("a study that came by steps, compacted, has the bytes of one that came at once")
  func steps() throws {
    let texts = (0..<4).map { session in
      (0..<20).map { turn in "word\(turn) of\(session) many words\(turn * session % 7)" }
    }
    let (whole, steps) = (try TestStudy(), try TestStudy())
    for (number, texts) in texts.enumerated() {
      try whole.write("s\(number).xml", tei(texts))
      try steps.write("s\(number).xml", tei(texts))
      try steps.ingest("s\(number).xml")
    }
    try whole.ingest()
    try steps.writer().compact()
    #expect(try StudyState(steps.path) == StudyState(whole.path))
  }

  @Test("what stands inside of words is counted and told")
  func insideWords() throws {
    let test = try TestStudy()
    let word = "<w pos=\"PRON\" join=\"right\">I</w><w pos=\"AUX\">'m</w> <w pos=\"ADV\">here</w>"
    try test.write(
      "a.xml", "<TEI><text><body><u who=\"#P1\">\(word)<pc pos=\"P\">.</pc></u></body></text></TEI>"
    )
    let summary = try test.ingest()
    #expect(summary.annotations.all == 4)
    // The full stop is outside of words, which is nothing unusual.
    #expect(summary.annotations.insideWords == 1)
    #expect(summary.layers.map(\.words) == [2])
  }
}
