import Foundation
import VerbatimCorpus
import VerbatimDigest

/// Why a file is no lock.
public enum QuoteLockProblem: Error, Sendable, Equatable {
  /// The first line is not that of a lock.
  case notLock
  case newerVersion(found: Int)
  /// A line that is no entry, or one whose numbers cannot be.
  case badLine(Int)
  /// Ids that do not ascend.
  case unsorted(line: Int)
  case wrongCount(said: Int, found: Int)
  /// Without its last line, or cut off in it.
  case truncated
  /// The lines are not those whose digest stands at the end.
  case changed
  /// Made with another key than the one that is given.
  case otherKey(lock: String, given: String)
  /// The digest is right and the seal is not: somebody without the key wrote it.
  case forged
}

extension QuoteLock {
  static let version = 1
  static let longestFile = 64 << 20

  private struct Header: Codable {
    var format: String
    var key: String
    var quotes: Int
    var version: Int
  }

  private struct Seal: Codable {
    var seal: String
    var sha256: String
  }

  private static let format = "verbatim-quotes-lock"

  /// The file's text. The same entries and key give the same bytes.
  public func text(key: QuoteKey) -> String {
    var text = Self.line(
      Header(format: Self.format, key: keyID, quotes: entries.count, version: Self.version))
    for entry in entries { text += Self.line(entry) }
    let digest = Digest(sha256Of: Array(text.utf8)).hex
    return text + Self.line(Seal(seal: key.code("seal", text).hex, sha256: digest))
  }

  private static func line(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Safety of `try?`: numbers are integers and text is text, which always encode.
    let data = (try? encoder.encode(value)) ?? Data()
    return String(decoding: data, as: UTF8.self) + "\n"
  }

  /// Reads a lock and checks its structure; with a key also its seal.
  ///
  /// - Throws: ``QuoteLockProblem``. No error holds anything of the file but numbers.
  public init(parsing bytes: [UInt8], key: QuoteKey?) throws(QuoteLockProblem) {
    guard bytes.count <= Self.longestFile else { throw .notLock }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let decoder = JSONDecoder()
    guard let first = lines.first,
      let header = try? decoder.decode(Header.self, from: Data(first)),
      header.format == Self.format
    else { throw .notLock }
    guard header.version >= 1 else { throw .notLock }
    guard header.version <= Self.version else { throw .newerVersion(found: header.version) }
    guard lines.count >= 3, lines[lines.count - 1].isEmpty,
      let seal = try? decoder.decode(Seal.self, from: Data(lines[lines.count - 2]))
    else { throw .truncated }
    var entries: [Entry] = []
    for number in 1..<lines.count - 2 {
      guard let entry = try? decoder.decode(Entry.self, from: Data(lines[number])), entry.isValid
      else { throw .badLine(number + 1) }
      if let last = entries.last, !last.id.utf8.lexicographicallyPrecedes(entry.id.utf8) {
        throw .unsorted(line: number + 1)
      }
      entries.append(entry)
    }
    guard entries.count == header.quotes else {
      throw .wrongCount(said: header.quotes, found: entries.count)
    }
    let body = bytes[..<(bytes.count - lines[lines.count - 2].count - 1)]
    guard Digest(sha256Of: Array(body)).hex == seal.sha256 else { throw .changed }
    if let key {
      guard key.id == header.key else { throw .otherKey(lock: header.key, given: key.id) }
      let text = String(decoding: body, as: UTF8.self)
      guard key.code("seal", text).hex == seal.seal else { throw .forged }
    }
    self.init(keyID: header.key, entries: entries)
  }
}

extension QuoteLock.Entry {
  /// Whether its numbers can be those of a quotation.
  fileprivate var isValid: Bool {
    func isRange(_ range: [Int]) -> Bool {
      range.count == 2 && range[0] >= 0 && range[0] <= range[1] && range[1] < 1 << 40
    }
    let digits = id.dropFirst()
    return id.hasPrefix("q") && digits.utf8.count == 16
      && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase }
      && !parts.isEmpty && parts.count <= 1000 && words >= 0
      && parts.allSatisfy { part in
        part.turn >= 1 && part.turn < 1 << 40 && !part.spans.isEmpty && part.spans.count <= 1000
          && part.spans.allSatisfy(isRange)
          && zip(part.spans, part.spans.dropFirst()).allSatisfy { $0[1] <= $1[0] }
      }
      && bytes.map(isRange) ?? true && Tier(name: tier)?.isLocated == true
      && [source, quoted, said].allSatisfy { Digest(hex: $0) != nil }
  }
}
