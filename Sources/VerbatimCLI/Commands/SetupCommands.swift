import ArgumentParser
import VerbatimCorpus
import VerbatimIngest
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Makes an empty study.",
    discussion: """
        verbatim init demo-study
        verbatim init ~/studies/peer-support
      """)

  @Argument(help: "A folder that is empty or not there yet.", completion: .directory)
  var folder: String

  func run() throws {
    _ = try Study.create(at: folder)
    Console.say("made the study \(folder); next: verbatim --study \(folder) ingest TRANSCRIPTS")
  }
}

struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Reads transcripts: TEI, plain text, JSON Lines.",
    discussion: """
      Files and folders. What is unchanged is left alone; a changed file takes the place of what \
      it was; a bad file is reported, skipped and counted, and the good ones are kept.

        verbatim --study demo-study ingest corpus/fg1.xml corpus/fg4.txt
        verbatim ingest corpus/fg5.txt --dry-run
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Argument(help: "Files and folders.", completion: .file())
  var paths: [String]

  @Option(help: "The focus group of all sessions, where nothing else names it.")
  var group: String?

  @Option(help: "Settings for plain text (YAML).", completion: .file(extensions: ["yaml"]))
  var settings: String?

  @Option(help: "The encoding, where a file states none or the wrong one.")
  var encoding: String?

  @Flag(name: .customLong("assume-tei"), help: "Takes XML of an unknown namespace as TEI.")
  var assumeTEI = false

  @Flag(help: "Accepts another file for a session that the study has.")
  var replace = false

  @Flag(name: .customLong("dry-run"), help: "Shows how the files would be read; changes nothing.")
  var dryRun = false

  func run() throws {
    var options = IngestOptions()
    options.group = group
    options.replaces = replace
    options.encoding = encoding
    options.assumesTEI = assumeTEI
    options.threads = Processors.available
    options.appliesRules = true
    if let settings { options.textSettings = try TextSettingsFile.read(settings) }
    if dryRun {
      try DryRun(SourceBatch(paths), options).write(format.chosen)
      return
    }
    // The study first: folders may take long to walk.
    let writer = try study.writer("ingest")
    let batch = SourceBatch(paths)
    let summary = try writer.ingest(batch, options) { Console.show($0) }
    SetupReport.write(summary, format.chosen, study: writer.study)
    if summary.hasErrors || !summary.hasTranscripts { throw Outcome.failed }
  }
}
