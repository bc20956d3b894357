/// Where a file stops being UTF-8.
enum UTF8Check {
  /// Offset of the first byte that begins no valid sequence; the length where all is valid.
  static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .valid(let scalar): offset += scalar.count
      case .emptyInput, .error: return offset
      }
    }
  }
}
