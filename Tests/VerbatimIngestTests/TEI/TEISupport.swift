import VerbatimCorpus

@testable import VerbatimIngest

func tei(_ text: String, header: String = "") -> String {
  """
  <TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">\(header)<text><body>\(text)</body></text></TEI>
  """
}

func read(
  _ xml: String, path: String = "fg2.xml", options: TEIOptions = TEIOptions(),
  files: [String: String] = [:]
) throws(IngestProblem) -> TEIReading {
  try read(Array(xml.utf8), path: path, options: options, files: files)
}

func read(
  _ bytes: [UInt8], path: String = "fg2.xml", options: TEIOptions = TEIOptions(),
  files: [String: String] = [:]
) throws(IngestProblem) -> TEIReading {
  try TEIReader(options: options).read(SourceFile(path: path, bytes: bytes)) { path in
    files[path].map { SourceFile(path: path, bytes: Array($0.utf8)) }
  }
}

/// The turns of a document's body.
func turns(_ body: String) throws(IngestProblem) -> [Turn] {
  try read(tei(body)).transcripts.first?.turns ?? []
}

/// The base text of `<u>content</u>`.
func text(_ content: String) throws(IngestProblem) -> String {
  try turns("<u>\(content)</u>").first?.text ?? "no turn"
}

func problem(_ xml: String, files: [String: String] = [:]) -> IngestProblem? {
  do throws(IngestProblem) {
    _ = try read(xml, files: files)
    return nil
  } catch {
    return error
  }
}

func kind(_ problem: IngestProblem?) -> TEIProblem? { problem?.kind as? TEIProblem }

func warnings(_ reading: TEIReading) -> [TEIProblem] {
  reading.warnings.compactMap { $0.kind as? TEIProblem }
}

extension Turn {
  func mark(_ kind: Mark.Kind) -> String? {
    marks.first { $0.kind == kind }.map { text.scalars($0.range) }
  }

  /// The text and, at their offsets, the kinds of the events: `Er |pause|my`.
  var eventful: String {
    var out = ""
    let scalars = Array(text.unicodeScalars)
    for index in 0...scalars.count {
      for event in events where event.offset == index { out += "|\(event.kind)|" }
      if index < scalars.count { out.unicodeScalars.append(scalars[index]) }
    }
    return out
  }
}
