/// The codebook with what stands behind each theme, as a table.
///
/// ```swift
/// ThemeTree(nodes, participantTotal: 26, groupTotal: 5).table.string(as: .text)
/// // path   theme                    extracts  participants  groups
/// // ─────  ───────────────────────  ────────  ────────────  ──────
/// // A      Embrace the difference         41      19 of 26  5 of 5
/// // A/3      Regulations                  12       7 of 26  3 of 5
/// ```
public struct ThemeTree: Sendable, Equatable {
  public struct Node: Sendable, Equatable {
    /// The identity that never changes.
    public var id: String
    /// The labels from the root: `A/3/b`.
    public var path: String
    public var name: String
    /// 0 for a root.
    public var depth: Int
    /// What is coded with the theme or one below it.
    public var extracts: Int
    public var participants: Int
    public var groups: Int

    public init(
      id: String, path: String, name: String, depth: Int, extracts: Int, participants: Int,
      groups: Int
    ) {
      self.id = id
      self.path = path
      self.name = name
      self.depth = depth
      self.extracts = extracts
      self.participants = participants
      self.groups = groups
    }
  }

  /// Parents before their children.
  public var nodes: [Node]
  public var participantTotal: Int
  public var groupTotal: Int
  public var title: String?
  public var notes: [String]

  public init(
    _ nodes: [Node], participantTotal: Int, groupTotal: Int, title: String? = nil,
    notes: [String] = []
  ) {
    self.nodes = nodes
    self.participantTotal = participantTotal
    self.groupTotal = groupTotal
    self.title = title
    self.notes = notes
  }

  public var table: Table {
    Table(
      title: title,
      columns: [
        .init("id", "id", isDataOnly: true), .init("path", "path"), .init("name", "theme"),
        .init("depth", "depth", .number, isDataOnly: true),
        .init("extracts", "extracts", .number), .init("participants", "participants", .share),
        .init("groups", "groups", .share),
      ],
      rows: nodes.map { node in
        [
          .text(node.id), .text(node.path), .tree(node.name, depth: node.depth),
          .integer(node.depth), .integer(node.extracts),
          .share(node.participants, of: participantTotal), .share(node.groups, of: groupTotal),
        ]
      },
      notes: notes)
  }
}
