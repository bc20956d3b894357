import Testing
import VerbatimCorpus

@testable import VerbatimDigest

@Suite("SHA-256 and XXH3")
struct DigestTests {
  /// FIPS 180-4 and its examples.
  static let vectors: [(String, String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test("SHA-256 gives the values of FIPS 180", arguments: vectors)
  func sha256(_ text: String, _ hex: String) {
    #expect(Digest(sha256Of: Array(text.utf8)).hex == hex)
  }

  @Test("pieces give the digest of the whole, wherever the cuts are")
  func pieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for size in [1, 63, 64, 65, 999] {
      var hash = SHA256()
      for start in stride(from: 0, to: bytes.count, by: size) {
        Array(bytes[start..<min(start + size, bytes.count)]).withUnsafeBytes { hash.update($0) }
      }
      #expect(hash.finish() == Digest(sha256Of: bytes))
    }
    var hash = SHA256()
    hash.update("ab")
    hash.update("")
    hash.update("c")
    #expect(hash.finish().hex == Self.vectors[1].1)
  }

  @Test("XXH3 of nothing is the value of its specification")
  func emptyChecksum() {
    #expect(Checksum.xxh3("") == 0x2D06_8005_38D3_94C2)
  }

  @Test("XXH3 depends on every byte and on the seed, and on nothing else")
  func checksum() {
    let bytes = (0..<700).map { UInt8(truncatingIfNeeded: $0) }
    func hash(_ bytes: [UInt8], seed: UInt64 = 0) -> UInt64 {
      bytes.withUnsafeBytes { Checksum.xxh3($0, seed: seed) }
    }
    #expect(hash(bytes) == hash(bytes))
    #expect(hash(bytes, seed: 1) != hash(bytes))
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1
      #expect(hash(changed) != hash(bytes))
    }
    // Unaligned bytes are the same bytes.
    let shifted = [0] + bytes
    #expect(
      shifted.withUnsafeBytes { Checksum.xxh3(UnsafeRawBufferPointer(rebasing: $0[1...])) }
        == hash(bytes))
    #expect(Checksum.xxh3("höhe", seed: 7) == hash(Array("höhe".utf8), seed: 7))
  }
}
