import Foundation

/// What this process may run on.
public enum Processors {
  /// How many processors there are for it; at most 16, beyond which one writer of an index is not served
  /// better.
  public static let available = min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 16)
}
