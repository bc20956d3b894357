/// One contribution of one speaker: the unit of retrieval.
///
/// All offsets inside a turn count Unicode scalars of ``text``; all places in a source are byte
/// ranges of the file as it is on disk.
///
/// What most turns of a plain transcript lack stands apart, so that such a turn is words, speakers and
/// numbers, and a copy of it costs few reference counts.
public struct Turn: Sendable {
  /// Ordinal in the session, from 1.
  public var number: Int
  /// Participant ids; several for a chorus, none for an unattributed turn.
  public var speakers: [String]
  /// The base text: what was said, exactly. May be empty (a turn with only a laugh is a turn).
  public var text: String
  public var start: Milliseconds?
  public var end: Milliseconds?
  public var place: SourcePlace
  @usableFromInline var rare: Rare?

  /// What many turns lack.
  ///
  /// Safety: changed only by ``ownRare()``'s caller, who has the one reference to it.
  @usableFromInline
  final class Rare: @unchecked Sendable, Equatable {
    @usableFromInline var id: String?
    @usableFromInline var marks: [Mark] = []
    @usableFromInline var events: [Event] = []
    @usableFromInline var annotations: [Annotation] = []
    @usableFromInline var language: String?
    @usableFromInline var attributes: Attributes = []

    init() {}

    func copy() -> Rare {
      let copy = Rare()
      copy.id = id
      copy.marks = marks
      copy.events = events
      copy.annotations = annotations
      copy.language = language
      copy.attributes = attributes
      return copy
    }

    @usableFromInline
    static func == (left: Rare, right: Rare) -> Bool {
      left.id == right.id && left.marks == right.marks && left.events == right.events
        && left.annotations == right.annotations && left.language == right.language
        && left.attributes == right.attributes
    }
  }

  public init(
    number: Int, id: String? = nil, speakers: [String], text: String, marks: [Mark] = [],
    events: [Event] = [], annotations: [Annotation] = [], start: Milliseconds? = nil,
    end: Milliseconds? = nil, language: String? = nil, attributes: Attributes = [],
    place: SourcePlace
  ) {
    self.number = number
    self.speakers = speakers
    self.text = text
    self.start = start
    self.end = end
    self.place = place
    if id != nil || !marks.isEmpty || !events.isEmpty || !annotations.isEmpty || language != nil
      || !attributes.isEmpty
    {
      let rare = Rare()
      rare.id = id
      rare.marks = marks
      rare.events = events
      rare.annotations = annotations
      rare.language = language
      rare.attributes = attributes
      self.rare = rare
    }
  }

  /// A turn that is words, speakers and times, and stands in its source as it is, on one line.
  public init(
    number: Int, speakers: [String], verbatim text: String, start: Milliseconds?,
    end: Milliseconds?, line: Int, bytes: Range<Int>
  ) {
    self.number = number
    self.speakers = speakers
    self.text = text
    self.start = start
    self.end = end
    place = SourcePlace(
      line: line, bytes: bytes,
      map: OffsetMap(identityAt: bytes.lowerBound, length: bytes.count))
  }

  /// What many turns lack, of this turn alone.
  @usableFromInline
  mutating func ownRare() -> Rare {
    if isKnownUniquelyReferenced(&rare), let rare { return rare }
    let own = rare?.copy() ?? Rare()
    rare = own
    return own
  }
}

extension Turn {
  /// Whether it has words, speakers, times and a place, and nothing more.
  @inlinable public var isPlain: Bool { rare == nil }

  /// The source's own identifier (`xml:id`, `n`), where it has one.
  @inlinable public var id: String? {
    get { rare?.id }
    set { if rare != nil || newValue != nil { ownRare().id = newValue } }
  }

  /// Flagged stretches of the text, ordered by start, then end.
  @inlinable public var marks: [Mark] {
    get { rare?.marks ?? [] }
    set { if rare != nil || !newValue.isEmpty { ownRare().marks = newValue } }
    _modify {
      let own = ownRare()
      yield &own.marks
    }
  }

  /// What happened and is not speech, ordered by offset.
  @inlinable public var events: [Event] {
    get { rare?.events ?? [] }
    set { if rare != nil || !newValue.isEmpty { ownRare().events = newValue } }
    _modify {
      let own = ownRare()
      yield &own.events
    }
  }

  /// What the source says of stretches of the text, ordered by start, then end.
  @inlinable public var annotations: [Annotation] {
    get { rare?.annotations ?? [] }
    set { if rare != nil || !newValue.isEmpty { ownRare().annotations = newValue } }
    _modify {
      let own = ownRare()
      yield &own.annotations
    }
  }

  /// BCP 47 tag, where it differs from the session's.
  @inlinable public var language: String? {
    get { rare?.language }
    set { if rare != nil || newValue != nil { ownRare().language = newValue } }
  }

  /// Other facts about the turn (`trans`, `n`, `ana`, `topic` …).
  @inlinable public var attributes: Attributes {
    get { rare?.attributes ?? [] }
    set { if rare != nil || !newValue.isEmpty { ownRare().attributes = newValue } }
    _modify {
      let own = ownRare()
      yield &own.attributes
    }
  }
}

extension Turn: Equatable {
  public static func == (left: Turn, right: Turn) -> Bool {
    left.number == right.number && left.speakers == right.speakers && left.text == right.text
      && left.start == right.start && left.end == right.end && left.place == right.place
      && (left.rare ?? none) == (right.rare ?? none)
  }

  private static let none = Rare()
}

/// Whole milliseconds since the start of the recording.
public struct Milliseconds: RawRepresentable, Sendable, Hashable, Comparable, BitwiseCopyable {
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
