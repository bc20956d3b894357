import Glibc
import VerbatimFiles
import VerbatimIngest
import VerbatimReport
import VerbatimStudy

extension Wording {
  /// Without the path.
  static func words(_ problem: FileProblem) -> String {
    let failed = words(problem.operation)
    switch problem.cause {
    case .diskFull:
      return
        "\(failed): the disk, or your share of it, is full; make room and give the command again"
    case .noPermission:
      return "\(failed): you may not do that here; look at its permissions with `ls -l`"
    case .readOnly:
      return "\(failed): the disk takes no changes; work on a copy that can be written"
    case .notFound:
      return "\(failed): no such file or folder; check the spelling and where you are"
    case .notAFolder:
      return "\(failed): a part of the path is a file, where a folder was expected"
    case .other:
      let reason = strerror(problem.errno).map { String(cString: $0) } ?? "no reason given"
      return "\(failed): the system says \(quoted(reason)) (error \(problem.errno))"
    }
  }

  private static func words(_ operation: FileProblem.Operation) -> String {
    switch operation {
    case .open: "cannot be opened"
    case .read: "cannot be read"
    case .write: "cannot be written"
    case .synchronize: "cannot be brought safely to the disk"
    case .rename: "cannot be put in its place"
    case .remove: "cannot be removed"
    case .createFolder: "the folder cannot be made"
    case .list: "the folder cannot be listed"
    case .lock: "cannot be locked"
    case .map: "cannot be read into memory"
    }
  }

  /// For outcomes that need words; `nil` where the summary says enough.
  static func line(for outcome: IngestSummary.Outcome, path: String) -> String? {
    switch outcome {
    case .read, .unchanged: nil
    case .duplicate(let other):
      at(path) + "the same bytes as \(VisibleText.escape(other)), which the study has; passed over"
    case .rejected(let problem): line(for: problem)
    case .convertible(let document):
      at(path) + "a \(title(of: document)), where text was expected; convert it with: "
        + command(for: document, path)
    case .passedOver(let reason): at(path) + words(reason)
    case .unreadable(let problem): at(path) + words(problem)
    case .conflict(let conflict): at(path) + words(conflict)
    }
  }

  private static func title(of document: ConvertibleDocument) -> String {
    switch document {
    case .docx, .doc: "Word document"
    case .odt: "LibreOffice document"
    case .rtf: "rich-text document"
    case .pdf: "PDF"
    }
  }

  /// The text keeps the document's name, since a session is named after its file.
  private static func command(for document: ConvertibleDocument, _ path: String) -> String {
    let file = shellWord(path)
    let text = shellWord(stem(of: path) + ".txt")
    switch document {
    case .docx, .odt, .rtf: return "pandoc -t plain --wrap=none \(file) -o \(text)"
    case .doc:
      let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
      return "libreoffice --headless --convert-to 'txt:Text (encoded):UTF8' "
        + "--outdir \(shellWord(folder)) \(file)"
    case .pdf: return "pdftotext -layout \(file) \(text)"
    }
  }

  private static func stem(of path: String) -> String {
    guard let dot = path.utf8.lastIndex(of: UInt8(ascii: ".")), dot > path.startIndex,
      !path[dot...].utf8.contains(UInt8(ascii: "/")),
      path.utf8[path.utf8.index(before: dot)] != UInt8(ascii: "/")
    else { return path }
    return String(path[..<dot])
  }

  private static func words(_ reason: NotTranscript) -> String {
    switch reason {
    case .empty: "empty: nothing to read; passed over"
    case .image: "a picture, no transcript; passed over"
    case .recording: "a recording; passed over: give its transcript"
    case .archive: "an archive; passed over: unpack it and give the files in it"
    case .binary: "no text; passed over: give the transcript as text, TEI or JSON Lines"
    case .table: "a table, no transcript; passed over: codings come in with `verbatim import`"
    case .settings:
      "YAML, no transcript; passed over: a study or codebook comes in with `verbatim import`, "
        + "settings with --settings"
    case .qualitativeData:
      "REFI-QDA, no transcript; passed over: `verbatim import` reads codebooks (.qdc) and projects (.qdpx)"
    case .json: "JSON, but not one object a line; passed over: give JSON Lines, one turn a line"
    case .webPage: "a web page; passed over: give the transcript as text"
    case .unread(let format):
      "a transcript as \(name(format)), which cannot be read yet; passed over: export it as text "
        + "or TEI"
    }
  }
}
