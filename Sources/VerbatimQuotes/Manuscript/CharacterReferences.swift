/// `&amp;`, `&#8220;`, `&eacute;`: the references of HTML that occur in running text.
enum CharacterReferences {
  /// The scalar of the reference that begins at `start` (an ampersand), and the offset behind it.
  /// `nil` where it is none that is known: the ampersand is then itself.
  static func read(
    _ scalars: [Unicode.Scalar], at start: Int, before limit: Int
  ) -> (scalar: Unicode.Scalar, end: Int)? {
    var name = ""
    var at = start + 1
    let end = min(limit, start + 12)
    while at < end, scalars[at] != ";" {
      guard scalars[at].isASCIILetter || scalars[at].isASCIIDigit || scalars[at] == "#" else {
        return nil
      }
      name.unicodeScalars.append(scalars[at])
      at += 1
    }
    guard at < end, scalars[at] == ";" else { return nil }
    if name.hasPrefix("#") {
      let digits = name.dropFirst()
      let isHex = digits.hasPrefix("x") || digits.hasPrefix("X")
      guard let value = UInt32(isHex ? digits.dropFirst() : digits, radix: isHex ? 16 : 10),
        value != 0, let scalar = Unicode.Scalar(value)
      else { return nil }
      return (scalar, at + 1)
    }
    return named[name].map { ($0, at + 1) }
  }

  private static let named: [String: Unicode.Scalar] = {
    var table: [String: Unicode.Scalar] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "ldquo": "“", "rdquo": "”",
      "bdquo": "„", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "lsaquo": "‹", "rsaquo": "›",
      "ndash": "–", "mdash": "—", "hellip": "…", "bull": "•", "prime": "′", "Prime": "″",
      "ensp": "\u{2002}", "emsp": "\u{2003}", "thinsp": "\u{2009}", "zwnj": "\u{200C}",
      "zwj": "\u{200D}", "OElig": "Œ", "oelig": "œ", "Scaron": "Š", "scaron": "š", "Yuml": "Ÿ",
      "euro": "€", "trade": "™", "minus": "−", "lbrack": "[", "rbrack": "]", "lsqb": "[",
      "rsqb": "]", "lpar": "(", "rpar": ")", "nbsp": "\u{A0}",
    ]
    // U+00A1 to U+00FF in their order.
    let latin =
      "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 "
      + "sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute "
      + "Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH "
      + "Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN "
      + "szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave "
      + "iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute "
      + "ucirc uuml yacute thorn yuml"
    for (index, name) in latin.split(separator: " ").enumerated() {
      table[String(name)] = Unicode.Scalar(UInt32(0xA1 + index))
    }
    return table
  }()
}
