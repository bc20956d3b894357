import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimReport

@Suite("CSV")
struct CSVTests {
  /// RFC 4180, strictly: `nil` where a line end or a quotation mark stands where it must not.
  private func parse(_ text: String) -> [[String]]? {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let first = rest.first {
      if first == "\"", cell.isEmpty {
        rest.removeFirst()
        while true {
          guard let next = rest.popFirst() else { return nil }
          if next == "\"" {
            guard rest.first == "\"" else { break }
            rest.removeFirst()
          }
          cell.append(next)
        }
        guard rest.first == "," || rest.first == "\r" else { return nil }
        continue
      }
      rest.removeFirst()
      switch first {
      case ",":
        row.append(String(cell))
        cell = .init()
      case "\r":
        guard rest.popFirst() == "\n" else { return nil }
        row.append(String(cell))
        cell = .init()
        rows.append(row)
        row = []
      case "\n", "\"": return nil
      default: cell.append(first)
      }
    }
    return row.isEmpty && cell.isEmpty ? rows : nil
  }

  private func unguarded(_ cell: String) -> String {
    let first = cell.unicodeScalars.first { $0 != "'" }
    guard cell.unicodeScalars.first == "'", let first,
      "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first)
    else { return cell }
    return String(cell.unicodeScalars.dropFirst())
  }

  @Test("a row an extract, under the names of the JSON keys")
  func golden() {
    let sha = Samples.sha
    #expect(
      ExtractReport(Samples.list).string(as: .csv) == """
        id,session,group,turn,speaker,role,text,spans,match,themes,theme_ids,start,end,path,\
        sha256,line,bytes,exact\r
        fg2:118:12-24,fg2,FG2,118,P07,participant,\
        I think the peer support worker was really there for me.,12-24,peer support,A/3/b,t7,\
        754.2,761.0,fg2.xml,\(sha),212,10233-10411,true\r
        fg2:120,fg2,FG2,120,"P08; P09",,Yes.,,,,,,,fg2.xml,\(sha),214,,true\r

        """)
  }

  @Test(
    "what a spreadsheet would run gets an apostrophe",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-yes", "'-yes"), ("@x", "'@x"), ("＝x", "'＝x"),
      ("'=x", "''=x"), ("'tis", "'tis"), ("a=b", "a=b"), ("", ""), ("\tx", "\"'\tx\""),
      ("\rx", "\"'\rx\""), (" x", "\" x\""), ("a\"b", "\"a\"\"b\""),
    ])
  func guarded(text: String, cell: String) {
    #expect(CSV.row([.text(text)]) == cell + "\r\n")
  }

  @Test("numbers are not guarded")
  func numbers() {
    let table = Table(
      columns: [.init("a", "a", .number), .init("b", "b", .number)],
      rows: [[.integer(-3), .decimal(-0.5, places: 1)]])
    #expect(table.string(as: .csv) == "a,b\r\n-3,-0.5\r\n")
  }

  @Test("every hostile text reads back")
  func hostile() throws {
    for seed in 0..<400 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let extracts = [random.extract(), random.extract()]
      var report = ExtractReport(Samples.list(of: extracts))
      report.showsContext = true
      let rows = try #require(parse(report.string(as: .csv)), "seed \(seed)")
      #expect(rows.count == 3)
      for (row, extract) in zip(rows.dropFirst(), extracts) {
        try #require(row.count == 20)
        #expect(isSame(unguarded(row[0]), extract.id), "seed \(seed)")
        #expect(isSame(unguarded(row[6]), extract.text), "seed \(seed)")
        #expect(isSame(unguarded(row[8]), extract.match), "seed \(seed)")
        for cell in row {
          #expect(!"=+-@\t\r\n＝＋－＠".unicodeScalars.contains(cell.unicodeScalars.first ?? "x"))
        }
      }
    }
  }
}
