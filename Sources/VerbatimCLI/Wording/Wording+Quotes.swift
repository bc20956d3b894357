import VerbatimQuotes
import VerbatimStudy

extension Wording {
  static func line(for problem: ManuscriptProblem) -> String {
    switch problem.kind {
    case .tooLarge(let bytes):
      at(problem.path)
        + "\(bytes >> 20) MB, where a manuscript has at most 256; give a chapter of it"
    case .tooMuchText(let limit):
      at(problem.path) + "more than \(limit >> 20) million characters of text; give a chapter of it"
    case .notUTF8(let line, let column):
      at(problem.path, line, column) + "a byte that is no UTF-8; save the file as UTF-8"
    case .binary:
      at(problem.path)
        + "no text; manuscripts are Markdown, plain text, HTML, LaTeX or Word (.docx)"
    case .archive(let zip): at(problem.path) + words(zip)
    case .notWord:
      at(problem.path) + "a zip archive without word/document.xml; save it as .docx"
    case .part(let name, let line):
      at(problem.path) + "the part \(quoted(name)) cannot be read"
        + (line.map { " (line \($0))" } ?? "") + "; open it in Word and save it anew"
    }
  }

  static func line(for failure: QuoteLockFailure) -> String {
    at(failure.path) + words(failure.problem)
  }

  static func words(_ problem: QuoteLockProblem) -> String {
    switch problem {
    case .notLock: "no lock of quotations; next: verbatim quotes lock MANUSCRIPT"
    case .newerVersion(let found):
      "a lock of version \(found), which this program is too old for; install a newer one"
    case .badLine(let line): "line \(line) is no quotation of a lock; write the lock anew"
    case .unsorted(let line): "line \(line) is out of order or comes twice; write the lock anew"
    case .wrongCount(let said, let found):
      "says \(said) quotations and has \(found); write the lock anew"
    case .truncated: "ends before its last line; write the lock anew"
    case .changed: "was changed since it was written; write the lock anew, edit nothing in it"
    case .otherKey(let lock, let given):
      "made with the key \(name(lock)), where \(name(given)) is given; take the key of its study"
    case .forged: "its seal was not made with the key; write the lock anew from the study"
    }
  }

  static func words(_ problem: QuoteKeyProblem) -> String {
    switch problem {
    case .badFile(let path):
      at(path)
        + "no key, which is 64 hexadecimal digits; put back the file, since old locks need it"
    case .readableByOthers(let path):
      at(path) + "others may read the key; make it yours alone: chmod 600 \(shellWord(path))"
    case .badVariable(let variable):
      "\(variable) holds no key, which is 64 hexadecimal digits: the content of the study's "
        + "keys/quotes.key"
    }
  }

  /// To stand behind a colon.
  static func words(_ state: LockState) -> String {
    switch state {
    case .intact: "as it was locked"
    case .moved: "moved within its session"
    case .otherSpeaker: "the words are now another speaker's"
    case .changed: "the words are not in the session any more"
    case .sessionGone: "the session is not in the study any more"
    case .dropped: "it uses words of a person who is left out"
    }
  }
}
