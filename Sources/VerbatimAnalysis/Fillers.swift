/// Hesitations: words that are counted, but can be left out of counts.
///
/// Whether a term is one depends on the term and the language alone, so that it is asked once a
/// term and not once a token.
public enum Fillers {
  /// - Parameters:
  ///   - foldKey: ``Keys/fold(_:)`` of the word without the mark of truncation.
  ///   - language: BCP 47 tag. `nil` is unknown: the lists of all languages. A language without a
  ///     list of its own has only the sounds that are a word nowhere.
  public static func contains(foldKey: [UInt8], language: String? = nil) -> Bool {
    guard foldKey.count <= longest else { return false }
    guard let language else { return anywhere.contains(foldKey) }
    return lists[primarySubtag(language), default: everywhere].contains(foldKey)
  }

  /// The languages that have a list of their own.
  public static var languages: [String] { lists.keys.sorted() }

  private static let longest = 6

  private static let everywhere = words("hm hmm hmmm mhm mhmm mm mmm mmhm mm-hm mm-hmm")

  // Folded: `ah` is äh. Left out is what would be a common word: German `er` and `um`, French `eu`,
  // and öh, øh and øhm, whose keys are `oh` and `ohm`.
  private static let english = words("eh ehm er erm uh uhh uhm um umm")
  private static let german = words("ah ahh ahm eh ehm mh mmh")
  private static let norwegian = words("ee eeh eh ehm mh")
  private static let french = words("euh euhh heu hum mh mmh")

  private static let lists: [String: Set<[UInt8]>] = [
    "de": everywhere.union(german), "en": everywhere.union(english),
    "fr": everywhere.union(french), "nb": everywhere.union(norwegian),
    "nn": everywhere.union(norwegian), "no": everywhere.union(norwegian),
  ]

  private static let anywhere = lists.values.reduce(everywhere) { $0.union($1) }

  private static func words(_ list: StaticString) -> Set<[UInt8]> {
    let bytes = UnsafeBufferPointer(start: list.utf8Start, count: list.utf8CodeUnitCount)
    return Set(bytes.split(separator: 0x20).map(Array.init))
  }

  /// `de` of `de-AT`.
  static func primarySubtag(_ language: String) -> String {
    String(decoding: language.utf8.prefix { ASCII.isLetter($0) }.map { $0 | 0x20 }, as: UTF8.self)
  }
}
