import CLibCrypto
import VerbatimCorpus

/// SHA-256 by libcrypto, in one go or piece by piece.
public struct SHA256: ~Copyable {
  private let context: OpaquePointer

  public init() {
    // Safety: EVP contexts are plain heap objects; a failure to allocate 48 bytes is not survivable.
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
      preconditionFailure("libcrypto has no SHA-256")
    }
    self.context = context
  }

  deinit {
    EVP_MD_CTX_free(context)
  }

  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    // Safety: libcrypto reads exactly `count` bytes from `base` and keeps nothing.
    EVP_DigestUpdate(context, base, bytes.count)
  }

  public mutating func update(_ text: String) {
    var copy = text
    copy.withUTF8 { update(UnsafeRawBufferPointer($0)) }
  }

  /// The digest of everything given so far; the hash cannot go on after it.
  public consuming func finish() -> Digest {
    var digest = [UInt8](repeating: 0, count: 32)
    // Safety: SHA-256 writes 32 bytes.
    EVP_DigestFinal_ex(context, &digest, nil)
    return Digest(bytes: digest)
  }
}

extension Digest {
  /// The SHA-256 of `bytes`. Cost: about 1 GB/s.
  public init(sha256Of bytes: UnsafeRawBufferPointer) {
    var hash = SHA256()
    hash.update(bytes)
    self = hash.finish()
  }

  /// The SHA-256 of `bytes`.
  public init(sha256Of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Digest(sha256Of: $0) }
  }
}
