import Testing

@testable import VerbatimXML

@Suite("Masked text")
struct MaskedTextTests {
  static func masked(_ xml: String) -> String? {
    MaskedText(Array(xml.utf8), from: 0).map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  @Test("only character data outside of CDATA sections is masked")
  func places() {
    #expect(
      Self.masked("<é a='ü>ö'>aü<!-- ü>--><?p ü?>ö😀&#xFC;<![CDATA[ü]>]]>12345678é</é>")
        == "<é a='ü>ö'>axx<!-- ü>--><?p ü?>xxxxxx&#xFC;<![CDATA[ü]>]]>12345678xx</é>")
  }

  @Test(
    "values may hold any quote and any bracket",
    arguments: [
      "a='\"' b='>ü'", "a=\"'\" b=\">ü\"", "a='\"' b=\">ü\" c='\"'", "a=\"\" b='ü>'", "a=\"ü>\"",
    ])
  func quotes(attributes: String) {
    #expect(Self.masked("<a \(attributes)>ü</a>") == "<a \(attributes)>xx</a>")
    #expect(Self.masked("<a><b \(attributes)/>ü</a>") == "<a><b \(attributes)/>xx</a>")
  }

  @Test(
    "what cannot be masked without doubt, or needs no mask, is left",
    arguments: [
      "<a>plain</a>", "<!DOCTYPE a><a>ü</a>", "<a>ü\u{FFFE}</a>", "<a>1234567\u{FFFF}ü</a>",
      "<a>ü<b", "<a>ü<!-- ", "<a>ü<![CDATA[", "<a>ü<? ", "<a>ü<b c='>", "<a>ü<!", "<a>ü<",
    ])
  func refused(xml: String) {
    #expect(Self.masked(xml) == nil)
  }

  /// What a document says, or what is wrong with it. A document type declaration forbids the mask.
  private func outcome(_ xml: [UInt8], isMasked: Bool) -> String {
    let bytes = isMasked ? xml : Array("<!DOCTYPE a>".utf8) + xml
    if let refused = refusal(bytes) { return "\(refused.kind)" }
    var recorder = Recorder()
    do {
      try XMLParser().parse(XMLDocumentBytes(bytes), into: &recorder)
    } catch {
      return "stopped"
    }
    return recorder.log.joined(separator: "\n")
  }

  @Test("a document says the same with a mask and without, whole, cut and with flipped bytes")
  func same() {
    let xml = Array(
      "<a b='>ü'>ä\r\n<c d=\"'ö\">öäü&#xFC;&amp;</c><!--é-->😀<?p é?><![CDATA[ü]]>e\u{301}\u{FEFF}</a>"
        .utf8)
    #expect(outcome(xml, isMasked: true) == outcome(xml, isMasked: false))
    for cut in xml.indices {
      let piece = Array(xml[..<cut])
      #expect(
        outcome(piece, isMasked: true) == outcome(piece, isMasked: false) || cut == 0,
        "cut at \(cut)")
    }
    for index in xml.indices {
      for byte in [0x3C, 0x3E, 0x26, 0x22, 0x27, 0x2D, 0x21, 0x00, 0x78, 0xC3, 0xBC] as [UInt8] {
        var changed = xml
        changed[index] = byte
        #expect(
          outcome(changed, isMasked: true) == outcome(changed, isMasked: false),
          "byte \(byte) at \(index)")
      }
    }
  }
}
