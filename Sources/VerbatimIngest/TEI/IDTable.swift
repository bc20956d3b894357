import VerbatimXML

/// Every identifier of a document and, for those within turns, the words it covers. A tokenised
/// transcript has one for each word.
struct IDTable {
  /// A stretch of a turn's text in Unicode scalars; `turn` is an index, -1 outside of turns.
  struct Place {
    var draft: Int32 = -1
    var turn: Int32 = -1
    var lower: Int32 = -1
    var upper: Int32 = -1
  }

  private var table = ByteTable()
  private(set) var places: [Place] = []

  /// Adds the attribute's value; the number of the entry and whether it is the first of its name.
  mutating func insert(_ attribute: XMLAttribute) -> (entry: Int, isNew: Bool) {
    let (entry, isNew) = table.insert(attribute.bytes)
    if isNew { places.append(Place()) }
    return (entry, isNew)
  }

  func place(of id: String) -> Place? {
    table.number(of: id).map { places[$0] }.flatMap { $0.turn < 0 ? nil : $0 }
  }

  func name(of entry: Int) -> String { table.string(entry) }

  mutating func put(_ place: Place, at entry: Int) {
    places[entry] = place
  }
}
