import VerbatimCorpus
import VerbatimIngest
import VerbatimThemes

/// Makes turns of the text of another program's source.
struct IncomingTexts {
  /// Where the transcript's bytes differ from those that positions were counted in: carriage returns that
  /// went, by their offsets.
  struct Reading {
    var transcript: Transcript
    var bytes: [UInt8]
    var settings: SettingsValue?
    /// Offsets in the original text of bytes that are not in ``bytes``, ascending.
    var removed: [Int] = []

    /// The range in ``bytes`` of a range in the original text.
    func range(_ original: Range<Int>) -> Range<Int> {
      offset(original.lowerBound)..<offset(original.upperBound)
    }

    private func offset(_ original: Int) -> Int {
      var low = 0
      var high = removed.count
      while low < high {
        let middle = (low + high) / 2
        if removed[middle] < original { low = middle + 1 } else { high = middle }
      }
      return original - low
    }
  }

  static let turns = SettingsValue.map([("layout", .string("turns"))])
  static let lines = SettingsValue.map([("layout", .string("lines"))])

  /// The bytes as UTF-8 without a mark: UTF-8, or UTF-16 with its mark; `nil` for anything else.
  static func decoded(_ bytes: [UInt8]) -> [UInt8]? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return valid(Array(bytes.dropFirst(3))) }
    let isLittle = bytes.starts(with: [0xFF, 0xFE])
    guard isLittle || bytes.starts(with: [0xFE, 0xFF]) else { return valid(bytes) }
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for at in stride(from: 2, to: bytes.count - 1, by: 2) {
      let (first, second) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      units.append(isLittle ? first | second << 8 : first << 8 | second)
    }
    return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
  }

  private static func valid(_ bytes: [UInt8]) -> [UInt8]? {
    String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
  }

  /// - Parameters:
  ///   - isOurs: the text is in the layout of our exports.
  ///   - known: settings with which the study has read these bytes.
  static func read(
    _ text: [UInt8], name: String, isOurs: Bool, known: SettingsValue? = nil
  ) -> Reading? {
    if isOurs {
      let (bytes, removed) = withoutReturns(text)
      return read(bytes, name, turns).map {
        Reading(transcript: $0, bytes: bytes, settings: turns, removed: removed)
      }
    }
    for settings in [known, nil, lines] {
      if let transcript = read(text, name, settings) {
        return Reading(transcript: transcript, bytes: text, settings: settings)
      }
    }
    return nil
  }

  private static func read(
    _ bytes: [UInt8], _ name: String, _ settings: SettingsValue?
  ) -> Transcript? {
    let chosen = settings.map { try? PlainTextSettings($0) } ?? PlainTextSettings()
    guard let chosen else { return nil }
    let file = SourceFile(path: name + ".txt", bytes: bytes)
    return (try? PlainTextReader(settings: chosen).read(file))?.transcript
  }

  /// A program that made every line end a CR LF added nothing that was said.
  private static func withoutReturns(_ text: [UInt8]) -> (bytes: [UInt8], removed: [Int]) {
    var removed: [Int] = []
    for (at, byte) in text.enumerated() where byte == 0x0A {
      guard at > 0, text[at - 1] == 0x0D else { return (text, []) }
      removed.append(at - 1)
    }
    guard !removed.isEmpty else { return (text, []) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count)
    for (at, byte) in text.enumerated() {
      if byte == 0x0D, at + 1 < text.count, text[at + 1] == 0x0A { continue }
      bytes.append(byte)
    }
    return (bytes, removed)
  }
}
