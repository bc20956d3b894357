/// What a source says of a stretch of a turn's text, in one layer: its lemma, its part of speech, its
/// normal form.
public struct Annotation: Sendable, Equatable {
  /// Annotations of one kind, by their name.
  public struct Layer: RawRepresentable, Sendable, Hashable {
    public var rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// The form under which a dictionary lists the word.
    public static let lemma = Layer(rawValue: "lemma")
    /// The part of speech, in the source's own set of tags.
    public static let pos = Layer(rawValue: "pos")
    /// The word in standard spelling.
    public static let norm = Layer(rawValue: "norm")
  }

  public var layer: Layer
  /// Unicode scalar offsets in the turn's text.
  public var range: Range<Int>
  /// Never empty.
  public var value: String

  public init(layer: Layer, range: Range<Int>, value: String) {
    self.layer = layer
    self.range = range
    self.value = value
  }
}
