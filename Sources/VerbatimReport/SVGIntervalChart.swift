/// A value with its interval for each of several things, a row each, on one scale: the agreement of coders
/// theme by theme.
public struct SVGIntervalChart: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    public var label: String
    /// `nil` where there is none; the row then says why.
    public var value: Double?
    public var interval: ClosedRange<Double>?
    /// In place of a value: `no variation`.
    public var remark: String?

    public init(
      _ label: String, value: Double?, interval: ClosedRange<Double>? = nil, remark: String? = nil
    ) {
      self.label = label
      self.value = value
      self.interval = interval
      self.remark = remark
    }
  }

  public var title: String
  /// What the scale is: `Krippendorff's α`.
  public var scaleLabel: String
  public var rows: [Row]
  /// Values worth a line of their own, with what they mean: 0.8, `reliable`.
  public var marks: [(value: Double, label: String)]

  public static func == (left: SVGIntervalChart, right: SVGIntervalChart) -> Bool {
    left.title == right.title && left.scaleLabel == right.scaleLabel && left.rows == right.rows
      && left.marks.elementsEqual(right.marks, by: ==)
  }

  public init(
    title: String, scaleLabel: String, rows: [Row], marks: [(value: Double, label: String)] = []
  ) {
    self.title = title
    self.scaleLabel = scaleLabel
    self.rows = rows
    self.marks = marks
  }

  private static let plot = 320.0
  private static let rowHeight = 26.0
  private static let top = 58.0
  /// Labels are cut behind so many columns of text.
  private static let longestLabel = 64

  /// The picture as an SVG element. Cost: the rows.
  public var svg: String {
    let labels = rows.map { Self.cut($0.label) }
    let left = 20 + (labels.map { SVGCanvas.width(of: $0) }.max() ?? 0)
    // Agreement below chance is rare, and seldom far below.
    let lowest = rows.reduce(0.0) { low, row in
      min(low, row.value ?? 0, row.interval?.lowerBound ?? 0)
    }
    let low = max((lowest * 5).rounded(.down) / 5, -1)
    func x(_ value: Double) -> Double {
      left + Self.plot * (min(max(value, low), 1) - low) / (1 - low)
    }
    let bottom = Self.top + Self.rowHeight * Double(rows.count)
    var canvas = SVGCanvas(
      width: max(left + Self.plot + 72, SVGCanvas.width(of: title, size: 14) + 32),
      height: bottom + 48, label: title)
    canvas.text(title, x: 8, y: 22, size: 14, isBold: true)
    for fifth in Int((low * 5).rounded())...5 {
      let value = Double(fifth) / 5
      canvas.line(
        [(x(value), Self.top), (x(value), bottom)], stroke: SVGCanvas.line,
        width: fifth == 0 ? 1.25 : 0.75)
      canvas.text(
        Decimals.fixed(value, places: 1), x: x(value), y: bottom + 16, anchor: .middle,
        fill: SVGCanvas.faint)
    }
    canvas.text(
      scaleLabel, x: left + Self.plot / 2, y: bottom + 36, anchor: .middle, fill: SVGCanvas.faint)
    for mark in marks {
      canvas.line(
        [(x(mark.value), Self.top - 4), (x(mark.value), bottom)], stroke: SVGCanvas.faint,
        width: 1, dashes: "4 3")
      canvas.text(
        mark.label, x: x(mark.value), y: Self.top - 9, anchor: .middle, size: 11,
        fill: SVGCanvas.faint)
    }
    for (number, row) in rows.enumerated() {
      let y = Self.top + Self.rowHeight * (Double(number) + 0.5)
      canvas.text(labels[number], x: left - 8, y: y + 4, anchor: .end)
      draw(row, y: y, x: x, right: left + Self.plot + 8, on: &canvas)
    }
    return canvas.element
  }

  private func draw(
    _ row: Row, y: Double, x: (Double) -> Double, right: Double, on canvas: inout SVGCanvas
  ) {
    guard let value = row.value else {
      canvas.text(row.remark ?? "no value", x: x(0) + 4, y: y + 4, fill: SVGCanvas.faint)
      return
    }
    var hint = "\(row.label): \(Decimals.fixed(value, places: 3))"
    if let interval = row.interval {
      canvas.line(
        [(x(interval.lowerBound), y), (x(interval.upperBound), y)], stroke: SVGCanvas.blue,
        width: 2)
      hint += ", \(Decimals.fixed(interval.lowerBound, places: 3)) to "
      hint += Decimals.fixed(interval.upperBound, places: 3)
    }
    canvas.circle(x: x(value), y: y, radius: 4.5, fill: SVGCanvas.blue, hint: hint)
    canvas.text(Decimals.fixed(value, places: 2), x: right, y: y + 4, fill: SVGCanvas.blue)
  }

  private static func cut(_ label: String) -> String {
    guard DisplayWidth.of(label) > longestLabel else { return label }
    return String(label.prefix(longestLabel - 1)) + "…"
  }
}
