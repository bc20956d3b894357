import VerbatimExtract

/// Who follows whom as a table.
extension TurnTransitions {
  /// A row for each pair, the most frequent first, for programs.
  public var pairs: Table {
    var table = Table(
      columns: [
        .init("from", "from"), .init("to", "to"), .init("count", "times", .number),
        .init("percent", "% of from", .number), .init("followed", "turns followed", .number),
      ])
    table.rows = rows.sorted { $0.count > $1.count }.map { row in
      [
        .text(row.from), .text(row.to), .integer(row.count),
        .percent(row.count, of: row.followed), .integer(row.followed),
      ]
    }
    return table
  }

  /// A row for what is followed, a column for what follows: times and the share of the row.
  public var matrix: Table {
    let names = self.names
    var table = Table(
      columns: [.init("from", "from \\ to")]
        + names.map { .init($0, $0, .text, alignment: .trailing) }
        + [.init("followed", "turns followed", .number)])
    for from in names {
      let mine = rows.filter { $0.from == from }
      guard let followed = mine.first?.followed else { continue }
      var cells: [Table.Cell] = [.text(from)]
      for to in names {
        guard let row = mine.first(where: { $0.to == to }) else {
          cells.append(.text("·"))
          continue
        }
        let percent = (100 * Double(row.count) / Double(followed)).rounded()
        cells.append(.text("\(row.count.grouped) (\(Int(percent)) %)"))
      }
      cells.append(.integer(followed))
      table.rows.append(cells)
    }
    return table
  }

  /// So many names fit a matrix that a person reads.
  public static let mostInMatrix = 10

  /// The matrix where it can be read by a person, else the pairs.
  public func table(filter: String?, isForPeople: Bool) -> Table {
    var table = isForPeople && names.count <= Self.mostInMatrix ? matrix : pairs
    table.caption.add("transitions", "transitions", count)
    table.caption.add("of", "of", "a turn and the next one of the same session, both counted")
    table.caption.add("filter", "counted in", filter ?? "all turns")
    return table
  }
}

/// Questions and answers as tables.
extension QuestionChains {
  /// A row for each question.
  public func eachTable(filter: String?) -> Table {
    var table = Table(
      columns: [
        .init("session", "session"), .init("turn", "turn", .number), .init("asker", "asker"),
        .init("first", "first to answer"), .init("answerers", "who answers"),
        .init("turns", "turns", .number), .init("words", "words", .number),
        .init("first_words", "words of the first", .number),
      ])
    table.rows = questions.map { question in
      [
        .text(question.session), .integer(question.turn), .list(question.askers),
        .list(question.first), .list(question.answerers), .integer(question.answerTurns),
        .integer(question.answerWords), .integer(question.firstWords),
      ]
    }
    table.caption = caption(filter)
    return table
  }

  /// A row for each person who answers.
  public func answererTable(filter: String?) -> Table {
    var table = Table(
      columns: [
        .init("speaker", "speaker"), .init("role", "role"),
        .init("first", "first to answer", .number),
        .init("percent", "% of answered", .number),
        .init("questions", "speaks in answers to", .number), .init("turns", "turns", .number),
        .init("words", "words", .number), .init("mean", "words a turn", .number),
      ])
    let answered = answeredCount
    table.rows = answerers.map { person in
      [
        .text(person.name), person.role.map(Table.Cell.text) ?? .none, .integer(person.firsts),
        .percent(person.firsts, of: answered), .integer(person.questions), .integer(person.turns),
        .integer(person.words),
        .decimal(Double(person.words) / Double(max(person.turns, 1)), places: 1),
      ]
    }
    table.caption = caption(filter)
    return table
  }

  private func caption(_ filter: String?) -> TableCaption {
    var caption = TableCaption()
    let answered = answeredCount
    caption.add(
      "sizes", "of",
      .parts([
        .init("questions", "questions", .integer(questions.count)),
        .init("answered", "answered", .integer(answered)),
        .init("unanswered", "not", .integer(questions.count - answered)),
      ]))
    if answered > 0 {
      let turns = questions.reduce(0) { $0 + $1.answerTurns }
      let words = questions.reduce(0) { $0 + $1.answerWords }
      caption.add(
        "mean_turns", "turns an answer", .decimal(Double(turns) / Double(answered), places: 1))
      caption.add(
        "mean_words", "words an answer", .decimal(Double(words) / Double(answered), places: 1))
    }
    caption.add(
      "question", "a question is",
      askers == .moderator
        ? "a moderator's turn that ends with a question mark"
        : "anyone's turn that ends with a question mark")
    caption.add(
      "answer", "its answer",
      askers == .moderator
        ? "the turns up to the moderator's next"
        : "the turns up to the asker's next, or to another question")
    caption.add("filter", "questions in", filter ?? "all turns")
    return caption
  }
}
