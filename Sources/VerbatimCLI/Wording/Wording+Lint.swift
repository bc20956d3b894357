import VerbatimLint
import VerbatimStudy

extension Wording {
  static func words(_ problem: LintProblem) -> String {
    switch problem {
    case .notText(let path): at(path) + "no text in UTF-8; save it as UTF-8"
    case .noNames(let path): at(path) + "no names in it; write one a line"
    case .tooManyNames(let path, let limit):
      at(path) + "more than \(limit) names; give the names of this study alone"
    case .notDocument(let path):
      at(path)
        + "neither a Word document (.docx) nor an OpenDocument text (.odt) that can be opened"
    case .keyMissing(let path):
      at(path)
        + "the key of the names that the study keeps is not there; bring it back, or give the "
        + "names again with `verbatim lint names FILE`"
    case .namesDamaged:
      "the names that lint keeps are damaged; give them again with `verbatim lint names FILE`"
    }
  }

  static func word(_ certainty: LintCertainty) -> String {
    switch certainty {
    case .certain: "certain"
    case .likely: "likely"
    case .look: "look"
    }
  }

  /// What a kind is, to stand behind its name.
  static func meaning(_ kind: LintKind) -> String {
    switch kind {
    case .listedName: "on the list of names"
    case .listedPlace: "on the list of places"
    case .card: "a payment card, its check digit holds"
    case .iban: "a bank account, its check digits hold"
    case .nhsNumber: "an NHS number, its check digit holds"
    case .birthNumber: "a Norwegian birth number, its check digits hold"
    case .nationalInsurance: "a UK national insurance number"
    case .email: "an e-mail address"
    case .url: "a web address"
    case .handle: "an account of a social network"
    case .ip: "an address of the network"
    case .phone: "a telephone number"
    case .postcode: "a UK postcode or a US ZIP+4"
    case .plate: "a UK number plate"
    case .birth: "when somebody was born"
    case .date: "a full date"
    case .age: "an age over 89"
    case .capital: "a word with a capital inside a sentence, never written small"
    case .phrase: "words for somebody of whom there is one"
    case .label: "a speaker label like a name"
    case .labelInside:
      "a speaker label, or what looks like one, inside a turn: its end was not found"
    case .placeholder: "a placeholder that may be a slip"
    case .file: "a file name with a word like a name"
    case .author: "who wrote a file, or a person of its header"
    case .comment: "a comment in a file"
    case .revision: "a change that the document still tracks: deleted words are there"
    case .hidden: "text of a document that is not shown"
    case .people: "people whose attributes together tell them apart"
    }
  }
}
