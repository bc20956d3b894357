import Testing

@testable import VerbatimQuotes

/// The blocks' texts with a sign for their kind: `p`, `h`, `q`, `n`.
func blocks(_ text: String, _ format: ManuscriptFormat) throws -> [String] {
  let manuscript = try Manuscript(path: "m", bytes: Array(text.utf8), as: format)
  return manuscript.blocks.map { block in
    let sign =
      switch block.kind {
      case .paragraph: "p"
      case .heading: "h"
      case .quote: "q"
      case .note: "n"
      }
    return sign + ": " + manuscript.text(block.range)
  }
}

@Suite("Manuscripts")
struct ManuscriptTests {
  @Test("Markdown gives its running text, without code and marks")
  func markdown() throws {
    let text = """
      ---
      title: “Not a quote”
      ---
      # A *title*

      Some **bold** text `“code”` with
      a [link](http://x.y "t") and [she] said[^1] \\*so\\*.

      > Quoted &amp; set
      > off <br> here

      ```
      “left out”
      ```
      - an item
      - another

      [^1]: A note.
      <!-- “hidden”
      “hidden” --> end
      | a | b “c” |
      |---|---|

          “indented code”
      """
    let found = try blocks(text, .markdown)
    #expect(
      found == [
        "h: A title", "p: Some bold text \u{FFFC} with a link and [she] said *so*.",
        "q: Quoted & set off  here", "p: an item", "p: another", "n: A note.", "p: end", "p: a",
        "p: b “c”",
      ])
  }

  @Test("LaTeX gives its running text, marks and accents as they are printed")
  func latex() throws {
    let text = """
      \\documentclass{article} \\newcommand{\\x}{``no''}
      \\begin{document}
      \\section{A title}
      She said ``I don't---well'' and \\emph{caf\\'e} na\\"{\\i}ve % comment ``no''
      on\\footnote{A note, `so'.} it \\ldots{} $x$.

      \\begin{quote}
      Set off\\\\ (P3, FG2)
      \\end{quote}
      \\begin{verbatim}
      ``no''
      \\end{verbatim}
      \\enquote{Here} 100\\% \\cite{key}
      \\end{document}
      """
    let found = try blocks(text, .latex)
    #expect(
      found == [
        "h: A title", "p: She said “I don't—well” and café naïve on it … \u{FFFC}.",
        "n: A note, ‘so’.", "q: Set off (P3, FG2)", "p: Here 100% [@key]",
      ])
  }

  @Test("HTML gives its running text, with references, without scripts")
  func html() throws {
    let text = """
      <html><head><title>“no”</title><script>"no" < </script></head><body>
      <h1>A title</h1><p>Some <b>bold</b>&nbsp;&ldquo;text&#8221; a < b
      and <code>"no"</code><sup>1</sup></p><blockquote><p>Set off</p><p>&mdash; P3</blockquote>
      <!-- "no" --><p>Un<i>closed
      """
    let found = try blocks(text, .html)
    #expect(
      found == [
        "h: A title", "p: Some bold\u{A0}“text” a < b and \u{FFFC}", "q: Set off", "q: — P3",
        "p: Unclosed",
      ])
  }

  @Test("plain text gives paragraphs, and indented ones as quotations where most are not")
  func plain() throws {
    let text =
      "One\r\ntwo.\r\n\r\n    Set off\r\n    here\r\n\r\nThree.\r\n\r\n> Four\r\n> five\r\n"
    #expect(
      try blocks(text, .text) == ["p: One two.", "q: Set off here", "p: Three.", "q: Four five"])
  }

  @Test("a place is the line and column of the file")
  func places() throws {
    let text = "A\n\n  He said “yes\n"
    for format in [ManuscriptFormat.markdown, .text, .latex, .html] {
      let manuscript = try Manuscript(path: "m", bytes: Array(text.utf8), as: format)
      let offset = try #require(manuscript.scalars.firstIndex(of: "“"))
      #expect(manuscript.place(offset) == Manuscript.Place(line: 3, column: 11), "\(format)")
    }
  }

  @Test("bytes that are no text are refused with their place")
  func badBytes() {
    #expect(throws: ManuscriptProblem(path: "m.md", kind: .notUTF8(line: 2, column: 3))) {
      try Manuscript(path: "m.md", bytes: Array("a\nbc".utf8) + [0xE9, 0x20])
    }
    #expect(throws: ManuscriptProblem(path: "m.md", kind: .binary)) {
      try Manuscript(path: "m.md", bytes: [0x41, 0, 0x42])
    }
  }
}
