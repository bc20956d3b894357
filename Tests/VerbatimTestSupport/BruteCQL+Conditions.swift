import Foundation
import VerbatimQuery

extension BruteCQL {
  /// Whether a condition holds of the token at a position.
  func holds(
    _ constraint: CQLConstraint, at position: Int, _ state: State, _ start: Int
  ) -> Bool {
    switch constraint {
    case .always: return true
    case .name(let name):
      if state.labels[name] != nil { return true }
      return regions.contains { $0.name == name && $0.range.contains(position) }
    case .boundary(let side, let name):
      return regions.contains {
        $0.name == name && $0.range.contains(position)
          && (side == .open ? $0.range.lowerBound == position : $0.range.upperBound == position + 1)
      }
    case .not(let operand): return !holds(operand, at: position, state, start)
    case .and(let operands):
      return operands.allSatisfy { holds($0, at: position, state, start) }
    case .or(let operands): return operands.contains { holds($0, at: position, state, start) }
    case .implication(let left, let right):
      return !holds(left, at: position, state, start) || holds(right, at: position, state, start)
    case .comparison(let left, let op, let right, let flags):
      return compare(left, op, right, flags, position, state, start)
    }
  }

  private func compare(
    _ left: CQLOperand, _ op: CQLComparison, _ right: CQLOperand, _ flags: CQLString.Flags,
    _ position: Int, _ state: State, _ start: Int
  ) -> Bool {
    switch (left, right) {
    case (.attribute(let label, let name), .string(let value)):
      guard op == .equal || op == .unequal else { break }
      guard let place = place(label, position, state, start) else { return false }
      return values(name, at: place).contains { matches($0, value, name) } == (op == .equal)
    case (.attribute(let first, let a), .attribute(let second, let b)):
      guard op == .equal || op == .unequal else { break }
      guard let one = place(first, position, state, start),
        let two = place(second, position, state, start)
      else { return false }
      let mine = values(a, at: one).map { key($0, flags) }
      let others = values(b, at: two).map { key($0, flags) }
      // Absent values agree with each other.
      let isEqual = mine.isEmpty ? others.isEmpty : mine.contains { others.contains($0) }
      return isEqual == (op == .equal)
    default: break
    }
    guard let a = number(left, state), let b = number(right, state) else { return false }
    switch op {
    case .equal: return a == b
    case .unequal: return a != b
    case .less: return a < b
    case .lessOrEqual: return a <= b
    case .greater: return a > b
    case .greaterOrEqual: return a >= b
    }
  }

  /// Numbers of positions; what else there is has tests of its own.
  private func number(_ operand: CQLOperand, _ state: State) -> Int? {
    switch operand {
    case .number(let number): return number
    case .string(let value): return Int(value.text)
    case .call(let function, let arguments):
      let labels = arguments.compactMap { argument -> Range<Int>? in
        if case .label(let name) = argument { return state.labels[name] }
        return nil
      }
      guard labels.count == arguments.count, let first = labels.first, let last = labels.last else {
        return nil
      }
      switch function {
      case .distance, .dist: return last.lowerBound - first.lowerBound
      case .distabs: return abs(last.lowerBound - first.lowerBound)
      case .start: return first.lowerBound
      case .end: return first.upperBound
      case .int, .strlen: return nil
      }
    case .attribute, .label: return nil
    }
  }

  private func place(_ label: String?, _ position: Int, _ state: State, _ start: Int) -> Int? {
    switch label {
    case nil: position
    case "match": start
    case "matchend": state.position - 1
    case let name?: state.labels[name]?.lowerBound
    }
  }

  private func values(_ attribute: String, at position: Int) -> [String] {
    guard tokens.indices.contains(position) else { return [] }
    switch attribute {
    case "word": return [tokens[position].word]
    case "lc": return [tokens[position].lc]
    case "fold": return [tokens[position].fold]
    case "stem": return tokens[position].stem.map { [$0] } ?? []
    default:
      let parts = attribute.split(separator: "_", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { return [] }
      return regions.filter { $0.name == parts[0] && $0.range.contains(position) }
        .flatMap { $0.attributes.filter { $0.name == parts[1] }.map(\.value) }
    }
  }

  private func key(_ value: String, _ flags: CQLString.Flags) -> String {
    if flags.contains(.ignoresDiacritics) { return foldKey(value) }
    return flags.contains(.ignoresCase) ? lowKey(value) : value
  }

  /// Whether a whole value matches, by an engine of another make. `%d` goes with `%c` here.
  func matches(_ value: String, _ pattern: CQLString, _ attribute: String = "word") -> Bool {
    var flags = pattern.flags
    if attribute == "fold" { flags.formUnion([.ignoresCase, .ignoresDiacritics]) }
    if attribute == "lc" || attribute == "stem" { flags.insert(.ignoresCase) }
    let value = key(value, flags)
    let text = key(pattern.text, flags)
    if flags.contains(.literal) { return value == text }
    guard
      let expression = try? NSRegularExpression(
        pattern: "^(?:" + text + ")$", options: [.dotMatchesLineSeparators])
    else { return false }
    let whole = NSRange(value.startIndex..<value.endIndex, in: value)
    return expression.firstMatch(in: value, range: whole)?.range == whole
  }
}
