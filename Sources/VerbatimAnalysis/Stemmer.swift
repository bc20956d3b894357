import CLibStemmer

/// Snowball stems by libstemmer, for one language.
///
/// Not for several threads at once: make one for each. Cost of making one: an allocation.
public final class Stemmer {
  /// The algorithm's name: `english`.
  public let algorithm: String
  private let handle: OpaquePointer

  /// - Parameter language: an algorithm's name, an ISO 639 code or a BCP 47 tag: `english`, `en`,
  ///   `pt-BR`, `nb`. `nil` where libstemmer has none for it.
  public init?(language: String) {
    let subtag = Fillers.primarySubtag(language)
    let name = subtag == "nb" || subtag == "nn" ? "no" : subtag
    guard !name.isEmpty, let handle = sb_stemmer_new(name, "UTF_8") else { return nil }
    self.handle = handle
    self.algorithm = name
  }

  deinit {
    sb_stemmer_delete(handle)
  }

  /// The stem of `lc`, which is lower case and NFC as ``Keys/lc(_:)`` makes it.
  public func stem(_ lc: [UInt8]) -> [UInt8] {
    guard !lc.isEmpty, let count = Int32(exactly: lc.count) else { return lc }
    // Safety: the result is libstemmer's until the next call and copied before it.
    guard let stem = sb_stemmer_stem(handle, lc, count) else { return lc }
    let length = Int(sb_stemmer_length(handle))
    return length > 0 ? Array(UnsafeBufferPointer(start: stem, count: length)) : lc
  }

  /// The names of all algorithms, sorted.
  public static let languages: [String] = {
    var names: [String] = []
    guard let list = sb_stemmer_list() else { return [] }
    var at = 0
    while let name = list[at] {
      names.append(String(cString: name))
      at += 1
    }
    return names.sorted()
  }()

  /// What stems can be compared with: `snowball/` and a number made of the stems of some words in
  /// every language, since libstemmer has no call for its version.
  public static let version: String = {
    let probes = [
      "listening", "relational", "generously", "häuser", "aufeinanderfolgenden", "verksamheterna",
      "opplevelsene", "continuellement", "chevaux", "maravillosamente", "abbandonata",
      "lichamelijk",
      "взаимопомощь", "σύστημα", "merkezlerinde",
    ]
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for language in languages {
      guard let stemmer = Stemmer(language: language) else { continue }
      for probe in probes {
        for byte in language.utf8 + [0] + stemmer.stem(Array(probe.utf8)) + [0] {
          hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
      }
    }
    return "snowball/" + String(hash, radix: 16)
  }()
}
