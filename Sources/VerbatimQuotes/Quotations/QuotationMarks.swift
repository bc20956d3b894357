/// Which marks open and close quotations, in any language.
enum QuotationMarks {
  /// What closes a quotation that `mark` opens where it can open one; `nil` for what is no such mark.
  static func closers(of mark: Unicode.Scalar) -> [Unicode.Scalar]? {
    switch mark {
    case "“": ["”"]
    case "„", "‟": ["“", "”"]
    case "”": ["”"]
    case "«": ["»"]
    case "»": ["«", "»"]
    case "‹": ["›"]
    case "›": ["‹", "›"]
    case "‘": ["’"]
    case "‚", "‛": ["‘", "’"]
    case "「": ["」"]
    case "『": ["』"]
    case "〝": ["〞", "〟"]
    case "＂": ["＂"]
    case "\"": ["\""]
    case "'": ["'"]
    case "’": ["’"]
    default: nil
    }
  }

  /// A mark that is also an apostrophe: what it closes is not sure.
  static func isApostrophe(_ mark: Unicode.Scalar) -> Bool { mark == "’" || mark == "'" }

  /// Marks that open and close alike: only their surroundings tell which they do.
  static func isTwoSided(_ mark: Unicode.Scalar) -> Bool {
    mark == "\"" || mark == "'" || mark == "’" || mark == "”" || mark == "»" || mark == "›"
      || mark == "＂"
  }

  static func isAny(_ scalar: Unicode.Scalar) -> Bool {
    closers(of: scalar) != nil || scalar == "」" || scalar == "』" || scalar == "`"
      || scalar == "〞" || scalar == "〟"
  }
}
