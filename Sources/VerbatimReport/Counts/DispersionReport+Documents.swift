import VerbatimExtract

extension DispersionReport {
  /// An object with the measures and the parts of each query; a measure without a value is left out,
  /// and `undefined` says why.
  func writeJSON(to output: inout some TextOutputStream) {
    let table = measures
    var json = JSONWriter()
    json.beginObject()
    json.member("notes", table.notes)
    json.key("counted")
    TableCaption.Value.parts(table.caption.lines).write(to: &json)
    json.key("results")
    json.beginArray(onLines: true)
    for (row, cells) in zip(rows, table.rows) {
      json.beginObject()
      table.writeMembers(cells, to: &json)
      let missing = Self.values(of: row.dispersion).compactMap { value -> (String, String)? in
        guard case .failure(let reason) = value.value else { return nil }
        return (value.id, Self.words(reason))
      }
      if !missing.isEmpty {
        json.key("undefined")
        json.beginObject()
        for (id, reason) in missing { json.member(id, reason) }
        json.endObject()
      }
      json.member("hits_in_no_part", row.hitsInNoPart)
      json.key("parts")
      json.beginArray()
      let parts = partsTable(row, hasDrawings: false)
      for (part, cells) in zip(row.parts, parts.rows) {
        json.beginObject()
        parts.writeMembers(cells, to: &json)
        json.key("offsets")
        json.beginArray()
        for offset in part.offsets { json.value(offset) }
        json.endArray()
        json.endObject()
      }
      json.endArray()
      json.endObject()
      output.write(json.take())
    }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }

  /// A page: for each query its parts and a drawing of where the hits stand, then the measures.
  func writeHTML(to output: inout some TextOutputStream) {
    output.write(HTMLPage.begin(title: "Dispersion"))
    for row in rows {
      partsTable(row, hasDrawings: false).writeHTMLBody(to: &output)
      writeDrawing(of: row, to: &output)
    }
    measures.writeHTMLBody(to: &output)
    output.write(HTMLPage.end)
  }

  /// A line for each part, a stroke for each hit; strokes that would fall together are one.
  private func writeDrawing(
    of row: DispersionList.Row, to output: inout some TextOutputStream
  ) {
    let (left, width, step) = (160, 600, 22)
    let height = row.parts.count * step + 4
    output.write(
      "<figure>\n<svg viewBox=\"0 0 \(left + width + 4) \(height)\" role=\"img\" "
        + "width=\"100%\" font-size=\"12\">\n")
    output.write("<title>\(HTMLText.escape("Where \(row.query) stands"))</title>\n")
    for (number, part) in row.parts.enumerated() {
      let top = number * step + 4
      let middle = top + 8
      output.write(
        "<text x=\"\(left - 8)\" y=\"\(middle + 4)\" text-anchor=\"end\" fill=\"currentColor\">"
          + HTMLText.escape(String(part.name.prefix(24))) + "</text>\n")
      output.write(
        "<path d=\"M\(left) \(middle)h\(width)\" stroke=\"currentColor\" opacity=\".3\"/>\n")
      let strokes = Set(part.offsets.map { Sparks.stretch($0, part.words, width) }).sorted()
      guard !strokes.isEmpty else { continue }
      let path = strokes.map { "M\(left + $0) \(top)v16" }.joined()
      output.write("<path d=\"\(path)\" stroke=\"currentColor\" stroke-width=\"1.5\"/>\n")
    }
    output.write(
      "</svg>\n<figcaption>Each line is a part from its first word to its last; each stroke is a "
        + "hit.</figcaption>\n</figure>\n")
  }
}
