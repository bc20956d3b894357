import Testing
import VerbatimAnalysis

/// What we share with UAX #29, and where and why we differ.
@Suite("Word boundaries of UAX #29")
struct WordBreakTests {
  /// Why there is a boundary where UAX #29 has none, or the other way round.
  enum Reason: String, CaseIterable {
    case invisible = "what is white space or invisible is no token, so nothing joins it"
    case strayMark = "a mark that stands on nothing visible starts a word"
    case underscore = "_ connects between letters and digits only, so that _this_ is the word this"
    case markedConnector = "a connector with a mark or something invisible on it connects nothing"
    case hebrewQuote = "Hebrew geresh and gershayim are not typed as quotation marks here"
    case time = "a colon connects digits, 10:30, and not letters"
    case clitic = "an apostrophe connects letters and digits, P1's"
    case kana = "Kana is a token a scalar, since nobody writes spaces between its words"
    case flag = "two halves make a flag only when they touch"
  }

  /// A line of the test: scalars, and for each place before one whether it is joined to the last.
  struct Sample {
    var scalars: [UInt32] = []
    var isJoined: [Bool] = []

    init?(_ line: Substring) {
      for field in line.split(whereSeparator: \.isWhitespace) {
        switch field {
        case "÷": isJoined.append(false)
        case "×": isJoined.append(true)
        default: scalars += UnicodeData.scalars(field)
        }
      }
      guard !scalars.isEmpty, isJoined.count == scalars.count + 1 else { return nil }
    }
  }

  /// The same of our tokens.
  struct Answer {
    let scalars: [UInt32]
    /// The ordinal of each scalar's token.
    var token: [Int?]

    init(_ scalars: [UInt32]) {
      self.scalars = scalars
      var text: [UInt8] = []
      var offsets: [Int] = []
      for scalar in scalars {
        offsets.append(text.count)
        text += bytes([scalar])
      }
      token = [Int?](repeating: nil, count: scalars.count)
      let tokens = Analyzer.standard.tokens(of: String(decoding: text, as: UTF8.self))
      for (number, found) in tokens.enumerated() {
        for (place, offset) in offsets.enumerated()
        where offset >= found.start && offset < found.end {
          token[place] = number
        }
      }
    }

    func isJoined(at place: Int) -> Bool {
      token[place - 1] != nil && token[place - 1] == token[place]
    }

    /// Why UAX #29 has it the other way at `place`.
    func reason(at place: Int) -> Reason? {
      if token[place - 1] == nil || token[place] == nil { return .invisible }
      var base = place - 1
      while base > 0, isAttached(base), token[base - 1] != nil { base -= 1 }
      if isAttached(base), isJoined(at: place) { return .strayMark }
      let left = scalars[base]
      let right = scalars[place]
      if left == 0x5F || right == 0x5F { return .underscore }
      let isMarked = place + 1 < scalars.count && isAttached(place + 1)
      if isConnector(left) && base < place - 1 || isConnector(right) && isMarked {
        return .markedConnector
      }
      if isHebrew(left) || isHebrew(right) { return .hebrewQuote }
      if left == 0x3A || right == 0x3A { return .time }
      if left == 0x27 || right == 0x27, isJoined(at: place) { return .clitic }
      let classes = [left, right].map { ScalarProperties($0).scalarClass }
      if classes == [.ideograph, .ideograph] { return .kana }
      return classes == [.regional, .regional] ? .flag : nil
    }

    private func isAttached(_ place: Int) -> Bool {
      switch ScalarProperties(scalars[place]).scalarClass {
      case .mark, .ignorable, .modifier: true
      default: false
      }
    }

    private func isConnector(_ scalar: UInt32) -> Bool {
      [0x27, 0x2C, 0x2E, 0x3A, 0x3B].contains(scalar)
    }

    private func isHebrew(_ scalar: UInt32) -> Bool { 0x590...0x5FF ~= scalar }
  }

  // Skipped where Debian's unicode-data is not installed: the file is not ours to copy.
  @Test(
    "every difference on WordBreakTest.txt has a reason",
    .enabled(
      if: UnicodeData.has("auxiliary/WordBreakTest.txt"),
      "needs /usr/share/unicode (Debian: unicode-data)"))
  func conformance() throws {
    var lines = 0
    var agreeing = 0
    var counts: [Reason: Int] = [:]
    for line in try UnicodeData.lines(of: "auxiliary/WordBreakTest.txt") {
      let sample = try #require(Sample(line))
      let answer = Answer(sample.scalars)
      lines += 1
      var differs = false
      for place in 1..<max(sample.scalars.count, 1)
      where answer.isJoined(at: place) != sample.isJoined[place] {
        differs = true
        if let reason = answer.reason(at: place) {
          counts[reason, default: 0] += 1
        } else {
          Issue.record("no reason at \(place) of \(line)")
        }
      }
      if !differs { agreeing += 1 }
    }
    for reason in Reason.allCases { print(counts[reason, default: 0], reason.rawValue) }
    print(agreeing, "of", lines, "lines agree")
    #expect(lines == 1823)
    #expect(agreeing == 1195)
    #expect(counts.count == Reason.allCases.count)
  }
}
