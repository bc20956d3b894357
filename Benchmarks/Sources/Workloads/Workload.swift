/// Something to measure: a function over inputs that were made before.
public struct Workload {
  /// With its parameters: `tokenise, standard, corpus × 20`.
  public let name: String
  /// What one call gets through, for rates.
  public let amount: Amount
  /// Returns a number that depends on all of the work, so that none of it can be left out.
  public let run: () throws -> Int

  public init(_ name: String, _ amount: Amount, _ run: @escaping () throws -> Int) {
    self.name = name
    self.amount = amount
    self.run = run
  }

  public enum Amount {
    case bytes(Int)
    case items(Int, String)
  }
}

/// Our work beside a limit, or beside what people would use instead.
public struct Comparison {
  public let subject: Workload
  public let peer: Workload

  init(_ subject: Workload, beside peer: Workload) {
    self.subject = subject
    self.peer = peer
  }

  public static let groups = ["analysis", "index", "search", "reading"]

  /// The comparisons of some groups, in the order of the README. Cost: a few seconds, for the inputs
  /// of those groups.
  public static func all(of groups: [String] = groups) throws -> [Comparison] {
    let corpus = try ShippedCorpus()
    return try groups.flatMap { group in
      switch group {
      case "analysis": analysis(of: corpus)
      case "index": try index(of: corpus)
      case "search": try search(in: corpus)
      default: try reading(corpus)
      }
    }
  }
}
