import ArgumentParser
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy

/// How quotes say whose words they are.
struct AttributionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Whose words: publication, working, or a text such as '({speaker}, {group})' with id, session, group, speaker, role, turn, time, source and attributes of people.",
      valueName: "template"))
  var attribution: String?

  /// The template, with what it needs to know of people.
  struct Attributions {
    let template: AttributionTemplate
    private let people: [String: TurnRegister.Person]
    private let index: Index

    init(
      _ template: AttributionTemplate, _ register: TurnRegister, _ index: Index
    ) {
      self.template = template
      self.index = index
      people = Dictionary(
        register.people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func attribute(_ name: String, of extract: Extract) -> String? {
      let values = extract.speakers.compactMap {
        people[index.fullID(session: extract.session, label: $0)]?.attributes[name]
      }
      return values.isEmpty ? nil : values.joined(separator: ", ")
    }

    func text(_ extract: Extract) -> String {
      template.text(for: extract) { attribute($0, of: extract) }
    }

    /// What a reader should know before the attribution leaves the team.
    func warnings(_ register: TurnRegister) -> [String] {
      var warnings: [String] = []
      if !template.namesSpeaker {
        warnings.append("the attribution names no speaker: no quote says whose words it is")
      }
      let names = template.attributes
      guard !names.isEmpty else { return warnings }
      return warnings
        + [
          AttributionOptions.warning(
            "the attribution", names, showsGroup: template.showsGroup, register)
        ].compactMap(\.self)
    }
  }

  /// What a combination of attributes does to people, where few share it.
  static func warning(
    _ what: String, _ names: [String], showsGroup: Bool, _ register: TurnRegister
  ) -> String? {
    let risk = AttributionRisk(names, showsGroup: showsGroup, register)
    guard risk.few > 0 else { return nil }
    let shown = Wording.list((showsGroup ? ["group"] : []) + names, most: 10)
    return "\(what) shows \(shown) together; of \(Count.of(risk.people, "participant")), "
      + "\(risk.alone) alone with theirs, \(risk.few) among fewer than \(AttributionRisk.threshold)"
  }

  /// - Parameter pattern: what was given for `--attribution`.
  /// - Throws: `AttributionTemplate.Failure` with the attributes that there are.
  static func attributions(
    _ pattern: String?, else standard: AttributionTemplate, _ register: TurnRegister,
    _ index: Index
  ) throws -> Attributions {
    let template: AttributionTemplate
    switch pattern {
    case nil: template = standard
    case "publication": template = .publication
    case "working": template = .working
    case let pattern?:
      var known: [String] = []
      for person in register.people {
        for entry in person.attributes.entries where !known.contains(entry.name) {
          known.append(entry.name)
        }
      }
      template = try AttributionTemplate(pattern, attributes: known)
    }
    return Attributions(template, register, index)
  }
}
