import VerbatimCorpus

extension Milliseconds {
  /// Seconds as the shortest decimal with at least one place: `754.2`, `761.0`, `-0.05`.
  var decimalSeconds: String {
    let sign = rawValue < 0 ? "-" : ""
    let (seconds, rest) = rawValue.magnitude.quotientAndRemainder(dividingBy: 1000)
    var digits = String(rest + 1000).dropFirst()
    while digits.count > 1, digits.last == "0" { digits.removeLast() }
    return "\(sign)\(seconds).\(digits)"
  }

  /// `12:34`, from an hour on `1:02:34`; rounded down to the second.
  public var clock: String {
    let sign = rawValue < 0 ? "-" : ""
    let seconds = rawValue.magnitude / 1000
    func padded(_ number: UInt) -> Substring { String(number + 100).dropFirst() }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? "\(sign)\(hours):\(padded(minutes)):\(padded(seconds % 60))"
      : "\(sign)\(padded(minutes)):\(padded(seconds % 60))"
  }
}
