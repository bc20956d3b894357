import VerbatimCorpus
import VerbatimExtract

/// The quotations that a paper uses, each with its place in the transcripts and keyed digests of its words.
///
/// It holds no word of anybody and can be published. Its form is that of the article `LockFormat`.
public struct QuoteLock: Sendable, Equatable {
  /// A turn with its stretches (Unicode scalars).
  public struct Part: Sendable, Equatable, Codable {
    public var turn: Int
    public var spans: [[Int]]
  }

  public struct Entry: Sendable, Equatable, Codable {
    /// `q` and 16 hexadecimal digits: the same for the same words of the same people, wherever they stand.
    public var id: String
    public var session: String
    public var group: String
    /// The labels of those who said it.
    public var speakers: [String]
    /// More than one where it goes over turns.
    public var parts: [Part]
    /// SHA-256 of the transcript.
    public var source: String
    /// In the transcript, from the first word to the last; absent where no exact map exists.
    public var bytes: [Int]?
    /// Paths.
    public var themes: [String]
    public var tier: String
    public var words: Int
    /// Keyed digest of the manuscript's words, typography and white space apart.
    public var quoted: String
    /// Keyed digest of the words as they were said.
    public var said: String
  }

  /// Of the key it was made with.
  public var keyID: String
  /// By id.
  public private(set) var entries: [Entry]

  public init(keyID: String, entries: [Entry]) {
    self.keyID = keyID
    var seen: Set<String> = []
    self.entries = entries.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }
      .filter { seen.insert($0.id).inserted }
  }

  /// The people whose words it uses.
  public var people: Set<StudyPeople.Person> {
    Set(entries.flatMap(\.people))
  }

  /// The entries that a person's words are in.
  public func entries(of person: StudyPeople.Person) -> [Entry] {
    entries.filter { $0.people.contains(person) }
  }
}

extension QuoteLock.Entry {
  public var people: [StudyPeople.Person] {
    speakers.map { StudyPeople.Person(session: session, label: $0) }
  }

  public var turn: Int { parts.first?.turn ?? 0 }

  /// The entry of a quotation that was located; `nil` for any other.
  public init?(_ verdict: Verdict, key: QuoteKey) {
    guard let tier = verdict.tier, tier.isLocated, let place = verdict.places.first else {
      return nil
    }
    let extract = place.extract
    let canonical = Self.canonical(verdict.text)
    session = place.session
    group = extract.group
    speakers = place.speakers
    parts = place.parts.map { part in
      QuoteLock.Part(
        turn: part.turn, spans: part.stretches.map { [$0.lowerBound, $0.upperBound] })
    }
    source = extract.source.sha256
    let ranges = extract.spans.compactMap(\.bytes)
    bytes =
      ranges.count == extract.spans.count
      ? ranges.map(\.lowerBound).min().flatMap { lower in
        ranges.map(\.upperBound).max().map { [lower, $0] }
      } : nil
    themes = extract.themes.map(\.path)
    self.tier = tier.name
    words = verdict.words
    quoted = key.code("quoted", canonical).hex
    let texts = extract.parts.isEmpty ? [extract.text] : extract.parts.map(\.text)
    said = key.code("said", Self.said(parts, texts)).hex
    let owners = ([session] + speakers).joined(separator: "\u{1F}")
    id = "q" + key.code("id", owners + "\u{1E}" + canonical).hex.prefix(16)
  }

  /// A quotation's words as they are compared.
  static func canonical(_ text: String) -> String {
    var canonical = ""
    for unit in CanonicalText(text).units {
      if let scalar = Unicode.Scalar(unit) { canonical.unicodeScalars.append(scalar) }
    }
    return canonical
  }

  /// The stretches of some turns, each with its end marked.
  static func said(_ parts: [QuoteLock.Part], _ texts: [String]) -> String {
    var said = ""
    for (part, text) in zip(parts, texts) {
      for span in part.spans where span.count == 2 && span[0] <= span[1] {
        said += text.scalars(span[0]..<span[1]) + "\u{1F}"
      }
      said += "\u{1E}"
    }
    return said
  }
}
