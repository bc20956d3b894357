import Foundation
import VerbatimCorpus

/// Codings as JSON Lines, an object a coding, with all that is known of it: what is written and read again
/// is the same.
///
/// ```json
/// {"session": "fg1", "turn": 13, "start": 0, "end": 12, "quote": "…", "theme": "embrace", "coder": "EO",
///  "origin": "person", "created_at": "2026-11-23T09:00:00Z"}
/// ```
///
/// `session`, `turn` and `theme` are required; `start` and `end`, `quote`, `coder`, `memo` mean what they
/// mean in ``CodingsCSV``; `origin` is `person` where it is absent, a rule's codings name their `rule`.
public enum CodingsJSONL {
  /// Longer lines are refused: no coding has one.
  public static let longestLine = 1 << 22

  static let keys = CodingsCSV.columns + ["origin", "rule", "created_at"]

  /// - Parameter text: the text of a turn, for the quote; without it there is none.
  public static func write(
    _ codings: some Sequence<Coding>,
    text: (_ session: String, _ turn: Int) -> String? = { _, _ in nil }
  ) -> String {
    var lines = ""
    for coding in codings {
      var members: [(String, String)] = [
        ("session", JSONText.written(coding.session)), ("turn", String(coding.turn)),
      ]
      if let span = coding.span {
        members.append(("start", String(span.lowerBound)))
        members.append(("end", String(span.upperBound)))
        if let turn = text(coding.session, coding.turn) {
          members.append(("quote", JSONText.written(turn.scalars(span))))
        }
      }
      members.append(("theme", JSONText.written(coding.theme)))
      if let coder = coding.coder { members.append(("coder", JSONText.written(coder))) }
      if let memo = coding.memo { members.append(("memo", JSONText.written(memo))) }
      members.append(("origin", JSONText.written(coding.origin.name)))
      if let rule = coding.origin.rule { members.append(("rule", JSONText.written(rule))) }
      members.append(("created_at", JSONText.written(coding.createdAt.text)))
      lines += "{" + members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}\n"
    }
    return lines
  }

  /// Reads codings; what is wrong with one line never loses the others.
  ///
  /// - Parameters:
  ///   - rules: ids of the rules whose codings may come in.
  ///   - time: of codings that have none.
  ///   - text: the text of a turn; `nil` where there is no such session or turn.
  public static func read(
    _ bytes: [UInt8], codebook: Codebook, coder: String? = nil, rules: Set<String> = [],
    at time: Timestamp, text: (_ session: String, _ turn: Int) -> String?
  ) -> CodingsCSV.Result {
    let header = CSVRecords.Record(line: 1, fields: CodingsCSV.columns)
    var rows = CodingRows(header, result: CodingsCSV.Result(codings: [], problems: []))
    var number = 0
    for line in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
      number += 1
      let content = line.drop { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
      if content.isEmpty || (number == 1 && Array(content) == [0xEF, 0xBB, 0xBF]) { continue }
      let row: Row
      do throws(RowProblem) {
        row = try Row(content, isFirst: number == 1)
      } catch {
        rows.report(line: number, error.kind)
        continue
      }
      for key in row.unknown {
        rows.report(
          line: number,
          .unknownColumn(
            key, known: keys, suggestion: Suggestions.nearest(to: key, among: keys).first))
      }
      let origin: Coding.Origin
      switch (row.origin ?? "person", row.rule) {
      case ("person", _): origin = .person
      case ("source", _): origin = .source
      case ("rule", let rule?) where rules.contains(rule): origin = .rule(rule)
      case ("rule", let rule):
        rows.report(line: number, .unknownRule(rule ?? ""))
        continue
      default:
        rows.report(line: number, .unknownOrigin)
        continue
      }
      rows.read(
        CSVRecords.Record(line: number, fields: row.fields), codebook: codebook, coder: coder,
        origin: origin, at: row.createdAt ?? time, text: text)
    }
    return rows.result
  }

  private struct RowProblem: Error {
    var kind: CodingProblem.Kind
  }

  /// One object, its values as the fields of a table.
  private struct Row {
    var fields: [String]
    var origin: String?
    var rule: String?
    var createdAt: Timestamp?
    var unknown: [String] = []

    init(_ line: ArraySlice<UInt8>, isFirst: Bool) throws(RowProblem) {
      guard line.count <= longestLine,
        let object = try? JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
      else { throw RowProblem(kind: .notJSON) }
      func field(_ key: String) throws(RowProblem) -> String {
        switch object[key] {
        case nil, is NSNull: return ""
        case let text as String: return text
        case let number as NSNumber:
          // A boolean is one byte; a fraction is no place.
          let isBoolean = ["c", "B"].contains(String(cString: number.objCType))
          guard !isBoolean, let whole = Int(exactly: number.doubleValue) else {
            throw RowProblem(kind: .notANumber(column: key))
          }
          return String(whole)
        default: throw RowProblem(kind: .notANumber(column: key))
        }
      }
      fields = []
      // The rows take the guard of a spreadsheet away, which stands in no JSON.
      for column in CodingsCSV.columns { fields.append(FormulaGuard.guarded(try field(column))) }
      let texts = try [field("origin"), field("rule"), field("created_at")]
      origin = texts[0].isEmpty ? nil : texts[0]
      rule = texts[1].isEmpty ? nil : texts[1]
      createdAt = Timestamp(loose: texts[2])
      unknown = object.keys.filter { !keys.contains($0) }.sorted()
    }
  }
}
