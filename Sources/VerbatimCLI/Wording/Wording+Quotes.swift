import VerbatimQuotes

extension Wording {
  static func line(for problem: ManuscriptProblem) -> String {
    switch problem.kind {
    case .tooLarge(let bytes):
      at(problem.path) + "\(bytes >> 20) MB, where a manuscript has at most 256; give a chapter of it"
    case .tooMuchText(let limit):
      at(problem.path) + "more than \(limit >> 20) million characters of text; give a chapter of it"
    case .notUTF8(let line, let column):
      at(problem.path, line, column) + "a byte that is no UTF-8; save the file as UTF-8"
    case .binary:
      at(problem.path)
        + "no text; manuscripts are Markdown, plain text, HTML, LaTeX or Word (.docx)"
    case .notWord:
      at(problem.path) + "a zip archive without word/document.xml; save it as .docx"
    case .part(let name, let line):
      at(problem.path) + "the part \(quoted(name)) cannot be read"
        + (line.map { " (line \($0))" } ?? "") + "; open it in Word and save it anew"
    }
  }
}
