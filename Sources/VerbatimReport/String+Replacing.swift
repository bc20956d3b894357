extension String {
  /// The text with some scalars replaced; the text itself where none is. Cost: linear; what is not
  /// replaced is copied in runs.
  func replacingScalars(_ replacement: (Unicode.Scalar) -> String?) -> String {
    let scalars = unicodeScalars
    var result = ""
    var copied = scalars.startIndex
    var index = copied
    while index < scalars.endIndex {
      let next = scalars.index(after: index)
      if let replacement = replacement(scalars[index]) {
        result.unicodeScalars.append(contentsOf: scalars[copied..<index])
        result += replacement
        copied = next
      }
      index = next
    }
    if copied == scalars.startIndex { return self }
    result.unicodeScalars.append(contentsOf: scalars[copied...])
    return result
  }
}
