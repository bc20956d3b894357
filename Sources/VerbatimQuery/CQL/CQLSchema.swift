import VerbatimCorpus
import VerbatimIndex

/// The names that a query of the corpus query language can use: one table of attributes and regions.
public struct CQLSchema: Sendable, Equatable {
  /// A stretch of tokens with a name, and facts about it.
  public struct Region: Sendable, Equatable {
    public var name: String
    /// Always there.
    public var attributes: [String]
    /// Found in the corpus: facts of its people and sessions.
    public var found: [String]

    public init(name: String, attributes: [String], found: [String] = []) {
      self.name = name
      self.attributes = attributes
      self.found = found
    }
  }

  /// Attributes of tokens.
  public var attributes: [String]
  public var regions: [Region]

  /// Attributes that every corpus has.
  public static let tokenAttributes = ["word", "lc", "fold", "stem", "type", "punct"]

  /// Regions that every corpus has.
  public static let builtIn: [Region] = [
    Region(name: "text", attributes: ["id", "group", "title", "lang"]),
    Region(name: "u", attributes: ["id", "n", "who", "role", "lang", "start", "end"]),
    Region(name: "s", attributes: []),
    Region(name: "theme", attributes: ["name", "path", "id", "label", "coder"]),
    Region(name: "event", attributes: ["kind", "desc", "who"]),
  ]

  public init(
    attributes: [String] = CQLSchema.tokenAttributes, regions: [Region] = CQLSchema.builtIn
  ) {
    self.attributes = attributes
    self.regions = regions
  }

  /// Every name in some segments. Cost: reads all session records.
  public static func known(
    in segments: [Segment], regions: any RegionSource = NoRegions()
  ) throws -> CQLSchema {
    var people: Set<String> = []
    var sessions: Set<String> = []
    var turns: Set<String> = []
    for segment in segments {
      turns.formUnion(segment.turnAttributeNames())
      for index in 0..<segment.sessionCount {
        let session = try segment.session(index).session
        for entry in session.attributes.entries { sessions.insert(entry.name) }
        for person in session.participants {
          for entry in person.attributes.entries { people.insert("who_" + entry.name) }
        }
      }
    }
    var schema = CQLSchema()
    schema.attributes += CQLLayers.names(in: segments)
    for index in schema.regions.indices {
      switch schema.regions[index].name {
      case "text": schema.regions[index].found = sessions.sorted()
      case "u": schema.regions[index].found = people.sorted() + turns.sorted()
      default: break
      }
    }
    for name in try regions.regionNames() where !builtIn.contains(where: { $0.name == name }) {
      schema.regions.append(Region(name: name, attributes: []))
    }
    return schema
  }

  /// `nil` for a region whose attributes are not known before they are looked at.
  func attributes(of region: String) -> [String]? {
    guard let found = regions.first(where: { $0.name == region }) else { return nil }
    let isOpen = !CQLSchema.builtIn.contains { $0.name == region }
    return isOpen ? nil : found.attributes + found.found
  }
}

/// Values of the attribute `type`: what a token is, the first of these that it is.
public enum CQLTokenType: String, Sendable, CaseIterable {
  case placeholder
  case number
  case symbol
  /// A word broken off: `th-`.
  case truncated
  /// A hesitation: `erm`.
  case filler
  case word
}

/// Annotation layers of tokens: attributes that a source gives, `lemma`, `pos`, `norm`.
enum CQLLayers {
  /// Each once, in the order in which segments have them.
  static func names(in segments: [Segment]) -> [String] {
    var names: [String] = []
    for segment in segments {
      for layer in segment.layers where !names.contains(layer.name) { names.append(layer.name) }
    }
    return names
  }
}

/// A stretch of a turn that has a name: a coded theme.
public struct RegionSpan: Sendable, Equatable {
  /// Number of the turn in its session, from 1.
  public var turn: Int
  /// Unicode scalar offsets in the turn's text; `nil` is the whole turn.
  public var span: Range<Int>?
  /// Names may repeat; a test holds where one value fulfils it.
  public var attributes: [(name: String, value: String)]

  public init(turn: Int, span: Range<Int>?, attributes: [(name: String, value: String)] = []) {
    self.turn = turn
    self.span = span
    self.attributes = attributes
  }

  public static func == (left: RegionSpan, right: RegionSpan) -> Bool {
    left.turn == right.turn && left.span == right.span
      && left.attributes.elementsEqual(right.attributes) { $0 == $1 }
  }
}

extension RegionSource {
  /// Spans by session id of the regions with a name; empty where there are none.
  public func regionSpans(named name: String) throws -> [String: [RegionSpan]] { [:] }

  /// Names of regions besides those that every corpus has.
  public func regionNames() throws -> [String] { [] }
}

extension CQLSchema {
  /// The names that are known without the records of sessions: enough for a query that asks for no
  /// region's attributes.
  public static func plain(_ segments: [Segment]) -> CQLSchema {
    CQLSchema(attributes: tokenAttributes + CQLLayers.names(in: segments))
  }
}
