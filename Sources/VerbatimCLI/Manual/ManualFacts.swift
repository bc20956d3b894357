/// What a manual page says beyond the commands.
enum ManualFacts {
  struct Entry {
    var name: String
    var text: String
  }

  static let exitStatus = [
    Entry(name: "0", text: "There are results, or what was asked is done."),
    Entry(name: "1", text: "There are no results. For lint: there is something to look at."),
    Entry(
      name: "2",
      text:
        "Something failed, or the command could not be understood: standard error says what was "
        + "found and what to do."),
    Entry(
      name: "3", text: "The results are a part of the answer: a time limit or Ctrl-C ended it."),
  ]

  static let environment = [
    Entry(
      name: "VERBATIM_STUDY",
      text:
        "The study's folder, where --study does not name one. Without either, the nearest folder "
        + "above that is a study."),
    Entry(
      name: "VERBATIM_USER",
      text: "Whom the log names for what changes the study; else USER, LOGNAME, or the account."),
    Entry(
      name: "VERBATIM_CODER",
      text: "Who codes, where --coder does not say; else what verbatim coders default said."),
    Entry(name: "USER", text: "See VERBATIM_USER."),
    Entry(name: "LOGNAME", text: "See VERBATIM_USER."),
    Entry(
      name: "NO_COLOR", text: "Set to anything: no colour and no weight, on a terminal either."),
    Entry(name: "TERM", text: "dumb is a terminal without colour."),
  ]

  static let files = [
    Entry(
      name: "STUDY/study.sqlite",
      text: "Codebook, codings, memos, participants and the log: what people made. Keep it safe."),
    Entry(
      name: "STUDY/sources/", text: "The transcripts as they were given, named by their digest."),
    Entry(
      name: "STUDY/index/",
      text: "The manifest and the segments, which are derived from the sources."),
    Entry(
      name: "STUDY/certificates/",
      text: "What each withdrawal erased and what was looked through, without a word of anybody."),
    Entry(
      name: "STUDY/lint-allow.txt",
      text: "Words that lint lets pass, one a line, where somebody wrote it."),
    Entry(
      name: "STUDY/lint.key",
      text: "The key of the names that lint keeps as hashes, for its owner alone."),
  ]
}
