import VerbatimAnalysis

extension CQLEvaluator {
  /// Whether a condition holds of the token at a position.
  func holds(_ condition: CQLCondition, at position: Int, _ frame: CQLFrame) -> Bool {
    switch condition {
    case .always: return true
    case .matches(.layer(let name), let expression):
      return fulfils(name, at: position, expression)
    case .matches(.word, let expression): return isSpelled(expression, at: position)
    case .matches(let attribute, let expression):
      return values(attribute, at: position).contains { fulfils($0, expression) }
    case .compares(let left, let op, let right, let flags):
      return compare(left, op, right, flags, at: position, frame)
    case .isSet(let slot): return slot + 1 < frame.slots.count && frame.slots[slot + 1] >= 0
    case .inRegion(let region): return isInside(region, position)
    case .at(let place, let condition):
      guard let other = self.position(of: place, position, frame) else { return false }
      return holds(condition, at: other, frame)
    case .boundary(let side, let region):
      return regions.regions(region).contains { found in
        guard found.range.contains(position) else { return false }
        return side == .open
          ? found.beginsHere && found.range.lowerBound == position
          : found.endsHere && found.range.upperBound == position + 1
      }
    case .not(let operand): return !holds(operand, at: position, frame)
    case .and(let operands): return operands.allSatisfy { holds($0, at: position, frame) }
    case .or(let operands): return operands.contains { holds($0, at: position, frame) }
    }
  }

  private func position(of place: CQLPlace, _ position: Int, _ frame: CQLFrame) -> Int? {
    let found: Int
    switch place {
    case .here: found = position
    case .match: found = frame.start
    case .matchEnd: found = frame.end - 1
    case .label(let slot):
      // Set only when it is closed.
      guard slot + 1 < frame.slots.count, frame.slots[slot + 1] >= 0 else { return nil }
      found = Int(frame.slots[slot])
    case .nowhere: return nil
    }
    return found >= 0 && found < unit.count ? found : nil
  }

  /// The values of an attribute at a position: none where the token has it not, several only of
  /// regions.
  func values(_ attribute: CQLAttribute, at position: Int) -> [[UInt8]] {
    guard position >= 0, position < unit.count else { return [] }
    switch attribute {
    case .word: return [unit.surface(position)]
    case .punct: return [unit.punctuation(before: position)]
    case .lc, .fold, .stem, .type:
      return judge.value(attribute, ofTerm: unit.ids[position]).map { [$0] } ?? []
    case .layer(let name): return value(name, at: position).map { [$0] } ?? []
    case .region(let region, let name):
      return around(region, position).flatMap { regions.values($0, name) }.map { Array($0.utf8) }
    }
  }

  private func compare(
    _ left: CQLValue, _ op: CQLComparison, _ right: CQLValue, _ flags: CQLString.Flags,
    at position: Int, _ frame: CQLFrame
  ) -> Bool {
    if case .attribute(let first, let attribute) = left,
      case .attribute(let second, let other) = right, !op.isOrder
    {
      // An unset label makes every comparison false.
      guard let a = self.position(of: first, position, frame),
        let b = self.position(of: second, position, frame)
      else { return false }
      let mine = Set(self.values(attribute, at: a).map { key($0, flags) })
      let theirs = self.values(other, at: b).map { key($0, flags) }
      // Two tokens without a value agree, as where an absent value is an empty string.
      let isEqual = mine.isEmpty ? theirs.isEmpty : theirs.contains { mine.contains($0) }
      return isEqual == (op == .equal)
    }
    guard let a = number(left, at: position, frame), let b = number(right, at: position, frame)
    else {
      // `!=` of what is missing is true, but not of a label that is not set.
      return op == .unequal && isThere(left, position, frame) && isThere(right, position, frame)
    }
    switch op {
    case .equal: return a == b
    case .unequal: return a != b
    case .less: return a < b
    case .lessOrEqual: return a <= b
    case .greater: return a > b
    case .greaterOrEqual: return a >= b
    }
  }

  private func isThere(_ value: CQLValue, _ position: Int, _ frame: CQLFrame) -> Bool {
    switch value {
    case .attribute(let place, _), .measure(_, let place, _):
      self.position(of: place, position, frame) != nil
    case .call(_, let places): places.allSatisfy { self.position(of: $0, position, frame) != nil }
    case .number, .string: true
    }
  }

  private func key(_ value: [UInt8], _ flags: CQLString.Flags) -> [UInt8] {
    switch (flags.contains(.ignoresCase), flags.contains(.ignoresDiacritics)) {
    case (true, true): Keys.fold(value)
    case (true, false): Keys.lc(value)
    case (false, true): Keys.diac(value)
    case (false, false): value
    }
  }

  private func number(_ value: CQLValue, at position: Int, _ frame: CQLFrame) -> Int? {
    switch value {
    case .number(let number): return number
    case .string: return nil
    case .attribute(let place, let attribute):
      return number(of: place, attribute, position, frame)
    case .measure(let function, let place, let attribute):
      guard function == .strlen else { return number(of: place, attribute, position, frame) }
      guard let at = self.position(of: place, position, frame),
        let value = values(attribute, at: at).first
      else { return nil }
      return String(decoding: value, as: UTF8.self).unicodeScalars.count
    case .call(let function, let places):
      guard let first = places.first, let a = self.position(of: first, position, frame) else {
        return nil
      }
      switch function {
      case .distance, .dist, .distabs:
        guard places.count > 1, let b = self.position(of: places[1], position, frame) else {
          return nil
        }
        return function == .distabs ? abs(b - a) : b - a
      case .start: return a
      case .end: return end(of: first, a, frame)
      case .int, .strlen: return nil
      }
    }
  }

  private func end(of place: CQLPlace, _ position: Int, _ frame: CQLFrame) -> Int {
    if case .label(let slot) = place { return Int(frame.slots[slot + 1]) }
    return position + 1
  }

  private func number(
    of place: CQLPlace, _ attribute: CQLAttribute, _ position: Int, _ frame: CQLFrame
  ) -> Int? {
    guard let at = self.position(of: place, position, frame),
      let value = values(attribute, at: at).first
    else { return nil }
    return Int(String(decoding: value, as: UTF8.self))
  }
}
