/// What may be shown of a finding.
public enum LintMask {
  /// Letters but the first of each word, and all digits, become `•`; `Jane Smith, 1967` is
  /// `J••• S••••, ••••`. A word of one or two letters keeps none.
  public static func mask(_ text: String) -> String {
    let characters = Array(text)
    var masked = ""
    var at = 0
    while at < characters.count {
      guard isHidden(characters[at]) else {
        masked.append(characters[at])
        at += 1
        continue
      }
      let start = at
      while at < characters.count, isHidden(characters[at]) { at += 1 }
      let keepsFirst = at - start > 2 && characters[start].isLetter
      if keepsFirst { masked.append(characters[start]) }
      masked += String(repeating: "•", count: at - start - (keepsFirst ? 1 : 0))
    }
    return masked
  }

  private static func isHidden(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
