import VerbatimQuery
import VerbatimReport

extension QueryNode {
  /// Where a hit may lie and which hits are kept, for `explain`.
  var scopeFacts: [ExplainReport.Fact] {
    guard case .pattern(let query) = self else {
      let cql = cqlEquivalent.map { [ExplainReport.Fact("as CQL", $0)] } ?? []
      return [.init("scope", Wording.scope(of: self))] + cql
    }
    let scope =
      switch query.scope {
      case .region("u", count: 1): "one turn (within u)"
      case .region("s", count: 1): "one sentence (within s)"
      case .region("text", count: 1): "one session (within text)"
      case .region(let name, 1): "one region (within \(name))"
      case .region(let name, let count): "\(count) regions on end (within \(count) \(name))"
      case .tokens(let count): "\(count) words of one session"
      }
    return [.init("scope", scope), .init("matches kept", query.strategy.rawValue)]
  }
}
