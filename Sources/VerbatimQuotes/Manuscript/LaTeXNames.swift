import VerbatimAnalysis

/// Commands of LaTeX that stand for a character, and those that say nothing to a reader.
enum LaTeXNames {
  static let symbols: [String: Unicode.Scalar] = [
    "ldots": "…", "dots": "…", "textellipsis": "…", "dotsc": "…", "textendash": "–",
    "textemdash": "—", "ss": "ß", "o": "ø", "O": "Ø", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ",
    "TH": "Þ", "textquotedblleft": "“", "textquotedblright": "”", "textquoteleft": "‘",
    "textquoteright": "’", "quotedblbase": "„", "quotesinglbase": "‚", "guillemotleft": "«",
    "guillemotright": "»", "guillemetleft": "«", "guillemetright": "»", "guilsinglleft": "‹",
    "guilsinglright": "›", "textquotedbl": "\"", "textquotesingle": "'", "euro": "€",
    "texteuro": "€", "pounds": "£", "textsterling": "£", "textbackslash": "\\", "S": "§",
    "quad": " ", "qquad": " ", "space": " ", "textless": "<", "textgreater": ">", "lbrack": "[",
    "rbrack": "]", "glqq": "„", "grqq": "“", "flqq": "«", "frqq": "»", "og": "«", "fg": "»",
  ]

  /// Combining marks by the command that puts them on the next letter.
  static let accents: [String: Unicode.Scalar] = [
    "'": "\u{301}", "`": "\u{300}", "^": "\u{302}", "\"": "\u{308}", "~": "\u{303}",
    "=": "\u{304}", ".": "\u{307}", "c": "\u{327}", "v": "\u{30C}", "u": "\u{306}", "H": "\u{30B}",
    "k": "\u{328}", "r": "\u{30A}", "d": "\u{323}", "b": "\u{331}",
  ]

  /// Their arguments are no running text.
  static let silent: Set<String> = [
    "label", "ref", "pageref", "eqref", "autoref", "cref", "Cref", "nameref", "vref",
    "includegraphics", "input", "include", "bibliography", "bibliographystyle", "usepackage",
    "documentclass", "vspace", "hspace", "hypersetup", "pagestyle", "thispagestyle", "setlength",
    "addtolength", "newcommand", "renewcommand", "url", "index", "todo", "fontsize", "color",
    "setcounter", "addbibresource", "printbibliography", "selectlanguage", "foreignlanguage",
    "phantom", "rule", "footnotemark", "href", "textsuperscript", "sout", "lstinline", "texttt",
  ]

  static func composed(_ text: String) -> String {
    String(decoding: Keys.nfc(Array(text.utf8)), as: UTF8.self)
  }
}
