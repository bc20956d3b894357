/// One meeting, one transcript.
public struct Session: Sendable, Equatable {
  /// Unique in a study: given by the study, else by the source, else the stem of the file's name.
  public var id: String
  /// The focus group it belongs to; the session's own id where nothing says otherwise.
  public var group: String
  public var title: String?
  /// BCP 47 tag of the transcript, where it is stated.
  public var language: String?
  /// Facts about the meeting (date, place, recording …), in the order the source gives them.
  public var attributes: Attributes
  /// Everyone the source declares or who speaks, in order of declaration, then of first turn.
  public var participants: [Participant]
  public var source: Source
  /// True where the reader had to invent the spaces between words (`tei.md` §5, mode `guess`):
  /// quotations are then not provably verbatim.
  public var isReconstructed: Bool

  public init(
    id: String, group: String? = nil, title: String? = nil, language: String? = nil,
    attributes: Attributes = [], participants: [Participant] = [], source: Source,
    isReconstructed: Bool = false
  ) {
    self.id = id
    self.group = group ?? id
    self.title = title
    self.language = language
    self.attributes = attributes
    self.participants = participants
    self.source = source
    self.isReconstructed = isReconstructed
  }
}

/// The file a session was read from.
public struct Source: Sendable, Equatable, Hashable {
  /// The path by which the file was given, relative to the batch's folder where there is one;
  /// always with `/`.
  public var path: String
  /// SHA-256 of the file's bytes.
  public var digest: Digest

  public init(path: String, digest: Digest) {
    self.path = path
    self.digest = digest
  }
}

/// A SHA-256, 32 bytes.
public struct Digest: Sendable, Hashable, Comparable, CustomStringConvertible {
  public var bytes: [UInt8]

  /// - Precondition: `bytes` are 32.
  public init(bytes: [UInt8]) {
    precondition(bytes.count == 32, "a SHA-256 has 32 bytes")
    self.bytes = bytes
  }

  /// 64 hexadecimal digits in either case, else `nil`.
  public init?(hex: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    var high: UInt8?
    for digit in hex.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = digit - UInt8(ascii: "A") + 10
      default: return nil
      }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    guard bytes.count == 32, high == nil else { return nil }
    self.bytes = bytes
  }

  /// 64 lower-case hexadecimal digits.
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  public var description: String { hex }

  public static func < (left: Digest, right: Digest) -> Bool {
    left.bytes.lexicographicallyPrecedes(right.bytes)
  }
}
