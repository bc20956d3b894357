import Testing

@testable import VerbatimReport

@Suite("The table of themes, a column a level")
struct ThemeLevelsTests {
  private func rows(_ nodes: [(String, Int)]) -> [[String]] {
    ThemeLevels(nodes.map { .init(label: $0.0, name: "", depth: $0.1) }).table.rows
      .map { $0.map(\.shown) }
  }

  @Test("master, component and sub-themes stand as in a published study")
  func published() {
    let levels = ThemeLevels([
      .init(label: "A", name: "One", depth: 0), .init(label: "1", name: "x", depth: 1),
      .init(label: "2", name: "y", depth: 1), .init(label: "3", name: "z", depth: 1),
      .init(label: "a", name: "p", depth: 2),
      .init(label: "b", name: "q", depth: 2, remark: "5; 3"),
      .init(label: "B", name: "Two", depth: 0), .init(label: "1", name: "v", depth: 1),
    ])
    #expect(levels.title == "Master themes, component themes and sub-themes")
    #expect(
      levels.table.rows.map { $0.map(\.shown) } == [
        ["A. One", "1. x", ""], ["", "2. y", ""], ["", "3. z", "a. p\nb. q (5; 3)"],
        ["B. Two", "1. v", ""],
      ])
    #expect(levels.table.columns.map(\.id) == ["master", "component", "sub"])
  }

  @Test("one level, two, four, and a part of a codebook")
  func others() {
    #expect(rows([("a", 0), ("b", 0)]) == [["a"], ["b"]])
    #expect(rows([("a", 0), ("1", 1), ("2", 1), ("b", 0)]) == [["a", "1\n2"], ["b", ""]])
    #expect(
      rows([("a", 0), ("1", 1), ("x", 2), ("i", 3), ("y", 2), ("2", 1), ("b", 0)]) == [
        ["a", "1", "x", "i"], ["", "", "y", ""], ["", "2", "", ""], ["b", "", "", ""],
      ])
    #expect(rows([("3", 1), ("a", 2), ("b", 2)]) == [["3", "a\nb"]])
    #expect(ThemeLevels([]).table.rows.isEmpty)
    #expect(
      ThemeLevels([.init(label: "x", name: "", depth: 3)]).table.columns.map(\.title) == ["Level 4"]
    )
  }

  @Test("every theme stands once, in its level's column, in order", arguments: 0..<50)
  func random(_ seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func next(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(below))
    }
    var nodes: [(String, Int)] = []
    for number in 0..<1 + next(20) {
      let depth = next(min((nodes.last?.1 ?? -1) + 2, 4))
      nodes.append(("t\(number)", depth))
    }
    let rows = rows(nodes)
    let deepest = nodes.map(\.1).max() ?? 0
    for depth in 0...deepest {
      let column = rows.flatMap { $0[depth].split(separator: "\n").map(String.init) }
      #expect(column == nodes.filter { $0.1 == depth }.map(\.0), "seed \(seed)")
    }
    // Read from the left and from above, a table gives the themes in their order again.
    let read = rows.flatMap { $0.flatMap { $0.split(separator: "\n").map(String.init) } }
    #expect(read == nodes.map(\.0), "seed \(seed)")
  }
}
