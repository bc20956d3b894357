/// The keys of a line that have a meaning, the usual ones first.
enum TurnKey: String, CaseIterable {
  case text, session, speaker, turn, role, start, end, group
  case speakerAttributes = "speaker_attributes"

  /// The key that is spelled so, without escapes; `nil` for an attribute's name.
  init?(_ spelling: UnsafeBufferPointer<UInt8>) {
    for key in Self.all where key.rawValue.utf8.count == spelling.count {
      var name = key.rawValue
      if name.withUTF8({ $0.hasBytes(of: spelling) }) {
        self = key
        return
      }
    }
    return nil
  }

  private static let all = allCases
}

/// The keys that an object had so far.
struct TurnKeys: OptionSet {
  var rawValue: UInt16

  init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  init(_ key: TurnKey) {
    rawValue =
      switch key {
      case .text: 1
      case .session: 2
      case .speaker: 4
      case .turn: 8
      case .role: 16
      case .start: 32
      case .end: 64
      case .group: 128
      case .speakerAttributes: 256
      }
  }
}
