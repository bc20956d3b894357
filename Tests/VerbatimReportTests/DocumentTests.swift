import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimReport

@Suite("Markdown")
struct MarkdownTests {
  @Test("a quote with its attribution")
  func golden() {
    #expect(
      ExtractReport(Samples.list).string(as: .md) == """
        ## "peer support"

        12 hits in 9 turns, 3 sessions, 6 speakers; showing 2

        > I think the peer support worker was really there for me.
        >
        > — P07, FG2 (fg2.xml:212) · A/3/b Regulations

        > Yes.
        >
        > — P08, P09, FG2 (fg2.xml:214)


        """)
  }

  @Test("grouped by theme, with context, for publication")
  func grouped() {
    var report = ExtractReport(
      Samples.list(of: [Samples.first, Samples.second], title: "A Difference"),
      grouping: .byTheme(under: nil))
    report.showsContext = true
    report.quote = .match
    report.attribution = .publication
    #expect(
      report.string(as: .md) == """
        ## A Difference

        2 hits in 2 turns, 1 session, 1 speaker

        ### A/3/b Regulations

        > *M:* How was it?
        >
        > **P07:** peer support
        >
        > *P08:* Same here.
        >
        > — (P07, FG2) · A/3/b Regulations

        > **P08, P09:** Yes.
        >
        > — (P08, P09, FG2)


        """)
  }

  @Test(
    "a line that would be more than words is only words",
    arguments: [
      ("*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"), ("# one", "\\# one"), ("> one", "\\> one"),
      ("- one", "\\- one"), ("+ one", "\\+ one"), ("1. one", "1\\. one"), ("12) x", "12\\) x"),
      ("(iv) x", "(iv\\) x"), ("Yes. I do", "Yes. I do"), ("<b>&amp;", "\\<b>\\&amp;"),
      ("    code", "&#32;&#32;&#32;&#32;code"), ("a  ", "a&#32;&#32;"), ("[x](y)", "\\[x\\](y)"),
      ("a | b", "a \\| b"), ("$x$ ~y~ ^z^", "\\$x\\$ \\~y\\~ \\^z\\^"), ("C #", "C \\#"),
      ("---", "\\---"), ("a\\", "a\\\\"), ("\u{1B}x", "␛x"), ("x\u{202E}", "x⟨U+202E⟩"),
    ])
  func escaped(text: String, markdown: String) {
    #expect(MarkdownText.lines(of: text) == [markdown])
  }

  @Test("line breaks of a turn stay, empty lines part paragraphs")
  func lines() {
    #expect(MarkdownText.lines(of: "a\r\nb\n\nc\n") == ["a\\", "b", "", "c", ""])
    #expect(MarkdownText.inline("a\nb") == "a b")
  }

  @Test("without its backslashes and references, every hostile line is the text")
  func hostile() {
    for seed in 0..<400 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let text = random.text().replacing("\n", with: "").replacing("\r\n", with: "")
      let line = MarkdownText.lines(of: text).joined()
      var plain = ""
      var scalars = line.unicodeScalars[...]
      while let scalar = scalars.popFirst() {
        if scalar == "\\" {
          if let next = scalars.popFirst() { plain.unicodeScalars.append(next) }
        } else if scalar == "&" {
          let end = scalars.firstIndex(of: ";") ?? scalars.endIndex
          plain += String(scalars[..<end]) == "#9" ? "\t" : " "
          scalars = scalars[end...].dropFirst()
        } else {
          plain.unicodeScalars.append(scalar)
        }
      }
      var expected = ""
      for scalar in text.unicodeScalars {
        let isKept = "\t\u{200E}\u{200F}\u{61C}".unicodeScalars.contains(scalar)
        expected += isKept ? String(scalar) : VisibleText.escape(String(scalar))
      }
      #expect(isSame(plain, expected), "seed \(seed)")
    }
  }
}

@Suite("HTML")
struct HTMLTests {
  @Test("a figure with the marked quote and its attribution")
  func golden() {
    var report = ExtractReport(Samples.list)
    report.language = "en"
    let page = report.string(as: .html)
    #expect(
      page.contains(
        """
        <h1 dir="auto">&quot;peer support&quot;</h1>
        <p class="summary">12 hits in 9 turns, 3 sessions, 6 speakers; showing 2</p>
        <figure>
        <blockquote lang="en" dir="auto">I think the <mark>peer support</mark> worker was really \
        there for me.</blockquote>
        <figcaption>— <bdi>P07, FG2 (fg2.xml:212)</bdi> · <bdi class="theme">A/3/b Regulations\
        </bdi></figcaption>
        </figure>
        """))
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">\n"))
    #expect(page.hasSuffix("</figure>\n</main>\n</body>\n</html>\n"))
  }

  @Test("the page needs nothing from outside")
  func selfContained() {
    let page = ExtractReport(Samples.list).string(as: .html)
    for word in ["<script", "src=", "href=", "url(", "@import", "http:", "https:"] {
      #expect(!page.contains(word))
    }
  }

  @Test("headings descend by one")
  func headings() {
    var both = Samples.second
    both.themes = [Samples.difference, Samples.regulations]
    let page = ExtractReport(Samples.list(of: [both]), grouping: .byTheme(under: nil))
      .string(as: .html)
    #expect(page.contains("<h2 dir=\"auto\">A Embrace the difference</h2>"))
    #expect(page.contains("<h3 dir=\"auto\">A/3/b Regulations</h3>"))
  }

  /// What a reader sees, signs taken back to the controls they stand for; `nil` for tags that are
  /// neither those of signs nor to be skipped.
  private func plain(_ html: String, skipping tags: [String] = []) -> String? {
    let names = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'", "#13": "\r"]
    let opening = "<span class=\"control\" title=\"U+"
    var text = ""
    var rest = html[...].unicodeScalars
    while let scalar = rest.first {
      if scalar == "&" {
        guard let end = rest.firstIndex(of: ";"),
          let value = names[String(rest[rest.index(after: rest.startIndex)..<end])]
        else { return nil }
        text += value
        rest = rest[rest.index(after: end)...]
      } else if let tag = tags.first(where: { rest.starts(with: $0.unicodeScalars) }) {
        rest = rest.dropFirst(tag.unicodeScalars.count)
      } else if scalar == "<" {
        guard rest.starts(with: opening.unicodeScalars) else { return nil }
        let body = rest.dropFirst(opening.unicodeScalars.count)
        guard let quote = body.firstIndex(of: "\""),
          let value = UInt32(String(body[..<quote]), radix: 16).flatMap(Unicode.Scalar.init),
          let closing = body.firstIndex(of: "<")
        else { return nil }
        text.unicodeScalars.append(value)
        let end = body[closing...]
        guard end.starts(with: "</span>".unicodeScalars) else { return nil }
        rest = end.dropFirst(7)
      } else {
        text.unicodeScalars.append(scalar)
        rest = rest.dropFirst()
      }
    }
    return text
  }

  @Test("every hostile text reads back, and holds no tag of its own")
  func hostile() {
    for seed in 0..<400 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let text = random.text()
      let html = HTMLText.escape(text)
      #expect(plain(html).map { isSame($0, text) } == true, "seed \(seed)")
      let attribute = HTMLText.attribute(text)
      #expect(!attribute.utf8.contains { "<>\"'".utf8.contains($0) })
    }
  }

  @Test("the quote of a page is the turn")
  func quoteIsVerbatim() throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let extract = random.extract()
      let page = ExtractReport(Samples.list(of: [extract])).string(as: .html)
      let start = try #require(page.range(ofASCII: "<blockquote lang=\"\" dir=\"auto\">"))
      let end = try #require(page.range(ofASCII: "</blockquote>"))
      let quote = String(decoding: page.utf8[start.upperBound..<end.lowerBound], as: UTF8.self)
      #expect(
        plain(quote, skipping: ["<mark>", "</mark>"]).map { isSame($0, extract.text) } == true,
        "seed \(seed)")
    }
  }
}

extension String {
  /// The first place of `needle`, found byte by byte.
  fileprivate func range(ofASCII needle: String) -> Range<String.Index>? {
    let bytes = Array(utf8)
    let wanted = Array(needle.utf8)
    guard bytes.count >= wanted.count else { return nil }
    for start in 0...(bytes.count - wanted.count)
    where bytes[start] == wanted[0] && bytes[start..<start + wanted.count].elementsEqual(wanted) {
      let lower = utf8.index(utf8.startIndex, offsetBy: start)
      return lower..<utf8.index(lower, offsetBy: wanted.count)
    }
    return nil
  }
}
