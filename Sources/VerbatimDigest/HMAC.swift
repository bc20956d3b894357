import CLibCrypto
import VerbatimCorpus

extension Digest {
  /// HMAC-SHA-256 (RFC 2104) of `bytes` under `key`, by libcrypto.
  ///
  /// - Parameter key: at most 2³¹ − 1 bytes; a longer one is cut there.
  public init(hmacSHA256Of bytes: [UInt8], key: [UInt8]) {
    var digest = [UInt8](repeating: 0, count: 32)
    let length = Int32(clamping: key.count)
    // Safety: libcrypto reads the two ranges given and writes 32 bytes. An empty array's address is
    // never read.
    let result = HMAC(EVP_sha256(), key, length, bytes, bytes.count, &digest, nil)
    precondition(result != nil, "libcrypto has no HMAC-SHA-256")
    self = Digest(bytes: digest)
  }
}
