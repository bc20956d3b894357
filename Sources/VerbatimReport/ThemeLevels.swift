/// The themes of a codebook as the table that a paper begins its findings with: a column a level, each
/// theme named once, the themes of the last level together in their parent's row.
///
/// ```swift
/// ThemeLevels(nodes).table.string(as: .text)
/// // Master themes               Component themes      Sub-themes
/// // ──────────────────────────  ────────────────────  ─────────────────────────────
/// // A. Embrace the differences  1. Approaches
/// //                             3. Different paths    a. All-knowing
/// //                                                   b. Authoritarian
/// // B. Harness the context      1. Own recovery
/// ```
public struct ThemeLevels: Sendable, Equatable {
  public struct Node: Sendable, Equatable {
    public var label: String
    public var name: String
    /// 0 for a root of the codebook.
    public var depth: Int
    /// Behind the name, in brackets: `72; 25 of 26`.
    public var remark: String?

    public init(label: String, name: String, depth: Int, remark: String? = nil) {
      self.label = label
      self.name = name
      self.depth = depth
      self.remark = remark
    }

    fileprivate var text: String {
      let title = name.isEmpty ? label : "\(label). \(name)"
      return remark.map { "\(title) (\($0))" } ?? title
    }
  }

  /// Parents before their children.
  public var nodes: [Node]
  public var notes: [String]

  public init(_ nodes: [Node], notes: [String] = []) {
    self.nodes = nodes
    self.notes = notes
  }

  private static let levels = ["Master themes", "Component themes", "Sub-themes"]

  /// `Master themes, component themes and sub-themes`.
  public var title: String {
    let names = columns.enumerated().map { $0 == 0 ? $1 : $1.lowercased() }
    guard let last = names.last, names.count > 1 else { return names.first ?? "Themes" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }

  private var top: Int { nodes.map(\.depth).min() ?? 0 }
  private var bottom: Int { nodes.map(\.depth).max() ?? 0 }

  private var columns: [String] {
    nodes.isEmpty
      ? []
      : (top...bottom).map { $0 < Self.levels.count ? Self.levels[$0] : "Level \($0 + 1)" }
  }

  public var table: Table {
    let names = columns
    var rows: [[String]] = []
    for node in nodes {
      let column = node.depth - top
      if column == names.count - 1, column > 0, let last = rows.indices.last {
        rows[last][column] += (rows[last][column].isEmpty ? "" : "\n") + node.text
        continue
      }
      // A theme stands in its parent's row where it is the first below it.
      if column > 0, let last = rows.indices.last, rows[last][column].isEmpty,
        !rows[last][column - 1].isEmpty
      {
        rows[last][column] = node.text
      } else {
        var row = [String](repeating: "", count: names.count)
        row[column] = node.text
        rows.append(row)
      }
    }
    return Table(
      columns: names.enumerated().map { .init(Self.id(top + $0), $1) },
      rows: rows.map { $0.map { .text($0) } }, notes: notes)
  }

  private static func id(_ depth: Int) -> String {
    let ids = ["master", "component", "sub"]
    return depth < ids.count ? ids[depth] : "level\(depth + 1)"
  }
}
