/// The keys of a line that have a meaning, the usual ones first.
enum TurnKey: String {
  case text, session, speaker, turn, role, start, end, group
  case speakerAttributes = "speaker_attributes"

  /// The key that is spelled so, without escapes; `nil` for an attribute's name.
  init?(_ spelling: UnsafeBufferPointer<UInt8>) {
    func isSpelled(_ name: StaticString) -> Bool {
      spelling.hasBytes(
        of: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }
    switch spelling.count {
    case 3 where isSpelled("end"): self = .end
    case 4 where isSpelled("text"): self = .text
    case 4 where isSpelled("turn"): self = .turn
    case 4 where isSpelled("role"): self = .role
    case 5 where isSpelled("start"): self = .start
    case 5 where isSpelled("group"): self = .group
    case 7 where isSpelled("session"): self = .session
    case 7 where isSpelled("speaker"): self = .speaker
    case 18 where isSpelled("speaker_attributes"): self = .speakerAttributes
    default: return nil
    }
  }
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
