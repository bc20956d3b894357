import Testing
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("A search that is ended early")
struct InterruptionTests {
  static func segments() throws -> [Segment] {
    try (0..<3).map { part in
      try TestIndex.segment([
        TestIndex.transcript(
          "fg\(part)", (0..<500).map { $0 % 3 == 0 ? "we trust them" : "we do not trust them" })
      ])
    }
  }

  @Test("gives the first hits of the whole answer, and says that they are not all")
  func partial() throws {
    let segments = try Self.segments()
    let query = try SimpleQueryParser.parse("=trust", knownFields: [])
    var all: [Hit] = []
    var whole = try Search(query, in: segments)
    while let hit = try whole.next() { all.append(hit) }
    let interruption = Interruption()
    var search = try Search(query, in: segments, options: .init(interruption: interruption))
    var found: [Hit] = []
    while let hit = try search.next() {
      found.append(hit)
      if found.count == 10 { interruption.request() }
    }
    #expect(found.count >= 10 && found.count < all.count)
    let isPrefix = found == Array(all.prefix(found.count))
    #expect(isPrefix)
    #expect(interruption.didStop)
  }

  @Test("ends at once where its time is over before it begins")
  func expired() throws {
    let interruption = Interruption(timeout: .zero)
    let options = QueryOptions(interruption: interruption)
    let query = try SimpleQueryParser.parse("trust", knownFields: [])
    let segments = try Self.segments()
    #expect(try Search.count(query, in: segments, options: options).hits == 0)
    #expect(try Search.matchedTurns(query, in: segments, options: options).hits == 0)
    var search = try Search(query, in: segments, options: options)
    #expect(try search.next() == nil)
    #expect(interruption.didStop)
  }

  @Test("is whole, and says so, where nothing ends it")
  func whole() throws {
    let interruption = Interruption(timeout: .seconds(10_000))
    let query = try SimpleQueryParser.parse("trust", knownFields: [])
    let count = try Search.count(
      query, in: try Self.segments(), options: QueryOptions(interruption: interruption))
    #expect(count.hits == 1500)
    #expect(!interruption.didStop)
  }
}
