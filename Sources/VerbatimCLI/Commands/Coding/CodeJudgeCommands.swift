import ArgumentParser
import VerbatimStudy
import VerbatimThemes

extension CodeCommand {
  /// Codings of a rule, chosen by place.
  struct RuleTargets: ParsableArguments {
    @Argument(help: "The rule's id.")
    var rule: String

    @Argument(help: "Places, as code rules show lists them; a turn means all the rule coded in it.")
    var places: [Place] = []

    @Flag(help: "All that the rule coded.")
    var all = false

    func validate() throws {
      if all != places.isEmpty { throw ValidationError("name places, or give --all") }
    }

    func codings(_ database: StudyDatabase) throws -> [Coding] {
      let rule = try Rules.rule(rule, in: database)
      let codings = try database.read { try $0.codings(CodingFilter(origin: .rule(rule.id))) }
      if all { return codings }
      var chosen: [Coding] = []
      for place in places {
        let found = codings.filter(place.touches)
        guard !found.isEmpty else {
          throw CodingRefusal.notByRule(rule: rule.id, place: place.id)
        }
        chosen += found
      }
      return chosen
    }
  }

  struct Accept: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept",
      abstract: "Makes codings of a rule a person's own.",
      discussion: """
          verbatim code accept rule-hug --all --coder EO
          verbatim code accept rule-permission --all --coder MB
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var coder: CoderOption
    @OptionGroup var targets: RuleTargets

    func run() throws {
      let writer = try study.writer("code accept")
      let coder = try coder.id(writer.database)
      let count = try writer.judge(try targets.codings(writer.database), .accepted, coder: coder)
      Console.say("accepted: \(Count.of(count, "coding")) by \(Wording.name(coder)) now")
      if count == 0 { throw Outcome.noResults }
      Console.say("verbatim code undo takes it back")
    }
  }

  struct Reject: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reject",
      abstract: "Takes codings of a rule away; the rule does not code those places again.",
      discussion: """
          verbatim code reject rule-hug --all --coder EO
          verbatim code reject rule-permission --all --coder MB
        """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var coder: CoderOption
    @OptionGroup var targets: RuleTargets

    func run() throws {
      let writer = try study.writer("code reject")
      let coder = try coder.id(writer.database)
      let count = try writer.judge(try targets.codings(writer.database), .rejected, coder: coder)
      Console.say("rejected: \(Count.of(count, "coding")) removed")
      if count == 0 { throw Outcome.noResults }
      Console.say("verbatim code undo takes it back")
    }
  }
}
