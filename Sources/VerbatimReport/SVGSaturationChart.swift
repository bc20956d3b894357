/// How many codes were met by each event, as a line of steps, over the band of other orders.
public struct SVGSaturationChart: Sendable, Equatable {
  public struct Point: Sendable, Equatable {
    /// The event: a group's name.
    public var name: String
    public var newCodes: Int
    public var cumulative: Int
    /// Of other orders at this place, in codes; `nil` draws none.
    public var band: (lower: Double, median: Double, upper: Double)?

    public init(
      _ name: String, newCodes: Int, cumulative: Int,
      band: (lower: Double, median: Double, upper: Double)? = nil
    ) {
      self.name = name
      self.newCodes = newCodes
      self.cumulative = cumulative
      self.band = band
    }

    public static func == (left: Point, right: Point) -> Bool {
      (left.name, left.newCodes, left.cumulative)
        == (right.name, right.newCodes, right.cumulative)
        && left.band?.lower == right.band?.lower && left.band?.median == right.band?.median
        && left.band?.upper == right.band?.upper
    }
  }

  public var title: String
  /// What the band is: `all 120 orders, 95 %`.
  public var bandLabel: String
  public var points: [Point]
  /// Codes that could have been met: a line at the top, where given.
  public var total: Int?

  public init(title: String, bandLabel: String, points: [Point], total: Int? = nil) {
    self.title = title
    self.bandLabel = bandLabel
    self.points = points
    self.total = total
  }

  /// The picture as an SVG element. Cost: the points.
  public var svg: String {
    let frame = Frame(points, total: total)
    var canvas = SVGCanvas(
      width: max(frame.right + 24, SVGCanvas.width(of: title, size: 14) + 32),
      height: frame.height, label: title)
    canvas.text(title, x: 8, y: 22, size: 14, isBold: true)
    drawGrid(frame, on: &canvas)
    drawBand(frame, on: &canvas)
    drawSteps(frame, on: &canvas)
    drawLegend(frame, on: &canvas)
    return canvas.element
  }

  /// Where things stand.
  private struct Frame {
    let left = 52.0
    let top = 40.0
    let bottom: Double
    let right: Double
    let height: Double
    let step: Double
    let highest: Int
    let tick: Int
    let isTurned: Bool

    init(_ points: [Point], total: Int?) {
      let most = points.reduce(total ?? 0) { max($0, $1.cumulative, Int($1.band?.upper ?? 0)) }
      var tick = 1
      while most / tick > 6 { tick = String(tick).hasPrefix("2") ? tick / 2 * 5 : tick * 2 }
      self.tick = tick
      highest = max((most + tick - 1) / tick * tick, tick)
      let longest = points.reduce(0) { max($0, SVGCanvas.width(of: $1.name)) }
      step = min(max(640 / Double(max(points.count, 1)), 24), 96)
      isTurned = longest > step - 6
      bottom = top + 260
      right = left + step * Double(max(points.count, 1))
      height = bottom + (isTurned ? min(longest, 200) * 0.71 + 26 : 26) + 46
    }

    func x(_ point: Int) -> Double { left + step * (Double(point) + 0.5) }

    func y(_ codes: Double) -> Double {
      bottom - (bottom - top) * codes / Double(highest)
    }
  }

  private func drawGrid(_ frame: Frame, on canvas: inout SVGCanvas) {
    for codes in stride(from: 0, through: frame.highest, by: frame.tick) {
      let y = frame.y(Double(codes))
      canvas.line([(frame.left, y), (frame.right, y)], stroke: SVGCanvas.line, width: 0.75)
      canvas.text(
        String(codes), x: frame.left - 8, y: y + 4, anchor: .end, fill: SVGCanvas.faint)
    }
    canvas.text(
      "codes", x: 16, y: (frame.top + frame.bottom) / 2, anchor: .middle, fill: SVGCanvas.faint,
      turned: -90)
    for (number, point) in points.enumerated() {
      canvas.text(
        point.name, x: frame.x(number), y: frame.bottom + 18,
        anchor: frame.isTurned ? .end : .middle, turned: frame.isTurned ? -45 : 0)
    }
  }

  private func drawBand(_ frame: Frame, on canvas: inout SVGCanvas) {
    let bands = points.enumerated().compactMap { number, point in
      point.band.map { (x: frame.x(number), band: $0) }
    }
    guard bands.count > 1 else { return }
    canvas.area(
      bands.map { ($0.x, frame.y($0.band.upper)) }
        + bands.reversed().map { ($0.x, frame.y($0.band.lower)) }, fill: SVGCanvas.pale)
    canvas.line(
      bands.map { ($0.x, frame.y($0.band.median)) }, stroke: SVGCanvas.faint, width: 1.25,
      dashes: "5 4")
  }

  private func drawSteps(_ frame: Frame, on canvas: inout SVGCanvas) {
    var steps: [(x: Double, y: Double)] = []
    for (number, point) in points.enumerated() {
      let y = frame.y(Double(point.cumulative))
      if let last = steps.last { steps.append((frame.x(number), last.y)) }
      steps.append((frame.x(number), y))
    }
    canvas.line(steps, stroke: SVGCanvas.blue, width: 2)
    for (number, point) in points.enumerated() {
      let (x, y) = (frame.x(number), frame.y(Double(point.cumulative)))
      canvas.circle(
        x: x, y: y, radius: 3.5, fill: SVGCanvas.blue,
        hint: "\(point.name): \(point.newCodes) new, \(point.cumulative) in all")
      canvas.text(
        String(point.cumulative), x: x, y: y - 9, anchor: .middle, fill: SVGCanvas.blue,
        isBold: true)
    }
  }

  private func drawLegend(_ frame: Frame, on canvas: inout SVGCanvas) {
    let y = frame.height - 18
    canvas.line([(frame.left, y - 4), (frame.left + 22, y - 4)], stroke: SVGCanvas.blue, width: 2)
    canvas.text("this order", x: frame.left + 28, y: y, fill: SVGCanvas.faint)
    guard points.contains(where: { $0.band != nil }) else { return }
    let next = frame.left + 110
    canvas.rectangle(x: next, y: y - 10, width: 22, height: 12, fill: SVGCanvas.pale)
    canvas.line(
      [(next, y - 4), (next + 22, y - 4)], stroke: SVGCanvas.faint, width: 1.25, dashes: "5 4")
    canvas.text(bandLabel, x: next + 28, y: y, fill: SVGCanvas.faint)
  }
}
