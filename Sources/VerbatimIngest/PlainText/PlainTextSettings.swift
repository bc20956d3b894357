import VerbatimCorpus

/// The override file of `plaintext.md` §8: what is set wins over detection.
public struct PlainTextSettings: Sendable, Equatable {
  public enum LineNumbers: String, Sendable, CaseIterable { case auto, strip, keep }
  public enum Preset: String, Sendable, CaseIterable {
    case plain
    case jeffersonLite = "jefferson-lite"
    case gat2Min = "gat2-min"
    case bnc2014
  }
  public enum InlineSpeakers: String, Sendable, CaseIterable { case keep, split }
  public enum LineBreaks: String, Sendable, CaseIterable { case wrap, preserve }
  public enum TimePattern: String, Sendable, CaseIterable {
    case auto
    case minutesAndSeconds = "mm:ss"
    case hoursAndMinutes = "hh:mm"
  }

  /// How turns stand in the file: found out, or stated.
  public enum Layout: String, Sendable, CaseIterable {
    case auto
    /// ``TurnLines``.
    case turns
    /// A turn of nobody a line.
    case lines
  }

  public var encoding: SourceEncoding?
  public var layout = Layout.auto
  public var family: LabelFamily?
  /// What stands behind a label instead of a colon.
  public var separator: String?
  public var acceptedLabels: [String] = []
  public var rejectedLabels: [String] = []
  /// Raw label → speaker id.
  public var labelMap: [String: String] = [:]
  public var labelsAreCaseSensitive = false
  /// 1-based last line of the header.
  public var headerEndLine: Int?
  /// Key of the header → name of the attribute.
  public var headerFields: [String: String] = [:]
  public var lineNumbers = LineNumbers.auto
  /// Lines that are no speech, as ``WordPattern``s over the whole line.
  public var dropLines: [String] = []
  public var timePattern = TimePattern.auto
  /// The clock time at which the recording began; times count from it.
  public var timeBase: Milliseconds?
  public var preset = Preset.plain
  public var brackets = Brackets.Lists()
  public var inlineSpeakers = InlineSpeakers.keep
  public var lineBreaks = LineBreaks.wrap
  public var dehyphenate = false
  public var mergeAdjacent = false
  public var transcriptionLevel: String?
  public var language: String?
  /// Speaker id → facts; `name` and `role` are the participant's own.
  public var participants: [String: Attributes] = [:]

  public init() {}
}

/// A setting as any configuration language gives it.
public indirect enum SettingsValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case list([SettingsValue])
  case map([(String, SettingsValue)])

  public static func == (left: SettingsValue, right: SettingsValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let l), .bool(let r)): l == r
    case (.number(let l), .number(let r)): l == r
    case (.string(let l), .string(let r)): l == r
    case (.list(let l), .list(let r)): l == r
    case (.map(let l), .map(let r)): l.elementsEqual(r) { $0.0 == $1.0 && $0.1 == $1.1 }
    default: false
    }
  }
}

/// Why settings were refused.
public enum SettingsProblem: Error, Sendable, Equatable {
  case unknownKey(String, known: [String])
  /// `key` wants one of `expected`: words as they are, else a kind of value in `<>`.
  case badValue(key: String, expected: [String])
  case duplicateKey(String)
  /// Two globs of equal weight match one path.
  case ambiguous(path: String, globs: [String])
}
