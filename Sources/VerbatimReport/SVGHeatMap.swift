/// Numbers in rows and columns as a picture: the larger, the darker, each with its number in it.
public struct SVGHeatMap: Sendable, Equatable {
  public var title: String
  public var rows: [String]
  public var columns: [String]
  /// A row each; missing ones are left empty.
  public var values: [[Int]]
  /// What a number is, in the plural, for the hint on a cell: `extracts`.
  public var noun: String

  public init(
    title: String, rows: [String], columns: [String], values: [[Int]], noun: String
  ) {
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = values
    self.noun = noun
  }

  private static let cell = (width: 46.0, height: 26.0)
  /// Labels are cut behind so many columns of text.
  private static let longestLabel = 64

  /// The picture as an SVG element. Cost: the cells.
  public var svg: String {
    let rowLabels = rows.map { Self.cut($0) }
    let columnLabels = columns.map { Self.cut($0) }
    let left = 16 + (rowLabels.map { SVGCanvas.width(of: $0) }.max() ?? 0)
    let longest = columnLabels.map { SVGCanvas.width(of: $0) }.max() ?? 0
    let isTurned = longest > Self.cell.width - 4
    let head = isTurned ? longest * 0.71 + 14 : 22
    let top = 34 + head
    let across = Self.cell.width * Double(columns.count)
    let overhang = isTurned ? longest * 0.71 : 0
    let width = max(left + across + 16 + overhang, SVGCanvas.width(of: title, size: 14) + 32)
    var canvas = SVGCanvas(
      width: width, height: top + Self.cell.height * Double(rows.count) + 16, label: title)
    canvas.text(title, x: 8, y: 22, size: 14, isBold: true)
    for (number, label) in columnLabels.enumerated() {
      let middle = left + Self.cell.width * (Double(number) + 0.5)
      canvas.text(
        label, x: isTurned ? middle + 4 : middle, y: top - 7, anchor: isTurned ? .start : .middle,
        turned: isTurned ? -45 : 0)
    }
    let largest = values.joined().max() ?? 0
    for (row, label) in rowLabels.enumerated() {
      let y = top + Self.cell.height * Double(row)
      canvas.text(label, x: left - 8, y: y + 17, anchor: .end)
      guard row < values.count else { continue }
      for (column, value) in values[row].prefix(columns.count).enumerated() {
        draw(value, of: largest, row, column, x: left, y: y, on: &canvas)
      }
    }
    return canvas.element
  }

  private func draw(
    _ value: Int, of largest: Int, _ row: Int, _ column: Int, x left: Double, y: Double,
    on canvas: inout SVGCanvas
  ) {
    let x = left + Self.cell.width * Double(column)
    let share = largest > 0 ? Double(max(value, 0)) / Double(largest) : 0
    canvas.rectangle(
      x: x + 1, y: y + 1, width: Self.cell.width - 2, height: Self.cell.height - 2,
      fill: Self.colour(share), hint: "\(rows[row]), \(columns[column]): \(value) \(noun)")
    let ink = value == 0 ? "#9a9a9a" : share > 0.5 ? "#ffffff" : SVGCanvas.ink
    canvas.text(
      String(value), x: x + Self.cell.width / 2, y: y + 17, anchor: .middle, fill: ink)
  }

  /// From nearly white to dark blue: told apart in grey, too.
  private static func colour(_ share: Double) -> String {
    let (low, high) = ([244.0, 248, 252], [8.0, 81, 156])
    let digits = zip(low, high).map { low, high -> String in
      let value = Int((low + (high - low) * min(max(share, 0), 1)).rounded())
      let text = String(value, radix: 16)
      return text.utf8.count == 1 ? "0" + text : text
    }
    return "#" + digits.joined()
  }

  private static func cut(_ label: String) -> String {
    guard DisplayWidth.of(label) > longestLabel else { return label }
    return String(label.prefix(longestLabel - 1)) + "…"
  }
}
