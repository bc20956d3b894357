extension QueryGuide {
  static let words = [
    QueryExample("hugs", 5, "the word, whatever its case and accents"),
    QueryExample("=Hugs", 2, "exactly so written"),
    QueryExample("hug*", 34, "words that begin so; ? is one character (wom?n)"),
    QueryExample("{walk}", 13, "every form with the same stem: walk, walked, walking"),
    QueryExample(
      "/hug(s|ged)/", 9, "a regular expression for the whole word"),
    QueryExample("alowed~1", 5, "one letter may differ (~2: two)"),
    QueryExample("[peer support worker *]", 8, "a placeholder that stands for a name"),
  ]

  static let together = [
    QueryExample("\"peer support\"", 6, "these words next to each other, in one turn"),
    QueryExample("\"the * of\"", 15, "one word in between; *1..3 is one to three"),
    QueryExample("\"should ask\"~2", 3, "up to two words in between"),
    QueryExample("walk* talk*", 4, "both in one turn: one hit a turn"),
    QueryExample("drink* OR sober", 7, "either"),
    QueryExample("hug* -role:moderator", 33, "not in such turns; NOT is the same as -"),
    QueryExample("hug* NEAR/8 time*", 1, "at most eight words on, in either order"),
    QueryExample("ask* BEFORE/4 hug*", 1, "in this order; AFTER in the other; 5 unless said"),
  ]

  static let people = [
    QueryExample("hug* sex:F", 24, "an attribute of the speaker, by its name"),
    QueryExample("ask* born:1950..1959", 11, "a range of numbers; ..1959 and >=1950 are open"),
    QueryExample("speaker:fg2/P3", 14, "a person; speaker:P3 is every P3; alone: all turns"),
    QueryExample("no speaker:(P1,P2)", 18, "one of several values"),
    QueryExample("hug* group:FG2", 6, "the group; session: is the transcript"),
    QueryExample("theme:B/2 rule*", 3, "in turns coded with a theme; A/3/* is all below A/3"),
    QueryExample(
      "hug* theme:A/1~inside", 34, "the words themselves are coded so"),
    QueryExample("hug* event:laughs", 6, "something happened in the turn"),
  ]

  static let beyond = [
    QueryExample(
      "hug* THEN BY other hug*", 9, "the second in the next turn, by somebody else"),
    QueryExample(
      "role:moderator how THEN role:participant i", 11, "what is asked, and who answers"),
    QueryExample(
      "hug* ask* WITHIN 3 turns", 7, "all of it in at most three turns in a row"),
    QueryExample(
      "rule* allowed WITHIN exchange", 5, "from one moderator's turn to the next"),
    QueryExample(
      "hug* EXCLUDING speaker:P3", 25, "less the hits that touch something"),
  ]
}
