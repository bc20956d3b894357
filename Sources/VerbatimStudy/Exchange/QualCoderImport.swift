import VerbatimCorpus
import VerbatimFiles
import VerbatimThemes

/// Makes an incoming project of a QualCoder project.
struct QualCoderImport {
  private(set) var incoming = IncomingProject()
  private let project: QualCoderProject
  private let study: IncomingContext
  private let request: PositionRequest
  private let now: Timestamp
  private var places: [Int: Int] = [:]

  init(
    _ project: QualCoderProject, into study: IncomingContext, _ request: PositionRequest,
    at now: Timestamp
  ) {
    self.project = project
    self.study = study
    self.request = request
    self.now = now
    incoming.origin = "QualCoder"
    incoming.codebook = project.codebook
    incoming.findings.note(.codedPictures, count: project.mediaCodings)
    for text in project.texts { take(text) }
    for person in project.cases { take(person) }
    for journal in project.journals {
      add(.study, journal.owner, journal.date, "\(journal.name)\n\n\(journal.text)")
    }
    add(.study, "", project.date, project.memo)
  }

  private mutating func add(
    _ subject: IncomingMemo.Subject, _ owner: String, _ date: String, _ text: String
  ) {
    guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else { return }
    incoming.memos.append(
      IncomingMemo(
        subject: subject, author: owner.isEmpty ? study.actor : owner,
        createdAt: Timestamp(loose: date) ?? now, text: text))
  }

  private mutating func take(_ text: QualCoderProject.Text) {
    guard let words = text.text else {
      incoming.findings.note(.sourceNotPlain, text.name)
      return
    }
    var bytes = Array(words.utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    // QualCoder counts the mark where its text has one.
    let shift = words.utf8.count - bytes.count == 3 ? 1 : 0
    guard
      let reading = IncomingTexts.read(
        bytes, name: text.name, isOurs: false, known: study.settings(ofText: bytes))
    else {
      incoming.findings.note(.sourceWithoutText, text.name)
      incoming.findings.note(.betweenTurns, text.name, count: text.codings.count)
      return
    }
    var taken = IncomingSource(
      name: text.name, session: nil, transcript: reading.transcript, bytes: reading.bytes,
      settings: reading.settings)
    taken.transcript.session.id = QDAImport.stem(text.name)
    taken.transcript.session.group = taken.transcript.session.id
    for attribute in text.attributes {
      taken.transcript.session.attributes.append(attribute.name, attribute.value)
    }
    let place = incoming.sources.count
    places[text.id] = place
    let all = text.codings + text.annotations
    let choice = PositionChoice(
      all.map { .init(start: $0.start &- shift, end: $0.end &- shift, name: $0.quote) },
      in: TextPositions(bytes), prior: PositionRule(.scalars, .two),
      asked: (request.unit, request.newline))
    taken.text.rule = choice.rule
    taken.text.matters = choice.matters
    taken.text.selections = all.count
    taken.text.named = choice.named
    taken.text.unverified = choice.contradicted + choice.invalid
    let locator = TurnLocator(reading.transcript)
    for (index, coding) in all.enumerated() {
      guard let range = choice.ranges[index] else {
        incoming.findings.note(.positionsOutside, text.name)
        continue
      }
      let pieces = locator.pieces(range)
      if index >= text.codings.count {
        let where_ = pieces.first.map { "turn \($0.turn): " } ?? ""
        add(.source(place), coding.owner, coding.date, where_ + coding.memo)
        continue
      }
      if choice.standings[index] == .contradicted {
        incoming.findings.note(.contradictedNames, text.name)
      }
      take(coding, pieces, text.name, &taken)
    }
    incoming.sources.append(taken)
    add(.source(place), text.owner, text.date, text.memo)
  }

  private mutating func take(
    _ coding: QualCoderProject.Coding, _ pieces: [TurnLocator.Piece], _ name: String,
    _ taken: inout IncomingSource
  ) {
    guard let theme = project.themes[coding.code] else {
      incoming.findings.note(.unknownReference, "cid")
      return
    }
    if pieces.isEmpty { incoming.findings.note(.betweenTurns, name) }
    let known = study.coders.first { $0.id == coding.owner || $0.name == coding.owner }
    let coder = coding.owner.isEmpty ? nil : known?.id ?? coding.owner
    if let coder, !incoming.coders.contains(where: { $0.id == coder }) {
      incoming.coders.append(Coder(id: coder))
    }
    for piece in pieces {
      taken.codings.append(
        Coding(
          theme: theme, coder: coder, session: "", turn: piece.turn,
          span: piece.isWhole ? nil : piece.span, memo: coding.memo.isEmpty ? nil : coding.memo,
          createdAt: Timestamp(loose: coding.date) ?? now))
    }
  }

  /// A case is a speaker of its texts where one has its name, else it says something of them as a whole.
  private mutating func take(_ person: QualCoderProject.Case) {
    for id in person.texts {
      guard let place = places[id] else { continue }
      let wanted = person.name.lowercased()
      var session = incoming.sources[place].transcript.session
      let index = session.participants.firstIndex {
        $0.id.lowercased() == wanted || $0.name?.lowercased() == wanted
      }
      if let index {
        session.participants[index].isDeclared = true
      } else {
        session.attributes.append("case", person.name)
      }
      for attribute in person.attributes {
        if let index {
          session.participants[index].attributes.append(attribute.name, attribute.value)
        } else {
          session.attributes.append(attribute.name, attribute.value)
        }
      }
      incoming.sources[place].transcript.session = session
    }
    let text = person.memo.isEmpty ? "" : "\(person.name)\n\n\(person.memo)"
    add(.study, person.owner, person.date, text)
  }
}

extension StudyWriter {
  /// Brings in a QualCoder project: its folder, or the `data.qda` in it, which is only read.
  ///
  /// Throws ``QualCoderProblem``, ``CodebookProblems``; then nothing is changed.
  public func importProject(
    qualCoder path: String, _ options: ExchangeOptions = ExchangeOptions()
  ) throws -> ExchangeReport {
    let file = AtomicFile.isFolder(path) ? path + "/data.qda" : path
    let study = try IncomingContext(self)
    let project = try QualCoderProject(path: file)
    let incoming = QualCoderImport(
      project, into: study, options.positions, at: Timestamp.now()
    ).incoming
    return try take(incoming, into: study, path: path, options)
  }
}
