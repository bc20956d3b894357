/// A copy of a document for the parser, in which a DEL stands for each byte that is not ASCII.
///
/// libxml2 reads ASCII by a table and all other text scalar by scalar, through several calls each:
/// that would be a third of its time. XML allows DEL wherever it allows any character, and in no name.
/// So the parser makes of the copy what it would make of the document, at the same offsets, or it
/// refuses the copy. What a text or a value says is taken from the document itself.
struct MaskedText {
  static let mask: UInt8 = 0x7F

  /// The document's, and a zero that the parser wants behind them.
  let bytes: [UInt8]

  /// `nil` where nothing is gained (all is ASCII), and for a document with U+FFFE or U+FFFF, which
  /// the parser has to refuse.
  ///
  /// Cost: a pass, at many bytes a step.
  init?(_ document: [UInt8]) {
    let count = document.count
    var isMasked = false
    var hasNoncharacter = false
    bytes = document.withUnsafeBufferPointer { document in
      [UInt8](unsafeUninitializedCapacity: count + 1) { copy, filled in
        // Safety: both hold `count` bytes, and the copy one more. No branch, so that it becomes vectors.
        var all: UInt8 = 0
        var lead: UInt8 = 0
        for index in 0..<count {
          let byte = document[index]
          all |= byte
          lead |= byte == 0xEF ? 1 : 0
          copy.initializeElement(at: index, to: min(byte, Self.mask))
        }
        copy.initializeElement(at: count, to: 0)
        filled = count + 1
        isMasked = all >= 0x80
        hasNoncharacter = lead != 0 && Self.hasNoncharacter(document)
      }
    }
    guard isMasked, !hasNoncharacter else { return nil }
  }

  private static func hasNoncharacter(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index + 2 < bytes.count {
      if bytes[index] == 0xEF, bytes[index + 1] == 0xBF, bytes[index + 2] >= 0xBE { return true }
      index += 1
    }
    return false
  }
}
