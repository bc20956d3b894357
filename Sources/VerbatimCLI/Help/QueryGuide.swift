import VerbatimReport

/// `verbatim help query`: both query languages, taught on the shipped corpus.
enum QueryGuide {
  /// Every example of the page: tests run them all.
  static let examples = words + together + people + beyond + tokens + patterns

  static let page = GuidePage([
    .heading("Two languages"), .paragraph(introduction),
    .command("verbatim search 'hug* -role:moderator'"),
    .command("verbatim kwic --cql '[lc=\"they\"] []{0,2} \"ask.*\"' --sort right1"),
    .heading("Simple: words"), .examples(shown(words)),
    .heading("Simple: words together"), .examples(shown(together)),
    .heading("Simple: people, sessions, themes"), .examples(shown(people)),
    .heading("Simple: beyond one turn"), .examples(shown(beyond)), .paragraph(precedence),
    .heading("CQL: tokens"), .examples(shown(tokens)),
    .heading("CQL: patterns and regions"), .examples(shown(patterns)), .paragraph(matches),
    .heading("Fields of the simple language"), .terms(fields),
    .heading("Attributes of tokens (CQL; keys of kwic)"), .terms(attributes),
    .heading("Regions of CQL"), .terms(regions),
    .heading("Which one?"), .paragraph(choice),
  ])

  /// Writes the page to standard output, as wide as the terminal.
  static func show() {
    Console.write(page.string(Console.terminal))
  }

  private static let introduction = """
    Simple is for everyday work: words, phrases and filters, without case and accents, in one turn. \
    CQL (--cql) is for patterns of tokens: the language of CQP, with case, with repetition, labels \
    and regions. The numbers are hits on the shipped corpus; try them:
    """

  private static let precedence = """
    From tight to loose: NEAR, NOT, AND (or a blank), THEN, OR, WITHIN and EXCLUDING; ( ) groups. \
    Operators are capitals: near is a word. @name is a saved query (verbatim help queries); \\ before \
    a sign takes its meaning away.
    """

  private static let matches = """
    A match lies in one turn, unless the query ends with within text, or --unbounded is given. Of \
    matches that overlap, --match keeps standard (the shortest from each start, the leftmost to each \
    end), shortest, longest, traditional, or all.
    """

  private static let choice = """
    Take simple as long as the question is which words, by whom, under which theme, and for what \
    follows what across turns. Take CQL where it matters what exactly stands beside what: optional \
    words, repetitions, equal words, the beginning of a turn, or where a published query is to be \
    repeated. verbatim explain shows how a query of either language is understood.
    """

  private static func shown(_ examples: [QueryExample]) -> [GuidePage.Example] {
    examples.map { GuidePage.Example(query: $0.query, hits: $0.hits, meaning: $0.meaning) }
  }

  private static let fields: [GuidePage.Term] = [
    .init("speaker:", "the label, P3, or fg2/P3 for one session's"),
    .init("role:", "moderator, participant, observer, or what the source says"),
    .init("group: session:", "the focus group; the transcript"),
    .init("turn:", "the turn's number in its session: turn:1..3, turn:>60"),
    .init("theme: coder:", "coded with a theme (path, id or name); coded by a person"),
    .init("event:", "laughs, pause …: what happened during the turn"),
    .init("any other name", "an attribute of people, turns or sessions: sex: born: date:"),
    .init("attr.name:", "the attribute, where a field above has the same name"),
  ]

  private static let attributes: [GuidePage.Term] = [
    .init("word", "as it stands"),
    .init("lc", "without case"),
    .init("fold", "without case and accents: what the simple language compares"),
    .init("stem", "the Snowball stem"),
    .init("type", "word, number, placeholder, symbol, truncated, filler"),
    .init("punct", "what stands before the word (CQL only)"),
    .init("lemma pos norm", "where the transcripts have them (CQL only)"),
  ]

  private static let regions: [GuidePage.Term] = [
    .init("<u>", "a turn: id n who role lang start end, and who_sex … for facts of the speaker"),
    .init("<text>", "a session: id group title lang, and its attributes"),
    .init("<s>", "a sentence"),
    .init("<theme>", "a coded stretch: name path id label coder"),
    .init("<event>", "something that happened, of no width: kind desc who"),
    .init("<u_who=\"P3\">", "CQP's way to write <u who=\"P3\">"),
  ]
}
