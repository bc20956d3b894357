import VerbatimAnalysis

/// Forms within an edit distance of one: insertions, deletions, replacements of a letter and exchanges
/// of two neighbours, each counted one, no part changed twice (the optimal string alignment distance).
public struct EditDistancePattern: Sendable, Equatable {
  /// The fold key of the form that was typed, as scalars.
  let scalars: [UInt32]
  public let distance: Int

  /// Longer forms are cut here: no word is so long.
  private static let longest = 256

  /// - Parameters:
  ///   - text: as typed; compared by its fold key.
  ///   - distance: 0 to 8.
  public init(_ text: String, distance: Int) {
    let key = String(decoding: Keys.fold(Array(text.utf8)), as: UTF8.self)
    scalars = Array(key.unicodeScalars.map(\.value).prefix(Self.longest))
    self.distance = min(max(distance, 0), 8)
  }

  /// Matches many forms; a sorted walk shares what their beginnings have in common.
  public func matcher() -> EditDistanceMatcher { EditDistanceMatcher(self) }
}

/// Runs an ``EditDistancePattern`` over fold keys. Cost: the pattern's length a scalar that the last form
/// did not have in its place.
public final class EditDistanceMatcher {
  private let pattern: EditDistancePattern
  private var walk = KeyWalk()
  /// One row for each scalar of the last form, after the first row: the distances of the beginnings of
  /// the pattern from the form's beginning, none above one more than the limit.
  private var rows: [UInt8]
  private let width: Int
  private let limit: UInt8

  init(_ pattern: EditDistancePattern) {
    self.pattern = pattern
    width = pattern.scalars.count + 1
    limit = UInt8(pattern.distance)
    rows = (0..<width).map { UInt8(min($0, pattern.distance + 1)) }
  }

  private var rowCount: Int { rows.count / width }

  /// The distance of a form (UTF-8, folded), where it is within the pattern's.
  public func distance(of form: UnsafeBufferPointer<UInt8>) -> Int? {
    let shared = walk.advance(to: form)
    // Rows end where the last form was too far away.
    if shared >= rowCount { return nil }
    rows.removeLast((rowCount - shared - 1) * width)
    guard isNear(row: shared) else { return nil }
    for at in walk.scalars.indices[shared...] {
      addRow(at)
      if !isNear(row: at + 1) { return nil }
    }
    let last = rows[rows.count - 1]
    return last <= limit ? Int(last) : nil
  }

  public func distance(of form: [UInt8]) -> Int? {
    form.withUnsafeBufferPointer { distance(of: $0) }
  }

  /// Whether any form that goes on from here may be within the distance: no later row has a smaller
  /// least number.
  private func isNear(row: Int) -> Bool {
    rows[(row * width)..<((row + 1) * width)].contains { $0 <= limit }
  }

  /// The row behind the scalar at `at` of the form.
  private func addRow(_ at: Int) {
    let scalar = walk.scalars[at]
    let before = at * width
    rows.append(min(rows[before] + 1, limit + 1))
    for column in 1..<width {
      let mine = pattern.scalars[column - 1]
      var best = rows[before + column - 1] + (mine == scalar ? 0 : 1)
      best = min(best, rows[before + column] + 1, rows[rows.count - 1] + 1)
      if at > 0, column > 1, mine == walk.scalars[at - 1], pattern.scalars[column - 2] == scalar {
        best = min(best, rows[before - width + column - 2] + 1)
      }
      rows.append(min(best, limit + 1))
    }
  }
}
