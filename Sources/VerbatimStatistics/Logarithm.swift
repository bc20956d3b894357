import Glibc

/// Logarithms for those who have no mathematics library of their own.
public enum Logarithm {
  /// Base 2; of what is not above 0 it is −∞ or no number.
  public static func base2(_ number: Double) -> Double { log2(number) }
}
