import VerbatimExtract
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// What a coder sees.
extension NextSession {
  func codable(_ state: State) -> [Theme] {
    state.themes.codebook.themes.filter(\.takesCodings)
  }

  func show(_ state: State, isScreen: Bool) throws {
    let item = state.queue.items[place]
    Console.write("\n\(place + 1) of \(state.queue.items.count)\n")
    guard let extract = try state.extract(item.place, context: context) else {
      Console.write("\(item.place.id) is not there any more\n")
      return
    }
    var report = ExtractReport(
      ExtractList(
        extracts: [extract], hitCount: 1, turnCount: 1, sessionCount: 1, speakerCount: 1,
        title: ""), terminal: Console.terminal)
    report.showsContext = context > 0
    report.showsSummary = false
    Console.write(report.string(as: .text))
    let here = state.themes.codings.filter(item.place.touches)
    for coding in here {
      let path = state.themes.extractTheme(coding.theme).map { "\($0.path) \($0.name)" }
      var line = "  has \(VisibleText.escape(path ?? coding.theme)) by \(Self.who(coding))"
      if let memo = coding.memo { line += ": \(Wording.name(memo, most: 100))" }
      Console.write(line + "\n")
    }
    if !item.byRules.isEmpty { Console.write("  y accepts what rules coded, x rejects it\n") }
    let themes = codable(state)
    if isScreen && themes.count <= 20 || !isHelped { writeThemes(themes, state) }
    isHelped = true
  }

  func writeThemes(_ themes: [Theme], _ state: State) {
    for (number, theme) in themes.enumerated() {
      let title = CodebookCommand.title(theme.id, in: state.themes.codebook)
      let width = String(themes.count).utf8.count
      let digits = String(number + 1)
      Console.write(
        String(repeating: " ", count: 2 + width - digits.utf8.count) + "\(digits)  \(title)\n")
    }
  }

  private static func who(_ coding: Coding) -> String {
    switch coding.origin {
    case .person: coding.coder.map { Wording.name($0) } ?? "nobody named"
    case .source: "a source"
    case .rule(let id): "rule \(Wording.name(id))"
    }
  }

  static let help = """
      1, 2 3, A/3/b, a name   code the extract with these themes
      A/3/b "the words"       code only these words of it
      y, x                    accept, reject what rules coded here
      s or Enter, b           skip; back
      n TEXT                  a note: beside the next coding here, else on the session
      u                       take back your last action
      q                       end; the place is remembered

    """
}
