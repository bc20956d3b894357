import VerbatimThemes

extension Wording {
  static func words(_ problem: ThemeReferenceProblem) -> String {
    switch problem {
    case .unknown(let reference, let suggestions):
      "there is no theme \(quoted(reference)); "
        + (suggestions.isEmpty
          ? "`verbatim themes` lists them" : remedy(reference, known: [], suggestions: suggestions))
    case .ambiguous(let reference, let paths):
      "several themes have the name \(quoted(reference)); say which: \(choice(paths))"
    }
  }

  /// A line a problem, up to so many that a person reads.
  static func lines(for problems: CodebookProblems, path: String) -> [String] {
    let most = 20
    guard !problems.problems.isEmpty else { return [at(path) + "no codebook that can be read"] }
    var lines = problems.problems.prefix(most).map { line(for: $0, path: path) }
    let more = problems.problems.count - most
    if more > 0 { lines.append(at(path) + "… and \(count(more, "more problem"))") }
    return lines
  }

  private static func line(for problem: CodebookProblem, path: String) -> String {
    let theme = problem.theme.map { "theme \(quoted($0)): " } ?? ""
    return at(path, problem.line) + theme + words(problem.kind)
  }

  private static func words(_ kind: CodebookProblem.Kind) -> String {
    switch kind {
    // Of the tree.
    case .emptyID: "a theme has no id; give it one"
    case .invalidID: "the id holds /, * or a control character; leave them out"
    case .duplicateID: "two themes have this id; give one of them another"
    case .emptyName: "has no name; give it one"
    case .nameTooLong(let limit):
      "an id, label or name has more than \(count(limit, "byte")); say it shorter, and the rest in the "
        + "definition"
    case .emptyLabel: "has no label; give it one"
    case .invalidLabel(let label):
      "the label \(quoted(label)) holds /, * or a control character; leave them out"
    case .duplicateLabel(let label, let parent):
      "another theme \(parent.map { "below \(quoted($0))" } ?? "at the top") has the label "
        + "\(quoted(label)); give it another"
    case .unknownParent(let parent, let suggestions):
      "there is no theme \(quoted(parent)) to stand below; "
        + remedy(parent, known: [], suggestions: suggestions)
    case .cycle: "is, through its parents, above itself; give it another parent"
    case .invalidColour(let colour): "the colour \(quoted(colour)) is none; write it as #RRGGBB"
    case .controlCharacter: "a text holds a control character; remove it"
    case .tooDeep(let limit): "themes are more than \(limit) levels deep; make the tree flatter"
    case .tooManyThemes(let limit): "more than \(limit) themes; divide the codebook"

    // Of the file.
    case .tooLarge(let bytes, let limit):
      "\(size(bytes)), more than the \(size(limit)) that a codebook may have; is it one?"
    case .notUTF8(let byte): "byte \(byte) is no UTF-8; save the file as UTF-8"
    case .syntax(let reason): notYAML(reason)
    case .xml(let kind): words(kind)
    case .duplicateKey(let key): "the key \(quoted(key)) occurs twice; remove one"
    case .unknownKey(let key, let known, let suggestion):
      "the key \(quoted(key)) means nothing here; "
        + remedy(key, known: known, suggestions: suggestion.map { [$0] })
    case .missingKey(let key): "the key \(quoted(key)) is missing; add it"
    case .wrongType(let key, let expected):
      "\(quoted(key)) does not fit; expected \(words(expected))"
    case .aliasRefused: "an alias (*…) is refused; write out what it stands for"
    case .notACodebook(let root):
      (root.map { "the document is a <\(name($0))>" } ?? "this is no codebook")
        + "; expected YAML with themes: or a REFI-QDA <CodeBook>"
    case .missingGUID: "a code has no guid; export the codebook again from where it comes from"
    case .invalidGUID(let guid): "the guid \(quoted(guid)) is none; it was kept as an id"
    }
  }

  private static func words(_ expected: CodebookProblem.Expected) -> String {
    switch expected {
    case .text: "a single text"
    case .boolean: "true or false"
    case .list: "a list (lines that begin with -)"
    case .mapping: "keys with values (key: value)"
    }
  }
}
