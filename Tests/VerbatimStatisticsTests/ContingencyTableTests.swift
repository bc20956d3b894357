import Testing
import VerbatimStatistics

@Suite("A 2 × 2 table")
struct ContingencyTableTests {
  @Test("keeps its cells apart")
  func cells() {
    let table = ContingencyTable(both: 1, firstOnly: 2, secondOnly: 3, neither: 4)
    #expect(table.both == 1 && table.firstOnly == 2)
    #expect(table.secondOnly == 3 && table.neither == 4)
  }
}
