import VerbatimCorpus

@testable import VerbatimIngest

/// Reads a text under a name, `fg1.txt` where the name does not matter.
func reading(
  _ text: String, path: String = "fg1.txt", _ settings: PlainTextSettings = .init()
) throws(IngestProblem) -> PlainTextReading {
  try PlainTextReader(settings: settings).read(SourceFile(path: path, bytes: Array(text.utf8)))
}

func report(
  _ text: String, path: String = "fg1.txt", _ settings: PlainTextSettings = .init()
) -> PlainTextReport {
  PlainTextReader(settings: settings).report(SourceFile(path: path, bytes: Array(text.utf8)))
}

/// The problem that rejects a file.
func rejection(_ bytes: [UInt8], _ settings: PlainTextSettings = .init()) -> PlainTextProblem? {
  do {
    _ = try PlainTextReader(settings: settings).read(SourceFile(path: "x.txt", bytes: bytes))
    return nil
  } catch {
    return error.kind as? PlainTextProblem
  }
}

extension PlainTextReading {
  var turns: [Turn] { transcript.turns }
  /// `speaker: text` of each turn.
  var lines: [String] {
    turns.map { "\($0.speakers.joined(separator: "+")): \($0.text)" }
  }
  var codes: [String] { warnings.map { $0.kind.code } }
}

/// Re-reads a turn from the file's bytes by its map: runs of equal lengths are the same bytes, and
/// the runs together give the text. `nil` where that fails.
func rebuilt(_ turn: Turn, from file: [UInt8]) -> String? {
  guard let map = turn.place.map, let place = turn.place.bytes else { return nil }
  let text = Array(turn.text.utf8)
  var at = 0
  var last = 0
  for run in map.runs {
    guard at + run.textLength <= text.count, run.source >= last else { return nil }
    let source = run.source..<run.source + run.sourceLength
    guard source.upperBound <= file.count else { return nil }
    guard source.isEmpty || place.contains(source.lowerBound), source.upperBound <= place.upperBound
    else { return nil }
    let words = text[at..<at + run.textLength]
    if run.textLength == run.sourceLength {
      guard words.elementsEqual(file[source]) else { return nil }
    } else {
      // Only white space may become something else.
      guard words.elementsEqual([0x20]) || words.elementsEqual([0x0A]) else { return nil }
    }
    at += run.textLength
    last = source.upperBound
  }
  return at == text.count ? String(decoding: text, as: UTF8.self) : nil
}
