/// One contribution of one speaker: the unit of retrieval.
///
/// All offsets inside a turn count Unicode scalars of ``text``; all places in a source are byte
/// ranges of the file as it is on disk.
public struct Turn: Sendable, Equatable {
  /// Ordinal in the session, from 1.
  public var number: Int
  /// The source's own identifier (`xml:id`, `n`), where it has one.
  public var id: String?
  /// Participant ids; several for a chorus, none for an unattributed turn.
  public var speakers: [String]
  /// The base text: what was said, exactly. May be empty (a turn with only a laugh is a turn).
  public var text: String
  /// Flagged stretches of the text, ordered by start, then end.
  public var marks: [Mark]
  /// What happened and is not speech, ordered by offset.
  public var events: [Event]
  /// What the source says of stretches of the text, ordered by start, then end.
  public var annotations: [Annotation]
  public var start: Milliseconds?
  public var end: Milliseconds?
  /// BCP 47 tag, where it differs from the session's.
  public var language: String?
  /// Other facts about the turn (`trans`, `n`, `ana`, `topic` …).
  public var attributes: Attributes
  public var place: SourcePlace

  @inlinable
  public init(
    number: Int, id: String? = nil, speakers: [String], text: String, marks: [Mark] = [],
    events: [Event] = [], annotations: [Annotation] = [], start: Milliseconds? = nil,
    end: Milliseconds? = nil, language: String? = nil, attributes: Attributes = [],
    place: SourcePlace
  ) {
    self.number = number
    self.id = id
    self.speakers = speakers
    self.text = text
    self.marks = marks
    self.events = events
    self.annotations = annotations
    self.start = start
    self.end = end
    self.language = language
    self.attributes = attributes
    self.place = place
  }
}

/// Whole milliseconds since the start of the recording.
public struct Milliseconds: RawRepresentable, Sendable, Hashable, Comparable {
  public var rawValue: Int

  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// Rounded to the nearest millisecond, half away from zero; `nil` where `seconds` is not finite
  /// or beyond ±10¹² s.
  public init?(seconds: Double) {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return nil }
    self.rawValue = Int((seconds * 1000).rounded())
  }

  public var seconds: Double { Double(rawValue) / 1000 }

  public static func < (left: Milliseconds, right: Milliseconds) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A flagged stretch of a turn's text.
public struct Mark: Sendable, Equatable {
  public struct Kind: RawRepresentable, Sendable, Hashable {
    public var rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// Speech that stands for a name: `[peer support worker A]`. One token, never words.
    public static let placeholder = Kind(rawValue: "placeholder")
    public static let unclear = Kind(rawValue: "unclear")
    /// The editor's words, not the speaker's.
    public static let supplied = Kind(rawValue: "supplied")
    /// Spoken but marked superfluous; the detail is its type (`truncation`, `repetition` …).
    public static let deleted = Kind(rawValue: "del")
    /// Rendered with emphasis; the detail is `@rend`.
    public static let emphasis = Kind(rawValue: "emph")
    /// Words of another language; the detail is its tag.
    public static let foreign = Kind(rawValue: "foreign")
    /// The chosen reading of alternatives; the detail is the other reading.
    public static let choice = Kind(rawValue: "choice")
    /// A second speaker inside the turn (`(P2: mm)`); the detail is the label.
    public static let inlineSpeaker = Kind(rawValue: "inline-speaker")
    /// The start of a segment or sentence of the source.
    public static let segment = Kind(rawValue: "seg")
    /// Speech that overlaps another's; the detail is the evidence.
    public static let overlap = Kind(rawValue: "overlap")
  }

  public var kind: Kind
  /// Whether it is a ``Kind/placeholder``. Cost: a look at the length, for nearly all others.
  @inlinable public var isPlaceholder: Bool {
    kind.rawValue.utf8.count == 11 && kind.rawValue == "placeholder"
  }
  /// Unicode scalar offsets in the turn's text.
  public var range: Range<Int>
  public var detail: String?

  public init(kind: Kind, range: Range<Int>, detail: String? = nil) {
    self.kind = kind
    self.range = range
    self.detail = detail
  }
}

/// Laughter, a pause, a door: what happened and is not speech.
public struct Event: Sendable, Equatable {
  /// `pause vocal kinesic incident gap shift writing note stage …`, as the source names it.
  public var kind: String
  /// What the source says of it: `laughs`, `phone rings`.
  public var description: String?
  /// Where it happened: after this many Unicode scalars of the turn's text. 0 outside of turns.
  public var offset: Int
  public var duration: Milliseconds?
  /// Participant id, where it is not the turn's speaker.
  public var speaker: String?

  public init(
    kind: String, description: String? = nil, offset: Int = 0, duration: Milliseconds? = nil,
    speaker: String? = nil
  ) {
    self.kind = kind
    self.description = description
    self.offset = offset
    self.duration = duration
    self.speaker = speaker
  }
}
