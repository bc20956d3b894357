import VerbatimQuery

// Short names for the trees of the tests.

func w(_ text: String) -> QueryNode { .word(WordPattern(form: .folded, text: text)) }
func exact(_ text: String) -> QueryNode { .word(WordPattern(form: .exact, text: text)) }
func stem(_ text: String) -> QueryNode { .word(WordPattern(form: .stem, text: text)) }
func phrase(_ items: PhraseItem..., slack: Int = 0) -> QueryNode { .phrase(items, slack: slack) }
func i(_ text: String) -> PhraseItem { .word(WordPattern(form: .folded, text: text)) }
func near(
  _ left: QueryNode, _ right: QueryNode, _ distance: Int = 5, _ order: NearOrder = .any
) -> QueryNode { .near(left, right, distance: distance, order: order) }
func field(_ name: String, _ values: String...) -> QueryNode {
  .field(
    FieldFilter(
      name: name,
      condition: .values(
        values.map {
          $0.hasPrefix("!")
            ? FieldFilter.Value(text: String($0.dropFirst()), isNegated: true)
            : FieldFilter.Value(text: $0)
        })))
}
func field(_ name: String, from lower: Int?, to upper: Int?) -> QueryNode {
  .field(FieldFilter(name: name, condition: .range(lower, upper)))
}

let testFields: Set<String> = ["sex", "born", "occupation", "language"]

func parsed(_ query: String) throws(QueryError) -> QueryNode {
  try SimpleQueryParser.parse(query, knownFields: testFields)
}

func parseError(_ query: String) -> QueryError? {
  do {
    _ = try parsed(query)
    return nil
  } catch {
    return error
  }
}
