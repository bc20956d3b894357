import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex

@Suite("The manifest")
struct ManifestTests {
  private let manifest = Manifest(
    analyzer: "standard/1 unicode/15.0",
    entries: [
      .init(name: Digest(bytes: Array(repeating: 0xBB, count: 32)), sessions: 3, turns: 1000),
      .init(name: Digest(bytes: Array(repeating: 0xAA, count: 32)), sessions: 0, turns: 0),
    ])

  /// `body` with its last line.
  private func proven(_ body: String) -> String {
    let digits = String(Checksum.xxh3(body), radix: 16)
    return body + "end " + String(repeating: "0", count: 16 - digits.count) + digits + "\n"
  }

  @Test("comes back, sorted by name")
  func roundTrip() throws {
    #expect(try Manifest(parsing: manifest.text) == manifest)
    #expect(manifest.entries.map { $0.name.bytes[0] } == [0xAA, 0xBB])
    let empty = Manifest(analyzer: "a", sharesSpeakers: true)
    #expect(try Manifest(parsing: empty.text) == empty)
    #expect(manifest.entries[0].file == String(repeating: "a", count: 32) + ".segment")
  }

  @Test("has the text that the article gives")
  func text() {
    #expect(
      manifest.text
        == proven(
          """
          verbatim-index 1
          analyzer standard/1 unicode/15.0
          speakers session
          segment \(String(repeating: "aa", count: 32)) 0 0
          segment \(String(repeating: "bb", count: 32)) 3 1000

          """))
  }

  @Test("cut at any byte it is refused")
  func cut() {
    let bytes = Array(manifest.text.utf8)
    for length in 0..<bytes.count {
      let text = String(decoding: bytes[..<length], as: UTF8.self)
      #expect(throws: IndexProblem.self) { try Manifest(parsing: text) }
    }
  }

  @Test("with any bit flipped it is refused")
  func flipped() {
    let bytes = Array(manifest.text.utf8)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        let text = String(decoding: damaged, as: UTF8.self)
        #expect(throws: IndexProblem.self) { try Manifest(parsing: text) }
      }
    }
  }

  private func kind(_ text: String) -> IndexProblem.Kind? {
    do throws(IndexProblem) {
      _ = try Manifest(parsing: text)
      return nil
    } catch {
      return error.kind
    }
  }

  @Test("a newer one, and a file of another kind, are named as such")
  func foreign() {
    #expect(
      kind(proven("verbatim-index 2\nsomething else\n")) == .newer(version: 2, supported: 1))
    for text in ["", "\n", "hello", "{\"a\": 1}\n", "verbatim-index\n", "verbatim-index one\n"] {
      #expect(kind(text) == .foreign)
    }
  }

  @Test("lines of another form are refused, whatever their proof says")
  func invalid() {
    let a = String(repeating: "aa", count: 32)
    let b = String(repeating: "bb", count: 32)
    #expect(
      kind(proven("verbatim-index 1\nanalyser x\nspeakers session\n"))
        == .invalid(section: "manifest", invariant: 13))
    for line in ["speakers", "speakers all", "segment \(a) 1 2"] {
      #expect(
        kind(proven("verbatim-index 1\nanalyzer x\n\(line)\n"))
          == .invalid(section: "manifest", invariant: 13))
    }
    for lines in [
      "segment \(a) 1\n", "segment \(a) 1 2 3\n", "segment \(a) one 2\n", "segment ab 1 2\n",
      "part \(a) 1 2\n", "segment \(a) -1 2\n", "segment \(a) +1 2\n", "segment \(a) 01 2\n",
      "segment  \(a) 1 2\n", "segment \(a.uppercased()) 1 2\n", "\n",
      "segment \(b) 1 2\nsegment \(a) 1 2\n", "segment \(a) 99999999999999999999 2\n",
    ] {
      #expect(
        kind(proven("verbatim-index 1\nanalyzer x\nspeakers session\n" + lines))
          == .invalid(section: "manifest", invariant: 14))
    }
    #expect(
      kind(proven("verbatim-index 0\nanalyzer x\nspeakers session\n"))
        == .invalid(section: "manifest", invariant: 14))
  }
}
