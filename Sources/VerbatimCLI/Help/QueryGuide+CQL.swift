extension QueryGuide {
  static let tokens = [
    QueryExample(cql: "\"rules?\"", 14, "a regular expression for the whole word, with its case"),
    QueryExample(cql: "\"hug.*\"%c", 34, "%c without case, %d without accents, %l literally"),
    QueryExample(cql: "[lc=\"no\" & word!=\"no\"]", 16, "conditions on one token: & | ! ->"),
    QueryExample(cql: "[stem=\"walk\"]", 13, "an attribute; the table below has them all"),
    QueryExample(
      cql: "[type=\"placeholder\"]", 15, "placeholder, number, truncated, filler, word …"),
  ]

  static let patterns = [
    QueryExample(cql: "\"peer\" \"support\"", 6, "tokens in a row"),
    QueryExample(
      cql: "[lc=\"they\"] []{0,2} \"ask.*\"", 3, "[] is any token; ? * + {n} {n,m} repeat"),
    QueryExample(
      cql: "a:[] b:[] :: a.lc = b.lc", 11, "labels, and a condition on what they name"),
    QueryExample(cql: "<u> [lc=\"no\"]", 10, "the first word of a turn; </u> is its end"),
    QueryExample(
      cql: "\"hug.*\"%c within <u who=\"P3\"/>", 9, "inside a region with attributes"),
    QueryExample(
      cql: "<u/> containing \"hug.*\"%c containing \"ask.*\"%c", 2, "whole turns that hold both"),
    QueryExample(
      cql: "MU (meet \"hug.*\"%c \"ask.*\"%c -10 10)", 1, "a token with another one around it"),
  ]
}
