import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Which of a theme's extracts, and in which order")
struct ExtractSelectionTests {
  /// Read only.
  nonisolated(unsafe) private static let imported = Result {
    let test = try TestStudy()
    _ = try test.writer().importStudy(at: Checkout.corpus)
    return test
  }

  private func extracts(
    _ selection: ExtractSelection, _ request: ExtractRequest = ExtractRequest(),
    theme: String = "A", exemplars: any ExemplarSource = NoExemplars()
  ) throws -> [Extract] {
    let test = try Self.imported.get()
    return try ThemeExtracts(
      theme: theme, of: StudyThemes(test.study.database()), in: test.index(), request,
      selection: selection, exemplars: exemplars
    ).list.extracts
  }

  private func person(_ extract: Extract) -> String {
    extract.session + "/" + extract.speakers.joined(separator: "+")
  }

  @Test("every order has the same extracts, and follows its key")
  func orders() throws {
    let plain = try extracts(ExtractSelection())
    for order in ExtractSelection.Order.allCases {
      let sorted = try extracts(ExtractSelection(order: order))
      #expect(Set(sorted.map(\.id)) == Set(plain.map(\.id)))
      #expect(sorted.count == plain.count)
      for (left, right) in zip(sorted, sorted.dropFirst()) {
        switch order {
        case .session: break
        case .speaker: #expect(person(left) <= person(right))
        case .theme:
          let (l, r) = (left.themes.map(\.path).min() ?? "", right.themes.map(\.path).min() ?? "")
          #expect(l <= r)
        case .length:
          let (l, r) = [left, right].map { $0.spans.isEmpty ? $0.text : $0.match }
            .map(\.unicodeScalars.count).pair
          #expect(l >= r)
        case .time:
          #expect((left.start?.rawValue ?? .max) <= (right.start?.rawValue ?? .max))
        }
      }
    }
    #expect(try extracts(ExtractSelection(order: .session)).map(\.id) == plain.map(\.id))
  }

  @Test(
    "with a balance no voice is heard twice before all that have something are heard once",
    arguments: ExtractSelection.Balance.allCases, [1, 5, 17, 30, 60])
  func balance(_ balance: ExtractSelection.Balance, _ limit: Int) throws {
    let all = try extracts(ExtractSelection())
    func voice(_ extract: Extract) -> String {
      balance == .groups ? extract.group : person(extract)
    }
    let has = Dictionary(grouping: all, by: voice).mapValues(\.count)
    for request in [
      ExtractRequest(limit: limit), ExtractRequest(sample: .init(count: limit, seed: 3)),
    ] {
      let shown = try extracts(ExtractSelection(balance: balance), request)
      #expect(shown.count == min(limit, all.count))
      let heard = Dictionary(grouping: shown, by: voice).mapValues(\.count)
      let most = heard.values.max() ?? 0
      for (name, count) in has {
        // Whoever is heard less often than the most heard, less one, has no more to say.
        #expect(heard[name] ?? 0 >= min(most - 1, count), "\(name)")
      }
    }
  }

  @Test("a balanced sample is the same for its seed and another for another")
  func seeds() throws {
    func ids(_ seed: UInt64) throws -> [String] {
      try extracts(
        ExtractSelection(balance: .participants),
        ExtractRequest(sample: .init(count: 12, seed: seed))
      ).map(\.id)
    }
    #expect(try ids(1) == ids(1))
    #expect(try ids(1) != ids(2))
  }

  @Test("the longest of each participant, when sorted by length and balanced")
  func longest() throws {
    let all = try extracts(ExtractSelection())
    func length(_ extract: Extract) -> Int {
      (extract.spans.isEmpty ? extract.text : extract.match).unicodeScalars.count
    }
    let voices = Dictionary(grouping: all, by: person)
    let first = try extracts(
      ExtractSelection(order: .length, balance: .participants),
      ExtractRequest(limit: voices.count))
    #expect(Set(first.map(person)) == Set(voices.keys))
    for extract in first {
      #expect(length(extract) == voices[person(extract)]?.map(length).max())
    }
  }

  @Test("only marked exemplars, where that is asked for; what is marked elsewhere is left out")
  func exemplars() throws {
    struct Marked: ExemplarSource {
      let ids: [String]
      func exemplars(ofTheme id: String) -> [String] { id == "different-workers" ? ids : [] }
    }
    let all = try extracts(ExtractSelection(), theme: "A/2").map(\.id)
    let marked = [all[3], all[1], "fg1:1", "nonsense"]
    let selection = ExtractSelection(exemplarsOnly: true)
    #expect(
      try extracts(selection, theme: "A", exemplars: Marked(ids: marked)).map(\.id)
        == [all[1], all[3]])
    #expect(try extracts(selection, theme: "A/1", exemplars: Marked(ids: marked)).isEmpty)
    #expect(try extracts(selection).isEmpty)
  }

  @Test("a place's id reads back, and nothing else is one")
  func places() {
    for place in [
      TurnPlace(session: "fg2", turn: 118, span: 12..<31), TurnPlace(session: "a:b:1-2", turn: 7),
      TurnPlace(session: "", turn: 1),
    ] { #expect(TurnPlace(id: place.id) == place) }
    for text in [
      "", "fg2", "fg2:", "fg2:0", "fg2:x", "fg2:1:5-5", "fg2:1:9-5", "fg2:1:-1-5", "fg2:1:5-",
    ] {
      #expect(TurnPlace(id: text) == nil, "\(text)")
    }
    #expect(TurnPlace(id: "fg2:99999999999999999999") == nil)
  }

  @Test("attributes that few share are counted")
  func risk() throws {
    let register = try TurnRegister(Self.imported.get().index())
    let people = register.people.filter(\.counts)
    let names = ["sex", "education"]
    let classes = Dictionary(grouping: people) { person in
      names.map { person.attributes[$0] ?? "" }
    }.values.map(\.count)
    let risk = AttributionRisk(names, showsGroup: false, register)
    #expect(risk.people == 26)
    #expect(risk.alone == classes.count { $0 == 1 })
    #expect(risk.few == classes.filter { $0 < 5 }.reduce(0, +))
    #expect(risk.few > 0 && risk.few < 26)
    #expect(AttributionRisk([], showsGroup: false, register).few == 0)
  }
}

extension [Int] {
  fileprivate var pair: (Int, Int) { (self[0], self[1]) }
}
