import VerbatimCorpus
import VerbatimDigest

/// The secret of a study's locks: with it a digest of a short quotation can be made and checked, without it
/// not even guessed.
public struct QuoteKey: Sendable, Equatable {
  let bytes: [UInt8]

  /// A new one, from the system's source of secrets.
  public static func random() -> QuoteKey {
    var generator = SystemRandomNumberGenerator()
    return QuoteKey(bytes: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// 64 hexadecimal digits, with white space around them; else `nil`.
  public init?(hex: String) {
    var text = Substring(hex)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    guard let digest = Digest(hex: String(text)) else { return nil }
    bytes = digest.bytes
  }

  public var hex: String { Digest(bytes: bytes).hex }

  /// Tells keys apart and says nothing of them.
  public var id: String { String(code("key", "").hex.prefix(16)) }

  /// The keyed digest of a text that has a purpose, so that no digest serves for another.
  func code(_ purpose: String, _ text: String) -> Digest {
    MessageCode.of(Array("verbatim quotes 1\n\(purpose)\n\(text)".utf8), key: bytes)
  }
}
