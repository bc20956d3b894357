import VerbatimIndex
import VerbatimQuery

/// Keeps the hits that will be lines, in the order that was asked for.
struct LineOrder {
  private var maker: KeyMaker
  private var store: HitStore
  private let limit: Int?
  private let isSorted: Bool

  private let room: Int

  /// - Parameter room: hits are cut back to the limit when there are so many, and twice the limit.
  init(_ index: Index, _ request: ConcordanceRequest, language: String, room: Int = 65_536) {
    self.room = room
    maker = KeyMaker(
      request.sort, in: index, isAcross: request.isAcross, language: language)
    store = HitStore(keyCount: request.sort.count)
    limit = request.limit.map { max($0, 0) }
    isSorted = !request.sort.isEmpty
  }

  mutating func offer(_ hit: Hit, ordinal: Int) throws {
    if !isSorted {
      if store.count < limit ?? .max { store.append(hit, ordinal: ordinal, keys: []) }
      return
    }
    store.append(hit, ordinal: ordinal, keys: try maker.numbers(of: hit))
    if let limit, store.count >= room, store.count / 2 >= limit { cut(to: limit) }
  }

  private mutating func cut(to limit: Int) {
    store.keep(order.prefix(limit))
  }

  private var order: [Int] {
    isSorted ? store.order(by: maker.columns.map { $0.ranks() }) : Array(0..<store.count)
  }

  var hits: [Hit] { order.prefix(limit ?? .max).map { store[$0] } }
}
