/// Text of several looks on one line, which can be cut to columns from either end.
///
/// Line breaks and tabs become blanks, other controls visible signs. Cost: linear.
struct CutLine {
  private var scalars: [(scalar: Unicode.Scalar, style: TextStyle)] = []
  /// In columns.
  private(set) var width = 0

  private static let omission = (scalar: Unicode.Scalar("…"), style: TextStyle.faint)

  mutating func append(_ text: String, _ style: TextStyle) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n", "\t", "\r": append(" ", style)
      default:
        if let sign = VisibleText.sign(for: scalar) {
          for part in sign.unicodeScalars { append(part, style) }
        } else {
          append(scalar, style)
        }
      }
    }
  }

  private mutating func append(_ scalar: Unicode.Scalar, _ style: TextStyle) {
    scalars.append((scalar, style))
    width += DisplayWidth.of(scalar)
  }

  /// The beginning, in at most `limit` columns, with `…` where something is left out.
  func keepingStart(_ limit: Int?) -> CutLine {
    guard let limit, width > limit else { return self }
    var cut = CutLine()
    guard limit > 0 else { return cut }
    for (scalar, style) in scalars {
      // What combines stays with its letter.
      if cut.width + DisplayWidth.of(scalar) > limit - 1 { break }
      cut.append(scalar, style)
    }
    cut.append(Self.omission.scalar, Self.omission.style)
    return cut
  }

  /// The end, in at most `limit` columns, with `…` where something is left out.
  func keepingEnd(_ limit: Int?) -> CutLine {
    guard let limit, width > limit else { return self }
    var cut = CutLine()
    guard limit > 0 else { return cut }
    var first = scalars.count
    var kept = 0
    while first > 0 {
      let width = DisplayWidth.of(scalars[first - 1].scalar)
      if kept + width > limit - 1 { break }
      kept += width
      first -= 1
    }
    // A mark whose letter is left out would stand on the sign before it.
    while first < scalars.count, DisplayWidth.of(scalars[first].scalar) == 0 { first += 1 }
    cut.append(Self.omission.scalar, Self.omission.style)
    for (scalar, style) in scalars[first...] { cut.append(scalar, style) }
    return cut
  }

  /// Without blanks at its end.
  var trimmingEnd: CutLine {
    var copy = self
    while copy.scalars.last?.scalar == " " {
      copy.scalars.removeLast()
      copy.width -= 1
    }
    return copy
  }

  func rendered(_ style: TerminalStyle) -> String {
    var text = ""
    var run = ""
    var look = TextStyle.plain
    for (scalar, next) in scalars {
      if next != look {
        text += style.styled(run, look)
        run = ""
        look = next
      }
      run.unicodeScalars.append(scalar)
    }
    return text + style.styled(run, look)
  }
}
