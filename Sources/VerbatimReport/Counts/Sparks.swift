/// Small drawings made of characters, for people who look at a terminal.
enum Sparks {
  /// A bar in eighths of a character, as long as `value` is of `most`; at least an eighth above 0.
  static func bar(_ value: Double, of most: Double, width: Int) -> String {
    guard value > 0, most > 0, width > 0 else { return "" }
    let eighths = max(1, Int((min(value / most, 1) * Double(8 * width)).rounded()))
    let ends = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + ends[eighths % 8]
  }

  /// Where some places stand on a line of `length`: a sign for each of `width` stretches, `·` for none
  /// and higher bars for more.
  static func strip(_ places: [Int], length: Int, width: Int) -> String {
    guard length > 0, width > 0 else { return "" }
    let width = min(width, length)
    var counts = [Int](repeating: 0, count: width)
    for place in places { counts[stretch(place, length, width)] += 1 }
    let signs = ["·", "▂", "▄", "▆", "█"]
    return counts.map { signs[min($0, signs.count - 1)] }.joined()
  }

  /// The stretch of a line that a place lies in.
  static func stretch(_ place: Int, _ length: Int, _ width: Int) -> Int {
    let share = Double(min(max(place, 0), length)) / Double(length)
    return min(Int(share * Double(width)), width - 1)
  }
}
