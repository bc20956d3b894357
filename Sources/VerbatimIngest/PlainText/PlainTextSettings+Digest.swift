import VerbatimCorpus
import VerbatimDigest

extension PlainTextSettings {
  /// A hash that is equal for equal settings and changes with each of them: the report's
  /// `configHash`.
  public var digest: Digest {
    Digest(sha256Of: Array(canonical.joined(separator: "\n").utf8))
  }

  /// One line a key; maps by key, since their order in memory differs from run to run.
  private var canonical: [String] {
    let people = participants.mapValues { facts in
      facts.entries.map { "\(Self.quoted($0.name)):\(Self.quoted($0.value))" }
        .joined(separator: ",")
    }
    var lines: [String] = [
      encoding?.rawValue ?? "", family?.rawValue ?? "", separator.map(Self.quoted) ?? "",
      Self.line(acceptedLabels), Self.line(rejectedLabels), Self.line(labelMap),
      "\(labelsAreCaseSensitive)", headerEndLine.map { "\($0)" } ?? "", Self.line(headerFields),
      lineNumbers.rawValue, Self.line(dropLines), timePattern.rawValue,
      timeBase.map { "\($0.rawValue)" } ?? "", preset.rawValue,
      Self.line(brackets.exact.mapValues { "\($0)" }),
      Self.line(
        Dictionary(
          uniqueKeysWithValues: brackets.delimiters.map { ($0.key.rawValue, "\($0.value)") })),
      Self.line(brackets.events), Self.line(brackets.placeholders), inlineSpeakers.rawValue,
      lineBreaks.rawValue, "\(dehyphenate)", "\(mergeAdjacent)",
      transcriptionLevel.map(Self.quoted) ?? "", language.map(Self.quoted) ?? "",
      Self.line(people),
    ]
    // Absent as long as it says nothing, so that digests stay what they were.
    if layout != .auto { lines.append(layout.rawValue) }
    return lines
  }

  private static func line(_ texts: [String]) -> String {
    texts.map(quoted).joined(separator: ",")
  }

  private static func line(_ map: [String: String]) -> String {
    map.map { "\(quoted($0.key)):\(quoted($0.value))" }.sorted().joined(separator: ",")
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
