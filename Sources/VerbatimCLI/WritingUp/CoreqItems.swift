/// The 32 items of COREQ (Tong, Sainsbury & Craig 2007, Int J Qual Health Care 19(6), 349–357) by their
/// numbers, in our words.
enum CoreqItems {
  struct Item: Equatable {
    var number: Int
    var label: String
  }

  static let domains: [(title: String, items: [Item])] = [
    (
      "1 Research team and reflexivity",
      items(
        1,
        "Who led the groups", "Their degrees", "Their work at the time", "Their gender",
        "Their experience and training", "What tied them to the participants beforehand",
        "What participants knew of them", "What else about them matters: interest, bias, reasons")
    ),
    (
      "2 Study design",
      items(
        9,
        "Methodology behind the study", "How participants were chosen", "How they were approached",
        "How many took part", "Who declined or left, and why", "Where data were collected",
        "Who else was present", "Who the participants are", "Guide, prompts, pilot",
        "Repeated sessions", "Recording", "Field notes", "How long it took", "Saturation",
        "Transcripts returned to participants")
    ),
    (
      "3 Analysis and findings",
      items(
        24,
        "How many people coded", "The coding tree", "Where the themes come from", "Software",
        "Findings checked by participants", "Quotes, each with whose it is",
        "Data and findings agree", "Major themes", "Minor themes and dissenting cases")
    ),
  ]

  private static func items(_ first: Int, _ labels: String...) -> [Item] {
    labels.enumerated().map { Item(number: first + $0, label: $1) }
  }
}
