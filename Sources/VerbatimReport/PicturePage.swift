/// A table with its picture: in HTML both on one page, elsewhere the table alone.
public struct PicturePage {
  public var table: Table
  /// An SVG element, as ``SVGHeatMap/svg`` gives it.
  public var picture: String?

  public init(_ table: Table, picture: String?) {
    self.table = table
    self.picture = picture
  }

  public func write(
    to output: inout some TextOutputStream, as format: ReportFormat,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    guard format == .html, let picture else {
      return table.write(to: &output, as: format, terminal: terminal)
    }
    output.write(HTMLPage.begin(title: table.title ?? ""))
    output.write("<figure class=\"picture\">\n\(picture)</figure>\n")
    table.writeHTMLBody(to: &output)
    output.write(HTMLPage.end)
  }
}
