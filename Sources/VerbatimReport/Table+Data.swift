extension Table {
  /// `{"title": …, "notes": […], "counted": {…}, "results": […]}`, a row a line.
  func writeJSON(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    json.beginObject()
    json.member("title", title)
    json.member("notes", notes)
    if !caption.isEmpty {
      json.key("counted")
      TableCaption.Value.parts(caption.lines).write(to: &json)
    }
    json.key("results")
    json.beginArray(onLines: true)
    for row in rows {
      write(row, to: &json)
      output.write(json.take())
    }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }

  /// One object a row, keyed by the columns' ids; an empty cell has no key.
  func writeJSONLines(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    for row in rows {
      write(row, to: &json)
      json.lineBreak()
      output.write(json.take())
    }
  }

  private func write(_ row: [Cell], to json: inout JSONWriter) {
    json.beginObject()
    writeMembers(row, to: &json)
    json.endObject()
  }

  /// The members of a row's object.
  func writeMembers(_ row: [Cell], to json: inout JSONWriter) {
    for (index, column) in columns.enumerated() {
      switch cell(row, index) {
      case .none, .undefined: continue
      case .text(let text), .tree(let text, _): json.member(column.id, text)
      case .list(let texts): json.member(column.id, texts)
      case .integer(let number): json.member(column.id, number)
      case .decimal(let number, _): json.member(column.id, number)
      case .seconds(let time): json.member(column.id, time)
      case .share(let count, let total):
        json.member(column.id, count)
        json.member(column.id + "_of", total)
      case .flag(let flag): json.member(column.id, flag)
      }
    }
  }

  func writeCSV(to output: inout some TextOutputStream) {
    let header = columns.flatMap { column in
      column.kind == .share ? [column.id, column.id + "_of"] : [column.id]
    }
    output.write(CSV.row(header.map { .text($0) }))
    for row in rows {
      let cells = columns.indices.flatMap { index -> [CSV.Cell] in
        let cell = cell(row, index)
        guard columns[index].kind == .share else { return [csvCell(cell)] }
        guard case .share(let count, let total) = cell else { return [csvCell(cell), .empty] }
        return [.number(String(count)), .number(String(total))]
      }
      output.write(CSV.row(cells))
    }
  }

  private func csvCell(_ cell: Cell) -> CSV.Cell {
    switch cell {
    case .none, .undefined: .empty
    case .text(let text), .tree(let text, _): .text(text)
    case .list(let texts): .text(texts.joined(separator: "; "))
    case .integer(let number): .number(String(number))
    case .decimal(let number, _): .number(number.isFinite ? number.description : "")
    case .seconds(let time): .number(time.decimalSeconds)
    case .share: .text(cell.shown)
    case .flag(let flag): .number(flag ? "true" : "false")
    }
  }
}
