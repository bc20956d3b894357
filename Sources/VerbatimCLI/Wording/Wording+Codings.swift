import VerbatimThemes

extension Wording {
  static func line(for problem: CodingProblem, path: String) -> String {
    at(path, problem.line) + words(problem.kind)
  }

  private static func words(_ kind: CodingProblem.Kind) -> String {
    switch kind {
    case .notUTF8(let byte):
      "byte \(byte) is no UTF-8; save the table as \"CSV UTF-8\""
    case .unterminatedQuote: "a quotation mark is opened and never closed; close it, or double it"
    case .missingColumns(let columns, let known):
      "the table lacks \(columns.count == 1 ? "the column" : "the columns") \(list(columns)); known "
        + "are \(list(known, most: 10))"
    case .unknownColumn(let column, let known, let suggestion):
      "the column \(quoted(column)) is unknown and was passed over; "
        + remedy(column, known: known, suggestions: suggestion.map { [$0] })
    case .repeatedColumn(let column): "the column \(quoted(column)) occurs twice; remove one"
    case .fieldCount(let found, let expected):
      "\(count(found, "field")), where the header has \(expected); put a field with a comma in "
        + "quotation marks"
    case .emptyField(let column): "the field \(name(column)) is empty; fill it in"
    case .notANumber(let column): "the field \(name(column)) is no whole number; give one"
    case .unknownTheme(let theme, let suggestions):
      "there is no theme\(theme.isEmpty ? " of such a name" : " \(quoted(theme))"); "
        + (suggestions.isEmpty
          ? "`verbatim themes` lists them" : remedy(theme, known: [], suggestions: suggestions))
    case .ambiguousTheme(let theme, let paths):
      "several themes have the name \(quoted(theme)); say which: \(choice(paths))"
    case .themeNotCodable(let theme):
      "the theme \(quoted(theme)) only groups others; the coding was kept all the same"
    case .themeRetired(let theme):
      "the theme \(quoted(theme)) is retired; the coding was kept all the same"
    case .unknownTurn(let session, let turn):
      "there is no turn \(turn) in a session \(quoted(session)); `verbatim stats` lists the sessions"
    case .quoteMissing(let session, let turn):
      "the quote is not in turn \(turn) of \(quoted(session)); copy it from there letter by letter"
    case .quoteRepeated(let session, let turn, let times):
      "the quote is \(times) times in turn \(turn) of \(quoted(session)); make it longer, or give "
        + "start and end"
    case .quoteDiffers(let session, let turn):
      "start and end in turn \(turn) of \(quoted(session)) hold other words than the quote; correct "
        + "one of them"
    case .spanOutOfRange(let session, let turn, let length):
      "start and end do not fit turn \(turn) of \(quoted(session)), which has "
        + "\(count(length, "character")); start comes before end, counted from 0"
    case .notJSON: "no JSON object on this line; write a coding a line: {\"session\": …}"
    case .unknownOrigin: "the origin is none of person, source and rule; leave it out for person"
    case .unknownRule(let rule):
      "there is no rule \(quoted(rule)) here; leave out origin and rule to make the coding a person's"
    case .repeats(let line): "says the same as line \(line); it counts once"
    }
  }
}
