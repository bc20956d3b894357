import VerbatimCorpus

/// The labels of the chosen family after acceptance, and whom each names.
struct ChosenLabels {
  let family: LabelFamily
  let candidates: [LabelCandidate]
  let table: LabelTable
  let acceptance: LabelAcceptance
  let lexicon: LabelLexicon
  private let byLine: [Int: Int]
  /// Ids of the speakers of each entry.
  private var speakers: [[String]] = []
  /// Label with a suffix that names it: `MF` → `Michael Folkson`.
  private(set) var names: [String: String] = [:]

  init(
    _ family: LabelFamily, _ labels: FileLabels, _ text: DecodedText, _ lexicon: LabelLexicon,
    _ settings: PlainTextSettings
  ) {
    self.family = family
    self.lexicon = lexicon
    candidates = family == .none ? Self.paragraphs(text) : labels.candidates[family] ?? []
    table = LabelTable(family == .none ? [] : candidates, in: text, lexicon: lexicon)
    acceptance = LabelAcceptance(table, candidates, in: text, lexicon: lexicon)
    byLine = Dictionary(
      candidates.enumerated().map { ($0.element.line, $0.offset) }, uniquingKeysWith: { $1 })
    for (alias, entry) in acceptance.aliases {
      names[Self.display(table.entries[entry].raw)] = Self.display(table.entries[alias].raw)
    }
    speakers = table.entries.indices.map { resolve($0) }
  }

  /// A paragraph a candidate, without a label.
  private static func paragraphs(_ text: DecodedText) -> [LabelCandidate] {
    var found: [LabelCandidate] = []
    var isOpen = false
    for (index, line) in text.lines.enumerated() {
      let isText = line.use == .text && !line.isBlank
      if isText, !isOpen {
        found.append(
          LabelCandidate(
            line: index, label: line.start..<line.start, contentLine: index, content: line.start,
            firstLine: index))
      }
      isOpen = isText
    }
    return found
  }

  private func isAccepted(_ place: Int) -> Bool {
    family == .none || acceptance.accepted[table.entryOf[place]] != nil
  }

  private func isAccepted(line: Int) -> Bool { byLine[line].map { isAccepted($0) } ?? false }

  /// Whether the key of a header is an accepted label.
  func isAccepted(key: String) -> Bool {
    table.index(of: lexicon.normalise(key)).map { acceptance.accepted[$0] != nil } ?? false
  }

  /// Whether a line is, or reads like, an accepted label.
  func speaks(_ text: DecodedText, _ line: Int) -> Bool {
    if isAccepted(line: line) { return true }
    return isAccepted(key: text.string(text.lines[line].content))
  }

  /// Whether a text is the label of somebody in this file.
  func isSpeaker(_ raw: String) -> Bool {
    let normalised = lexicon.normalise(raw)
    if let entry = table.index(of: normalised), acceptance.accepted[entry] != nil { return true }
    return lexicon.judge(raw: raw, normalised: normalised) == .strong
  }

  // MARK: Speakers

  /// Ids of the speakers that a label names; none for `??`.
  func speakers(ofRaw raw: String) -> [String] {
    if let entry = table.index(of: lexicon.normalise(raw)) { return speakers[entry] }
    return [Self.display(raw)]
  }

  private func resolve(_ index: Int) -> [String] {
    let entry = table.entries[acceptance.aliases[index] ?? index]
    if let mapped = lexicon.mapping(entry.normalised) { return [mapped] }
    if entry.raw.utf8.allSatisfy({ $0 == UInt8(ascii: "?") }) { return [] }
    let parts = LabelLexicon.parts(entry.raw)
    if parts.count > 1, parts.allSatisfy({ isSpeaker($0) }) {
      return parts.reduce(into: []) { ids, part in
        let normalised = lexicon.normalise(part)
        let known = table.index(of: normalised).map { table.entries[$0].raw } ?? part
        let id = lexicon.mapping(normalised) ?? Self.display(known)
        if !ids.contains(id) { ids.append(id) }
      }
    }
    return [Self.display(entry.raw)]
  }

  /// The label as it is shown: without direction marks, a final `?` and double spaces.
  static func display(_ raw: String) -> String {
    var kept = raw.unicodeScalars.filter { LabelScanner.kind($0) != .ignored }
    if kept.last == "?", kept.count > 1 { kept.removeLast() }
    return kept.split { $0.properties.isWhitespace }
      .map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
  }

  // MARK: Turns

  /// The accepted labels in file order with their speakers and times.
  func openings(
    _ text: DecodedText, _ settings: PlainTextSettings
  ) -> (list: [TurnAssembly.Opening], times: Times) {
    var accepted: [(place: Int, candidate: LabelCandidate)] = []
    for (place, candidate) in candidates.enumerated() where isAccepted(place) {
      guard text.lines[candidate.line].use == .text else { continue }
      accepted.append((place, Self.withTimeBehind(candidate, text)))
    }
    let times = Times(
      accepted.compactMap { item in item.candidate.time.map { ($0, item.candidate.line + 1) } },
      settings: settings)
    let list = accepted.map { place, candidate in
      opening(place, candidate, text, times, settings)
    }
    return (list, times)
  }

  private func opening(
    _ place: Int, _ candidate: LabelCandidate, _ text: DecodedText, _ times: Times,
    _ settings: PlainTextSettings
  ) -> TurnAssembly.Opening {
    var opening = TurnAssembly.Opening(
      candidate: candidate, speakers: family == .none ? [] : speakers[table.entryOf[place]],
      attributes: [], start: candidate.time.map { times.milliseconds($0) },
      end: candidate.endTime.map { times.milliseconds($0) })
    if let suffix = candidate.suffix, acceptance.aliases[table.entryOf[place]] == nil {
      let note = text.string(suffix)
      if case .event(let kind, let description, let duration) = Brackets.classify(
        note, lists: settings.brackets)
      {
        opening.event = Event(kind: kind, description: description, duration: duration)
      } else {
        opening.attributes.append("label-note", note)
      }
    }
    if candidate.label.count > 1, text.bytes[candidate.label].last == UInt8(ascii: "?") {
      opening.attributes.append("attribution", "uncertain")
    }
    return opening
  }

  /// A time directly behind the label, in brackets or alone on the line, is the turn's:
  /// `**Tim:** [01:46] text`, `Speaker 0: 00:00:02`.
  private static func withTimeBehind(
    _ candidate: LabelCandidate, _ text: DecodedText
  ) -> LabelCandidate {
    guard candidate.time == nil, candidate.contentLine == candidate.line else { return candidate }
    var result = candidate
    let end = text.lines[candidate.line].end
    var at = min(candidate.content, end)
    while case let length = WhiteSpace.length(text.bytes, at, end), length > 0 { at += length }
    guard at < end, let (time, last, next) = TimeStamp.marked(text.bytes, at, end) else {
      return candidate
    }
    let isBare = (0x30...0x39).contains(text.bytes[at])
    guard next == end || !isBare else { return candidate }
    (result.time, result.endTime, result.content) = (time, last, next)
    return result
  }

  /// Lines whose label is an event's, with the label and what stands behind it.
  func eventLines(_ text: DecodedText) -> [Int: (label: String, content: Range<Int>)] {
    var lines: [Int: (label: String, content: Range<Int>)] = [:]
    for (place, candidate) in candidates.enumerated() where family != .none {
      let entry = table.entries[table.entryOf[place]]
      guard entry.judgement == .event, candidate.contentLine == candidate.line else { continue }
      let end = text.lines[candidate.line].end
      lines[candidate.line] = (Self.display(entry.raw), min(candidate.content, end)..<end)
    }
    return lines
  }

  // MARK: Report

  func describe(_ text: DecodedText, _ report: inout PlainTextReport) {
    for (index, entry) in table.entries.enumerated() {
      guard let first = entry.places.first else { continue }
      let line = candidates[first].line + 1
      if let status = acceptance.accepted[index] {
        report.labels.append(
          .init(
            raw: Self.display(entry.raw), normalised: entry.normalised, count: entry.places.count,
            firstLine: line, status: status.rawValue, speakers: speakers[index]))
      } else {
        report.rejected.append(
          .init(
            label: Self.display(entry.raw), count: entry.places.count, firstLine: line,
            reason: acceptance.rejections[index] ?? .rare))
      }
    }
  }

  /// Labels that may be one, for a person to decide.
  var similarLabels: [(label: String, other: String, line: Int)] {
    acceptance.similar.map { pair in
      let entry = table.entries[pair.label]
      let line = entry.places.first.map { candidates[$0].line + 1 } ?? 0
      return (
        Self.display(entry.raw), Self.display(table.entries[pair.other].raw), line
      )
    }
  }

  /// Lines such as `P1; yes` or `P1 – yes`: an accepted label with another separator.
  func suspectSeparators(_ text: DecodedText) -> [(label: String, line: Int)] {
    guard family == .inline || family == .timeFirst || family == .timeInLabel else { return [] }
    return text.lines.indices.compactMap { index in
      let line = text.lines[index]
      guard line.use == .text, byLine[index] == nil else { return nil }
      let start = text.bytes[line.content.prefix(60)]
      guard
        let mark = start.firstIndex(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: ">") }),
        mark > line.start
      else { return nil }
      let raw = WordTrim.trim(text.string(line.start..<mark))
      guard let entry = table.index(of: lexicon.normalise(raw)),
        acceptance.accepted[entry] != nil
      else { return nil }
      return (raw, index + 1)
    }
  }
}
