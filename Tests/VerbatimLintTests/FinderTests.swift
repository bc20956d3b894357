import Testing

@testable import VerbatimLint

/// `« »` stand around what must be found.
struct Planted {
  var text: String
  var ranges: [Range<Int>]

  init(_ marked: String) {
    text = ""
    ranges = []
    var start = 0
    var length = 0
    for scalar in marked.unicodeScalars {
      switch scalar {
      case "«": start = length
      case "»": ranges.append(start..<length)
      default:
        text.unicodeScalars.append(scalar)
        length += 1
      }
    }
  }
}

@Suite("Lint: finders")
struct FinderTests {
  private func findings(_ text: String) -> [LintFinding] {
    var lint = TextLint()
    return lint.findings(in: LintText(text), labels: ["P1", "Moderator"])
  }

  @Test(
    "what fits a form is found, from its first to its last character",
    arguments: [
      (.email, "Write to «jane.doe+x@mail.example.org», please."),
      (.email, "«ø.ås@eksempel.no»"),
      (.email, "«o'neill@example.co.uk»"),
      (.url, "see «https://example.org/a?b=c(d»), or"),
      (.url, "it is «www.example.no/side», I think"),
      (.url, "on «example.com» there"),
      (.handle, "I am «@jane_doe.1» there."),
      (.ip, "it was «192.168.0.12», and"),
      (.ip, "at «2001:db8::1» or «fe80:0:0:0:1:2:3:4»:"),
      (.phone, "call «+47 22 33 44 55» now"),
      (.phone, "call «+44 (0)20 7946 0958»."),
      (.phone, "call «020 7946 0958»."),
      (.phone, "call «(020) 7946 0958»."),
      (.phone, "call «07700 900123», or «07700900123»"),
      (.phone, "call «(555) 234-5678»."),
      (.phone, "call «555-234-5678»."),
      (.phone, "call «1-555-234-5678»."),
      (.phone, "ring «22 33 44 55»."),
      (.phone, "ring «912 34 567», «91234567»"),
      (.phone, "ruf «089/1234567» an"),
      (.phone, "ruf «0049 89 1234567» an"),
      (.postcode, "in «SW1A 1AA», then «M1 1AE» and «12345-6789»"),
      (.nhsNumber, "my number «943 476 5919», really; «9434765919»"),
      (.card, "with «4111-1111-1111-1111» or «4111 1111 1111 1111» or «378282246310005»."),
      (.iban, "to «GB82 WEST 1234 5698 7654 32», or «no9386011117947»"),
      (.nationalInsurance, "mine is «AB 12 34 56 C», hers «AB123456C»."),
      (.plate, "a white one, «AB12 CDE», and «A123 BCD»"),
      (.date, "on «12.03.1967», «3/12/67», «1967-03-12» and «12-03-1967»"),
      (.date, "on «12th of March, 1967», «March 12, 1967», «12 March 1967» and «12. mars 1967»"),
      (.date, "am «3. März 2019»"),
      (.birth, "I was born on «12 March 1967», you know"),
      (.birth, "date of birth: «12/03/1967»"),
      (.birth, "I was «born in 1967», and"),
      (.birth, "jeg er «født i 1955» og"),
      (.birth, "my birthday is «12 March», so"),
      (.age, "she is «92 years old» and a «95-year-old» man"),
      (.age, "aged «91», and"),
      (.age, "she was «ninety-two years old»"),
      (.age, "han er «93 år gammel»"),
      (.age, "my mother is «94», and"),
      (.age, "he turned «ninety-one»."),
      (.phrase, "I am «the only midwife» in the valley"),
      (.phrase, "she was «the first woman to» do it"),
      (.phrase, "I'm «the one who» found him, «the only one who» did"),
      (.phrase, "hun er «den eneste jordmoren» her"),
      (.labelInside, "yes I do «P3:» no you don't"),
      (.labelInside, "yes «Moderator:» and then"),
    ] as [(LintKind, String)])
  func found(_ kind: LintKind, _ marked: String) {
    let planted = Planted(marked)
    let found = findings(planted.text).filter { $0.kind == kind }
    #expect(found.map(\.range) == planted.ranges, "\(kind): \(marked)")
  }

  @Test(
    "what is ordinary speech is not found",
    arguments: [
      "In 2016 we were 26, from 1994-1998, or 1994 to 1998.",
      "It took 10 000 000 kroner, 3.5 percent, 1,234,567.89 in all.",
      "At 12:30:45, at 9.30, on page 12-14, in 2010/11.",
      "One 2 3 4 5, 1 2 3 4, 10 20 30 40.",
      "Version 1.10.0.0.1 and 1.2.3 and 300.1.1.1.",
      "4111 1111 1111 1112 and 9434765918 and GB83 WEST 1234 5698 7654 32.",
      "The only thing, the first time, the only way, the only one.",
      "I'm 92 percent sure, she is 95 minutes late, he was 100 metres away.",
      "There were 92 of us, and 110 years of history.",
      "May I 12 times? He may march 12 miles.",
      "Meet @ noon, me@home, @ 5.",
      "e.g. this, i.e. that, Ph.D. and a.m. or p.m.",
      "It was 50/50, 24/7, and 7/10.",
      "M25, A4, B52, 3D, H2O, MP3, 5G.",
      "she said: yes, Note: no; we say: what",
      "[name A]: hello",
    ])
  func notFound(_ text: String) {
    let found = findings(text)
    #expect(found.isEmpty, "\(found): \(text)")
  }

  @Test("what is hidden is not looked at, and parts what stands around it")
  func hidden() {
    var lint = TextLint()
    let text = "call [0207 946 0958] or 0207[x]946 0958"
    let found = lint.findings(in: LintText(text, hiding: [5..<20, 28..<31]))
    #expect(found.isEmpty, "\(found)")
  }

  @Test("where two kinds fit, the surer one is told")
  func overlap() {
    // An NHS number has the form of an American telephone number as well.
    #expect(findings("943 476 5919").map(\.kind) == [.nhsNumber])
    #expect(findings("943 476 5918").map(\.kind) == [.phone])
  }
}

@Suite("Lint: capitals")
struct CapitalTests {
  private func findings(
    _ texts: [String], allowing allowed: Set<String> = []
  ) -> [(String, LintCertainty)] {
    var statistics = CaseStatistics()
    for text in texts { statistics.add(LintText(text)) }
    var lint = TextLint(
      kinds: [.capital], capitals: CapitalFinder(statistics, allowing: allowed))
    return texts.flatMap { text in
      let scalars = Array(text.unicodeScalars)
      return lint.findings(in: LintText(text)).map { finding in
        (String(String.UnicodeScalarView(scalars[finding.range])), finding.certainty)
      }
    }
  }

  @Test("a name inside a sentence is found, with its neighbours and its title")
  func names() {
    let found = findings([
      "So I told Jane Smith and Dr. Jones about it. Then Kari-Anne came, and Olav's dog.",
      "We went to Oslo on Monday, I'm sure.",
    ])
    #expect(found.map(\.0) == ["Jane Smith", "Dr. Jones", "Kari-Anne", "Olav's", "Oslo"])
    #expect(found.map(\.1) == [.likely, .likely, .likely, .look, .look])
  }

  @Test("at the beginning of a sentence a word is a name only if it is met inside of others")
  func beginnings() {
    #expect(findings(["Jane was there. Well, Somebody was."]).map(\.0) == ["Somebody"])
    #expect(
      findings(["Jane was there.", "I met Jane."]).map(\.0) == ["Jane", "Jane"])
    #expect(findings(["“Hello,” she said. “Come in”"]).isEmpty)
  }

  @Test("what the corpus writes small is no name, unless it is mostly written with a capital")
  func small() {
    #expect(findings(["I saw The Nurse.", "the nurse"]).isEmpty)
    let text = "with Hope and Hope, and Hope"
    #expect(findings([text, "I hope so"]).map(\.0) == ["Hope", "Hope", "Hope"])
  }

  @Test("a text in capitals throughout says nothing of names, nor of how words are written")
  func shouted() {
    #expect(findings(["SO I SAID TO HIM GO AWAY, AND HE WENT."]).isEmpty)
    #expect(
      findings(["YES AND THEN HE WENT", "so I met Jane and THEN"]).map(\.0) == ["Jane", "THEN"])
  }

  @Test("words of an allow-list pass, whatever their case and marks")
  func allowed() {
    #expect(
      findings(["in Ålesund and Oslo"], allowing: Set(LintText.keys(of: "ålesund"))).map(\.0)
        == ["Oslo"])
  }
}
