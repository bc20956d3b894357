import ArgumentParser
import Glibc
import VerbatimFiles
import VerbatimReport

/// The forms of a document: those of results, and Word's.
enum DocumentFormat: String, CaseIterable, ExpressibleByArgument {
  case text, json, jsonl, csv, md, html, docx

  /// `nil` for Word.
  var report: ReportFormat? { ReportFormat(rawValue: rawValue) }

  /// By what a file is named: `findings.docx`.
  init?(path: String) {
    guard let dot = path.lastIndex(of: ".") else { return nil }
    switch path[dot...].dropFirst().lowercased() {
    case "txt": self = .text
    case "markdown": self = .md
    case "htm": self = .html
    case let suffix:
      guard let format = DocumentFormat(rawValue: suffix) else { return nil }
      self = format
    }
  }
}

/// In which form a document is written, and where to.
struct DocumentOptions: ParsableArguments {
  @Option(help: "How it is written (else as --output is named, else text).")
  var format: DocumentFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  @Option(help: "A file in place of standard output.", completion: .file())
  var output: String?

  var chosen: DocumentFormat {
    json ? .json : format ?? output.flatMap(DocumentFormat.init(path:)) ?? .text
  }

  func validate() throws {
    if let output, format == nil, !json, output.split(separator: "/").last?.contains(".") == true,
      DocumentFormat(path: output) == nil
    {
      throw ValidationError(
        "--output wants a name that ends in .txt, .md, .html, .docx, .csv, .json or .jsonl, or --format "
          + "beside it")
    }
    if chosen == .docx, output == nil, isatty(STDOUT_FILENO) == 1 {
      throw ValidationError("a Word document is no text; say --output FILE.docx")
    }
  }

  func write(_ document: Document) throws {
    guard let format = chosen.report else { return try write(document.docx()) }
    try write(document.string(as: format, terminal: terminal))
  }

  func write(_ table: Table) throws {
    try write(table.string(as: chosen.report ?? .csv, terminal: terminal))
  }

  func write(_ text: String) throws {
    guard output != nil else { return Console.write(text) }
    try write(Array(text.utf8))
  }

  private func write(_ bytes: [UInt8]) throws {
    guard let output else { return Console.write(bytes) }
    try AtomicFile.write(bytes, to: output)
    Console.say("wrote \(Wording.shellWord(output))")
  }

  private var terminal: TerminalStyle { output == nil ? Console.terminal : TerminalStyle() }
}
