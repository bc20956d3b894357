/// Writes a picture as SVG 1.1: one element without script, style sheet, or anything from outside, which
/// stands alone in a file and inside a page.
///
/// Lengths are user units, about a screen's pixel; the origin is at the top left.
struct SVGCanvas {
  private let width: Double
  private let height: Double
  private let label: String
  private var body = ""

  static let ink = "#1b1b1b"
  static let faint = "#6b6b6b"
  static let line = "#cfcfcf"
  static let blue = "#08519c"
  static let pale = "#c6dbef"
  static let fontSize = 12.0

  /// - Parameter label: What the picture shows, for those who do not see it.
  init(width: Double, height: Double, label: String) {
    self.width = width
    self.height = height
    self.label = label
  }

  enum Anchor: String {
    case start, middle, end
  }

  /// The width of a text in the picture's font, estimated: no font is at hand.
  static func width(of text: String, size: Double = fontSize) -> Double {
    0.58 * size * Double(DisplayWidth.of(text))
  }

  /// - Parameters:
  ///   - turned: Degrees around the text's own place, clockwise.
  mutating func text(
    _ text: String, x: Double, y: Double, anchor: Anchor = .start, size: Double = fontSize,
    fill: String = ink, isBold: Bool = false, turned: Double = 0
  ) {
    var attributes = "x=\"\(n(x))\" y=\"\(n(y))\" font-size=\"\(n(size))\" fill=\"\(fill)\""
    if anchor != .start { attributes += " text-anchor=\"\(anchor.rawValue)\"" }
    if isBold { attributes += " font-weight=\"bold\"" }
    if turned != 0 { attributes += " transform=\"rotate(\(n(turned)) \(n(x)) \(n(y)))\"" }
    body += "<text \(attributes)>\(Self.escape(text))</text>\n"
  }

  /// - Parameter hint: Shown where a pointer rests on it.
  mutating func rectangle(
    x: Double, y: Double, width: Double, height: Double, fill: String, hint: String? = nil
  ) {
    body +=
      "<rect x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(width))\" height=\"\(n(height))\" "
      + "fill=\"\(fill)\"" + Self.end("rect", hint)
  }

  mutating func circle(x: Double, y: Double, radius: Double, fill: String, hint: String? = nil) {
    body +=
      "<circle cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\" fill=\"\(fill)\""
      + Self.end("circle", hint)
  }

  mutating func line(
    _ points: [(x: Double, y: Double)], stroke: String, width: Double = 1, dashes: String? = nil
  ) {
    guard points.count > 1 else { return }
    let dashed = dashes.map { " stroke-dasharray=\"\($0)\"" } ?? ""
    body +=
      "<polyline points=\"\(Self.path(points))\" fill=\"none\" stroke=\"\(stroke)\" "
      + "stroke-width=\"\(n(width))\"\(dashed)/>\n"
  }

  mutating func area(_ points: [(x: Double, y: Double)], fill: String) {
    guard points.count > 2 else { return }
    body += "<polygon points=\"\(Self.path(points))\" fill=\"\(fill)\"/>\n"
  }

  /// The whole picture, ending in a line feed.
  var element: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(width)) \(n(height))" \
    width="\(n(width))" height="\(n(height))" role="img" aria-label="\(Self.escape(label))" \
    font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif">
    <title>\(Self.escape(label))</title>
    <rect width="\(n(width))" height="\(n(height))" fill="#ffffff"/>
    \(body)</svg>

    """
  }

  private static func end(_ name: String, _ hint: String?) -> String {
    hint.map { "><title>\(escape($0))</title></\(name)>\n" } ?? "/>\n"
  }

  private static func path(_ points: [(x: Double, y: Double)]) -> String {
    points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  private static func escape(_ text: String) -> String { HTMLText.attribute(text) }

  private func n(_ value: Double) -> String { Self.number(value) }

  /// At most two decimals, none that say nothing.
  private static func number(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    var text = Decimals.fixed(value, places: 2)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
