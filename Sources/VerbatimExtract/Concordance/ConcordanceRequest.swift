import VerbatimIndex
import VerbatimQuery

/// How much is shown around the node of a concordance's line.
public enum ConcordanceContext: Sendable, Equatable {
  /// So many words on either side. They end at the turn, unless `across` goes on into the turns beside
  /// it.
  case tokens(Int, across: Bool)
  /// The turn, and so many turns before and behind it.
  case turns(Int)
  /// From the moderator's turn before to the one behind, that one left out.
  case exchange
}

/// What is wanted of a concordance.
///
/// Hits are thinned, then sampled, then sorted, then limited; what is counted of the answer is counted
/// before all that.
public struct ConcordanceRequest: Sendable, Equatable {
  public var context: ConcordanceContext
  /// Ties, and everything without a key, are in the order of place.
  public var sort: [ConcordanceKey]
  /// One hit in so many is kept, by a keyed hash of its identity: a hit stays or goes whatever else
  /// is in the study.
  public var thin: Int?
  /// So many hits with the smallest keyed hash of their identity.
  public var sample: Int?
  /// So many for each value of a key instead of in all.
  public var per: ConcordanceKey?
  /// Of ``thin`` and ``sample``.
  public var seed: UInt64
  /// At most so many lines, or rows of a table; `nil` is all.
  public var limit: Int?
  /// Shows what happened, such as `(laughs)`, where it happened.
  public var hasEvents: Bool

  public init(
    context: ConcordanceContext = .tokens(8, across: false), sort: [ConcordanceKey] = [],
    thin: Int? = nil, sample: Int? = nil, per: ConcordanceKey? = nil, seed: UInt64 = 1,
    limit: Int? = nil, hasEvents: Bool = false
  ) {
    self.context = context
    self.sort = sort
    self.thin = thin
    self.sample = sample
    self.per = per
    self.seed = seed
    self.limit = limit
    self.hasEvents = hasEvents
  }

  /// Whether keys see words of the turns beside the hit's.
  var isAcross: Bool {
    if case .tokens(_, across: true) = context { return true }
    return false
  }

  /// Whether the first hits in the order of place are all that is wanted.
  var isFirstHits: Bool {
    sort.isEmpty && thin == nil && sample == nil && limit != nil
  }
}
