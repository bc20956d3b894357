/// Fields: `role:participant`, `speaker:(P1, P2)`, `turn:>100`, `born:1950..1959`.
extension SimpleQueryParser {
  mutating func field(nameEnd: Int) throws(QueryError) -> FieldFilter {
    let nameRange = position..<nameEnd
    let name = raw(nameRange)
    guard
      Self.builtInFields.contains(name) || fields.contains(name)
        || (name.hasPrefix("attr.") && nameRange.count > 5)
    else {
      let known = Self.builtInFields.union(fields).sorted()
      throw QueryError(
        range: nameRange, kind: .unknownField(name, known: known), expected: [.fieldName],
        suggestion: EditDistance.nearest(to: name, among: known))
    }
    position = nameEnd + 1
    let condition =
      switch next {
      case "(": FieldFilter.Condition.values(try list(of: name))
      case ">", "<": try comparison()
      default: try singleValue(of: name)
      }
    return FieldFilter(name: name, condition: condition, mode: try mode(of: name))
  }

  private mutating func singleValue(
    of field: String
  ) throws(QueryError) -> FieldFilter.Condition {
    let start = position
    let value = try self.value(of: field, inList: false)
    guard let (first, last) = SimpleSyntax.rangeEnds(scalars[start..<position]) else {
      return .values([value])
    }
    let range = start..<position
    let bounds = -Self.maximumNumber...Self.maximumNumber
    let lower = first.isEmpty ? nil : try Self.number(first, in: bounds, range: range)
    let upper = last.isEmpty ? nil : try Self.number(last, in: bounds, range: range)
    if let lower, let upper, lower > upper {
      throw QueryError(range: range, kind: .reversedRange)
    }
    return .range(lower, upper)
  }

  /// `>100`, `>=100`, `<100`, `<=100`.
  private mutating func comparison() throws(QueryError) -> FieldFilter.Condition {
    let isGreater = next == ">"
    position += 1
    let isEqualToo = next == "="
    if isEqualToo { position += 1 }
    let start = position
    if next == "-" { position += 1 }
    while let next, !SimpleSyntax.endsWord(next) { position += 1 }
    let range = start..<position
    let digits = scalars[range].first == "-" ? range.dropFirst() : range
    guard !digits.isEmpty, scalars[digits].allSatisfy(SimpleSyntax.isDigit) else {
      throw QueryError(range: range, kind: .numberExpected, expected: [.number])
    }
    var bounds = -Self.maximumNumber...Self.maximumNumber
    if !isEqualToo {
      // The range that comes of it must be one that can be typed.
      bounds = bounds.lowerBound + 1...bounds.upperBound - 1
    }
    let number = try Self.number(raw(range), in: bounds, range: range)
    let step = isEqualToo ? 0 : 1
    return isGreater ? .range(number + step, nil) : .range(nil, number - step)
  }

  /// `(a, b OR c)`.
  private mutating func list(of field: String) throws(QueryError) -> [FieldFilter.Value] {
    let start = position
    position += 1
    var values: [FieldFilter.Value] = []
    while true {
      skipBlanks()
      guard next != nil else { throw unclosed(.parenthesis, at: start) }
      values.append(try value(of: field, inList: true))
      skipBlanks()
      if next == ")" {
        position += 1
        return values
      }
      if next == "," || next == "|" {
        position += 1
      } else if SimpleSyntax.Keyword(in: scalars, at: position) == .or {
        position += 2
      } else if next == nil {
        throw unclosed(.parenthesis, at: start)
      } else {
        throw unexpected(expected: [.comma, .or, .closing(.parenthesis)])
      }
    }
  }

  private mutating func value(
    of field: String, inList: Bool
  ) throws(QueryError) -> FieldFilter.Value {
    let start = position
    let isNegated = next == "!"
    if isNegated { position += 1 }
    let valueStart = position
    let text: String
    if let closers = next.flatMap(SimpleSyntax.closers) {
      position += 1
      text = try self.text(keeping: .ofValues) { closers.contains($0) }
      guard next != nil else { throw unclosed(.quote, at: valueStart) }
      position += 1
    } else {
      text =
        if inList, SimpleSyntax.Keyword(in: scalars, at: position) == .or {
          ""
        } else {
          try self.text(keeping: .ofValues) {
            SimpleSyntax.endsWord($0) || $0 == "~" || (inList && $0 == ",")
          }
        }
      let raw = scalars[valueStart..<position]
      let isComparison = raw.first == ">" || raw.first == "<"
      if isComparison || SimpleSyntax.rangeEnds(raw) != nil, inList || isNegated {
        throw QueryError(range: start..<position, kind: .rangeNotAllowed, expected: [.value])
      }
    }
    guard !text.isEmpty else {
      throw QueryError(
        range: start..<position, kind: .valueMissing(field: field), expected: [.value])
    }
    return FieldFilter.Value(text: text, isNegated: isNegated)
  }

  /// `~exact`, `~inside`, `~overlap` behind a field.
  private mutating func mode(of field: String) throws(QueryError) -> RegionMode? {
    guard next == "~" else { return nil }
    let start = position
    position += 1
    while let next, !SimpleSyntax.endsWord(next) { position += 1 }
    let name = raw(start + 1..<position)
    guard Self.fieldsWithPlaces.contains(field) else {
      guard RegionMode(rawValue: name) != nil else {
        position = start
        throw unexpected(expected: [.operand, .end])
      }
      throw QueryError(range: start..<position, kind: .modeNotAllowed(field: field))
    }
    guard let mode = RegionMode(rawValue: name) else {
      throw QueryError(
        range: start..<position, kind: .unknownMode(name), expected: [.mode],
        suggestion: EditDistance.nearest(to: name, among: RegionMode.allCases.map(\.rawValue))
          .map { "~" + $0 })
    }
    return mode
  }

  /// Fields that speak of stretches of turns.
  static let fieldsWithPlaces: Set<String> = ["theme", "coder"]
}
