/// Writes text so that HTML shows it as it is.
public enum HTMLText {
  /// Text between tags. Controls become visible signs whose title names the scalar:
  /// `<span class="control" title="U+202E">⟨U+202E⟩</span>`; marks of writing direction, tabs and
  /// line breaks stay.
  public static func escape(_ text: String) -> String {
    escape(text) { scalar, sign in
      "<span class=\"control\" title=\"\(VisibleText.name(of: scalar))\">\(sign)</span>"
    }
  }

  /// Text of an attribute or a page title, where no tag can stand.
  public static func attribute(_ text: String) -> String {
    escape(text) { _, sign in sign }
  }

  private static func escape(
    _ text: String, control: (Unicode.Scalar, String) -> String
  ) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "&": return "&amp;"
      case "<": return "&lt;"
      case ">": return "&gt;"
      case "\"": return "&quot;"
      case "'": return "&#39;"
      // A parser would make a line feed of it; the reference is read as itself.
      case "\r": return "&#13;"
      case "\t", "\n": return nil
      default:
        guard let sign = VisibleText.documentSign(for: scalar) else { return nil }
        return control(scalar, sign)
      }
    }
  }
}
