/// All finders over one text.
///
/// ```swift
/// var lint = TextLint()
/// lint.findings(in: LintText("Mail jane@example.org"))  // .email, .likely, 5..<21
/// ```
///
/// Cost: linear in the text; no finder looks further from a place than a few hundred scalars.
public struct TextLint: Sendable {
  /// Kinds that are looked for; those of a whole corpus are left to others.
  public var kinds: Set<LintKind>
  public var names: LintNames?
  /// `nil` where capitals mean nothing.
  public var capitals: CapitalFinder?
  private var cache = NameCache()

  public init(
    kinds: Set<LintKind> = Set(LintKind.allCases), names: LintNames? = nil,
    capitals: CapitalFinder? = nil
  ) {
    self.kinds = kinds
    self.names = names
    self.capitals = capitals
  }

  /// In order of the text, without overlaps: the surer one stays.
  ///
  /// - Parameter labels: the session's speakers.
  public mutating func findings(
    in text: LintText, labels: Set<String> = [], hasCapitals: Bool = true
  ) -> [LintFinding] {
    var findings = NumberFinder.findings(in: text) + ContactFinder.findings(in: text)
    findings += CodeFinder.findings(in: text)
    findings += DateFinder.findings(in: text)
    findings += AgeFinder.findings(in: text)
    findings += PhraseFinder.findings(in: text)
    findings += SpeakerLabels.inside(text, labels: labels)
    if let names { findings += names.findings(in: text, cache: &cache) }
    if hasCapitals, let capitals {
      findings += capitals.findings(in: text)
      findings += SpeakerLabels.unknown(text) { capitals.isOrdinary($0) }
    }
    return findings.filter { kinds.contains($0.kind) }.withoutOverlaps(in: text)
  }
}
