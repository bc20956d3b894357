import Foundation
import VerbatimQuery

/// The slow, obvious way to answer a query of the corpus query language: every span of a text is asked
/// whether the definitions make it a match. The oracle for the automaton.
///
/// A pattern is a relation between positions: `ends(of:from:)` gives all positions to which one leads.
/// Nothing is shared, nothing is bounded; texts must be small.
public struct BruteCQL {
  public struct Token {
    public var word: String
    public var lc: String
    public var fold: String
    public var stem: String?

    public init(word: String, lc: String, fold: String, stem: String? = nil) {
      self.word = word
      self.lc = lc
      self.fold = fold
      self.stem = stem
    }
  }

  public struct Region {
    public var name: String
    public var range: Range<Int>
    public var attributes: [(name: String, value: String)]

    public init(
      name: String, range: Range<Int>, attributes: [(name: String, value: String)] = []
    ) {
      self.name = name
      self.range = range
      self.attributes = attributes
    }
  }

  /// Labels set so far, and ends of the regions that tags opened.
  struct State: Hashable {
    var position: Int
    var labels: [String: Range<Int>] = [:]
    var opened: [String: [Int]] = [:]
  }

  let tokens: [Token]
  let regions: [Region]
  let foldKey: (String) -> String
  let lowKey: (String) -> String

  public init(
    _ tokens: [Token], regions: [Region], foldKey: @escaping (String) -> String,
    lowKey: @escaping (String) -> String
  ) {
    self.tokens = tokens
    self.regions = regions.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    self.foldKey = foldKey
    self.lowKey = lowKey
  }

  /// The matches of a query, ordered by start, then end.
  public func matches(of query: CQLQuery) -> [Range<Int>] {
    switch query.body {
    case .pattern(let node):
      let all = spans(of: node, query.scope).filter { !$0.isEmpty }
      return Self.reduced(all, query.strategy)
    case .meet(let meet):
      return positions(meet).sorted().map { $0..<$0 + 1 }
    }
  }

  /// All spans that satisfy a pattern and lie in the scope.
  func spans(of node: CQLNode, _ scope: CQLScope) -> Set<Range<Int>> {
    var found: Set<Range<Int>> = []
    for start in 0...tokens.count {
      for state in ends(of: node, from: State(position: start), start, scope) {
        if isInside(start..<state.position, scope) { found.insert(start..<state.position) }
      }
    }
    return found
  }

  private func isInside(_ span: Range<Int>, _ scope: CQLScope) -> Bool {
    if span.isEmpty { return true }
    switch scope {
    case .tokens(let most): return span.count <= most
    case .region(let name, let count):
      let all = regions.filter { $0.name == name && !$0.range.isEmpty }
      return all.indices.contains { index in
        let last = all[min(index + count - 1, all.count - 1)]
        return all[index].range.contains(span.lowerBound)
          && max(all[index].range.upperBound, last.range.upperBound) >= span.upperBound
      }
    }
  }

  /// Reductions as they are defined, each span asked for itself.
  public static func reduced(
    _ all: Set<Range<Int>>, _ strategy: MatchStrategy
  ) -> [Range<Int>] {
    let smallest = all.filter { span in
      !all.contains { $0.lowerBound == span.lowerBound && $0.upperBound < span.upperBound }
    }
    let largest = all.filter { span in
      !all.contains { $0.lowerBound == span.lowerBound && $0.upperBound > span.upperBound }
    }
    func contains(_ outer: Range<Int>, _ inner: Range<Int>) -> Bool {
      outer != inner && outer.lowerBound <= inner.lowerBound && outer.upperBound >= inner.upperBound
    }
    let kept: Set<Range<Int>> =
      switch strategy {
      case .all: all
      case .traditional: smallest
      case .shortest: smallest.filter { span in !smallest.contains { contains(span, $0) } }
      case .standard:
        smallest.filter { span in
          !smallest.contains {
            $0.upperBound == span.upperBound && $0.lowerBound < span.lowerBound
          }
        }
      case .longest: largest.filter { span in !largest.contains { contains($0, span) } }
      }
    return kept.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }

  /// Every state that a pattern leads to from a state. `start` is where the match began.
  func ends(
    of node: CQLNode, from state: State, _ start: Int, _ scope: CQLScope
  ) -> Set<State> {
    var next = state
    switch node {
    case .token(let constraint):
      guard state.position < tokens.count, holds(constraint, at: state.position, state, start)
      else { return [] }
      next.position += 1
      return [next]
    case .sequence(let nodes):
      return nodes.reduce([state]) { states, node in
        Set(states.flatMap { ends(of: node, from: $0, start, scope) })
      }
    case .alternation(let nodes):
      return Set(
        nodes.flatMap { ends(of: $0, from: state, start, scope) }.map { restored($0, state) })
    case .repetition(let node, let low, let high):
      return repeated(node, low, high, state, start, scope)
    case .label(let name, let node):
      return Set(
        ends(of: node, from: state, start, scope).map {
          var labelled = $0
          labelled.labels[name] = state.position..<$0.position
          return labelled
        })
    case .tag(let tag, let side): return ends(of: tag, side, state)
    case .lookAhead(let constraint):
      return state.position < tokens.count && holds(constraint, at: state.position, state, start)
        ? [state] : []
    case .assertion(let node, let isBehind, let isNegated):
      let isThere = spans(of: node, scope).contains {
        isBehind ? $0.upperBound == state.position : $0.lowerBound == state.position
      }
      return isThere != isNegated ? [state] : []
    case .relation(let left, let relation, let isNegated, let right):
      let others = spans(of: right, scope)
      return ends(of: left, from: state, start, scope).filter { end in
        let span = state.position..<end.position
        return others.contains { Self.lies(span, relation, $0) } != isNegated
      }
    case .intersection(let nodes):
      let others = nodes.dropFirst().map { spans(of: $0, scope) }
      return ends(of: nodes[0], from: state, start, scope).filter { end in
        others.allSatisfy { $0.contains(state.position..<end.position) }
      }
    case .complement(let node):
      guard state.position < tokens.count,
        !spans(of: node, scope).contains(where: { $0.contains(state.position) })
      else { return [] }
      next.position += 1
      return [next]
    case .constrained(let node, let constraint):
      return ends(of: node, from: state, start, scope).filter {
        holds(constraint, at: $0.position, $0, start)
      }
    }
  }

  private static func lies(_ span: Range<Int>, _ relation: CQLRelation, _ other: Range<Int>) -> Bool
  {
    switch relation {
    case .within:
      !other.isEmpty && other.lowerBound <= span.lowerBound && other.upperBound >= span.upperBound
    case .containing:
      other.isEmpty
        ? other.lowerBound > span.lowerBound && other.lowerBound < span.upperBound
        : other.lowerBound >= span.lowerBound && other.upperBound <= span.upperBound
    case .overlap:
      max(span.lowerBound, other.lowerBound) < min(span.upperBound, other.upperBound)
    }
  }

  /// What is opened in a branch cannot be closed behind it.
  private func restored(_ state: State, _ before: State) -> State {
    var state = state
    state.opened = before.opened
    return state
  }

  private func repeated(
    _ node: CQLNode, _ low: Int, _ high: Int?, _ state: State, _ start: Int, _ scope: CQLScope
  ) -> Set<State> {
    var current: Set<State> = [state]
    var found: Set<State> = low == 0 ? [state] : []
    var count = 0
    var seen: Set<State> = []
    while !current.isEmpty, count < high ?? .max {
      current = Set(
        current.flatMap { ends(of: node, from: $0, start, scope) }.map { restored($0, state) })
      count += 1
      if count >= low {
        // Whatever was there before leads nowhere new.
        if high == nil { current.subtract(seen) }
        seen.formUnion(current)
        found.formUnion(current)
      }
      if count > low + tokens.count * 4 + 4, high == nil { break }
    }
    return found
  }

  private func ends(of tag: CQLTag, _ side: CQLTag.Side, _ state: State) -> Set<State> {
    let fitting = regions.filter { region in
      region.name == tag.name && !region.range.isEmpty
        && tag.tests.allSatisfy { test in
          region.attributes.contains {
            $0.name == test.attribute && matches($0.value, test.value)
          } != test.isNegated
        }
    }
    var next = state
    switch side {
    case .open:
      return Set(
        fitting.filter { $0.range.lowerBound == state.position }.map {
          var opened = state
          opened.opened[tag.name, default: []].append($0.range.upperBound)
          return opened
        })
    case .close:
      if let end = next.opened[tag.name]?.popLast() { return end == state.position ? [next] : [] }
      return fitting.contains { $0.range.upperBound == state.position } ? [state] : []
    case .whole:
      return Set(
        fitting.filter { $0.range.lowerBound == state.position }.map {
          var moved = state
          moved.position = $0.range.upperBound
          return moved
        })
    }
  }

  private func positions(_ meet: CQLMeet) -> Set<Int> {
    switch meet {
    case .token(let constraint):
      return Set(
        tokens.indices.filter { holds(constraint, at: $0, State(position: $0), $0) })
    case .union(let left, let right): return positions(left).union(positions(right))
    case .meet(let left, let right, let isNegated, let range):
      let others = positions(right)
      return positions(left).filter { position in
        others.contains { other in
          switch range {
          case .window(let low, let high):
            return other - position >= low && other - position <= high
          case .region(let name):
            return regions.contains {
              $0.name == name && $0.range.contains(position) && $0.range.contains(other)
            }
          }
        } != isNegated
      }
    }
  }
}
