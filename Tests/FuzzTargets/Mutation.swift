import VerbatimTestSupport

/// Changes that keep most of an input's structure.
public struct Mutation {
  let seeds: [[UInt8]]
  let words: [String]

  /// - Parameters:
  ///   - seeds: at least one.
  ///   - words: what is put in; at least one.
  public init(seeds: [[UInt8]], words: [String]) {
    self.seeds = seeds
    self.words = words
  }

  /// A seed with one to six changes: at most 128 KiB.
  public func next(_ random: inout SeededGenerator) -> [UInt8] {
    var input = random.pick(seeds)
    for _ in 0..<Int.random(in: 1...6, using: &random) { change(&input, &random) }
    return Array(input.prefix(1 << 17))
  }

  private func change(_ input: inout [UInt8], _ random: inout SeededGenerator) {
    let place = Int.random(in: 0...input.count, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: input.insert(contentsOf: random.pick(words).utf8, at: place)
    case 1 where place < input.count: input[place] = UInt8.random(in: 0...255, using: &random)
    case 2 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 3: input.removeSubrange(place..<min(input.count, place + size(&random)))
    case 4: input = Array(input.prefix(place))
    case 5:
      // A piece again, once or many times: what is counted, nested or long.
      let piece = input[place..<min(input.count, place + size(&random))]
      for _ in 0..<random.pick([1, 2, 300]) where input.count < 1 << 17 {
        input.insert(contentsOf: piece, at: place)
      }
    case 6:
      let other = random.pick(seeds)
      let start = Int.random(in: 0...other.count, using: &random)
      input.insert(contentsOf: other[start..<min(other.count, start + size(&random))], at: place)
    default:
      input.insert(
        contentsOf: (0..<size(&random)).map { _ in UInt8.random(in: 0...255, using: &random) },
        at: place)
    }
  }

  private func size(_ random: inout SeededGenerator) -> Int {
    random.pick([1, 2, 3, 8, 40, 400])
  }
}
