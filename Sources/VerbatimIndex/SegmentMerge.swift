/// Which live segments a commit takes into its new one, so that their number stays small however often a
/// little is added: from the smallest on, those that are at most twice as large as what there is so far.
///
/// What is left is more than twice as large from one to the next, up to the largest a segment may be, so
/// there are O(log n) small segments, and a turn is written O(log n) times. The canonical state is
/// ``SegmentPlan``'s; this is what comes between.
public enum SegmentMerge {
  /// The numbers of the segments to take in, ascending.
  ///
  /// - Parameters:
  ///   - sizes: UTF-8 bytes of text of each live segment.
  ///   - incoming: of what is new.
  public static func chosen(
    _ sizes: [Int], incoming: Int, mostBytes: Int = SegmentPlan.mostBytes
  ) -> [Int] {
    var total = incoming
    var chosen: [Int] = []
    for number in sizes.indices.sorted(by: { (sizes[$0], $0) < (sizes[$1], $1) }) {
      guard sizes[number] <= 2 * total, total + sizes[number] <= mostBytes else { break }
      chosen.append(number)
      total += sizes[number]
    }
    return chosen.sorted()
  }
}
