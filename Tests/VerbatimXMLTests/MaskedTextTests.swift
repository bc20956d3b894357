import Testing

@testable import VerbatimXML

@Suite("Masked text")
struct MaskedTextTests {
  static func masked(_ xml: String) -> [UInt8]? { MaskedText(Array(xml.utf8))?.bytes }

  @Test(
    "every byte that is not ASCII is a DEL, all others stand where they stood, a zero behind them")
  func places() {
    let xml = "<é a='ü>ö'>aü<!-- ü>--><?p ü?>ö😀&#xFC;<![CDATA[ü]>]]>12345678é</é>"
    #expect(Self.masked(xml) == xml.utf8.map { $0 < 0x80 ? $0 : 0x7F } + [0])
  }

  @Test("a document in ASCII needs no mask, one with a character that XML forbids gets none")
  func refused() {
    #expect(Self.masked("<a>plain</a>") == nil)
    for forbidden in ["\u{FFFE}", "\u{FFFF}"] {
      for before in 0..<40 {
        let text = String(repeating: "x", count: before)
        #expect(Self.masked("<a>\(text)ü\(forbidden)</a>") == nil)
        #expect(Self.masked("<a>\(text)ü</a>\(forbidden)") == nil)
      }
    }
    #expect(Self.masked("<a>\u{FFFD}\u{FF5E}</a>") != nil)
  }

  @Test("values and names keep what the mask hides, with references and line ends in them")
  func values() {
    let xml = "<a é='1' b='ü&amp;ö' c='ä\nß' d='&#xFC;' e='\u{7F}ü' f=\"'é'\"><é ü=''>ö</é></a>"
    let said = outcome(Array(xml.utf8), isMasked: true)
    #expect(said == outcome(Array(xml.utf8), isMasked: false))
    for part in ["ü&ö", "ä ß", "'é'", "é", "ö"] { #expect(said.contains(part), "\(part)") }
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
