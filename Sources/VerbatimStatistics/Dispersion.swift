import Foundation

/// How evenly something is spread over the parts of a corpus.
///
/// A part is a session, a participant, a group: how often the thing occurs in it (`v`), and how large
/// it is (`size`, in words). With f = Σ v, s = size / Σ size (the share that evenness would give) and
/// p = v / size (the relative frequency):
///
/// | measure | formula | even | uneven |
/// |---|---|---|---|
/// | ``range`` | parts with v > 0 | n | 1 |
/// | ``juillandD`` | 1 − (σ(p) / μ(p)) / √(n − 1), population σ | 1 | 0 |
/// | ``carrollD2`` | −Σ q log2 q / log2 n, q = p / Σ p | 1 | 0 |
/// | ``rosengrenS`` | (Σ √(v s))² / f | 1 | 1 / n in equal parts |
/// | ``dp`` | ½ Σ \|v / f − s\| (Gries 2008) | 0 | near 1 |
/// | ``dpNorm`` | DP / (1 − min s) (Lijffijt and Gries 2012) | 0 | 1 |
/// | ``klDivergence`` | Σ (v / f) log2((v / f) / s), in bits | 0 | log2(1 / s) |
///
/// Parts of size 0 are left out: nothing can occur in them. Sums run in the order of the parts, so
/// that results do not depend on threads.
public struct Dispersion: Sendable, Equatable {
  public struct Part: Sendable, Equatable {
    /// Occurrences; not negative, and 0 where the size is 0.
    public var frequency: Int
    /// Words; not negative.
    public var size: Int

    public init(frequency: Int, size: Int) {
      self.frequency = frequency
      self.size = size
    }
  }

  /// Why a measure has no value.
  public enum Undefined: Error, Sendable, Equatable {
    /// No part has any words.
    case noParts
    /// There is nothing to be spread.
    case noOccurrences
    /// A single part cannot differ from others.
    case onePart
  }

  public typealias Value = Result<Double, Undefined>

  /// Parts that have words: the n of the formulas.
  public let partCount: Int
  /// Occurrences in all of them.
  public let frequency: Int
  /// Words in all of them.
  public let size: Int
  /// Parts in which there is an occurrence.
  public let range: Int
  public let juillandD: Value
  public let carrollD2: Value
  public let rosengrenS: Value
  public let dp: Value
  public let dpNorm: Value
  public let klDivergence: Value

  /// Cost: linear.
  public init(_ given: [Part]) {
    let parts = given.filter { $0.size > 0 }
    partCount = parts.count
    frequency = parts.reduce(0) { $0 + max(0, $1.frequency) }
    size = parts.reduce(0) { $0 + $1.size }
    range = parts.count { $0.frequency > 0 }
    guard !parts.isEmpty, frequency > 0 else {
      let missing = Value.failure(parts.isEmpty ? .noParts : .noOccurrences)
      juillandD = missing
      carrollD2 = missing
      rosengrenS = missing
      dp = missing
      dpNorm = missing
      klDivergence = missing
      return
    }
    let total = Double(frequency)
    let words = Double(size)
    var rootSum = 0.0
    var distance = 0.0
    var divergence = 0.0
    var smallest = 1.0
    var rates: [Double] = []
    for part in parts {
      let found = Double(max(0, part.frequency))
      let share = Double(part.size) / words
      let observed = found / total
      rates.append(found / Double(part.size))
      rootSum += (found * share).squareRoot()
      distance += abs(observed - share)
      if found > 0 { divergence += observed * log2(observed / share) }
      smallest = min(smallest, share)
    }
    rosengrenS = .success(rootSum * rootSum / total)
    dp = .success(distance / 2)
    klDivergence = .success(divergence)
    dpNorm = parts.count > 1 ? .success(distance / 2 / (1 - smallest)) : .failure(.onePart)
    juillandD = Self.juillandD(rates)
    carrollD2 = Self.carrollD2(rates)
  }

  private static func juillandD(_ rates: [Double]) -> Value {
    guard rates.count > 1 else { return .failure(.onePart) }
    let count = Double(rates.count)
    let mean = rates.reduce(0, +) / count
    let variance = rates.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    return .success(1 - variance.squareRoot() / mean / (count - 1).squareRoot())
  }

  private static func carrollD2(_ rates: [Double]) -> Value {
    guard rates.count > 1 else { return .failure(.onePart) }
    let sum = rates.reduce(0, +)
    let entropy = rates.reduce(0.0) { entropy, rate in
      let share = rate / sum
      return share > 0 ? entropy - share * log2(share) : entropy
    }
    return .success(entropy / log2(Double(rates.count)))
  }
}
