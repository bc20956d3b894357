import CLibXML2

/// libxml2 alone: the least that any reader of XML does with it.
enum BareSAX {
  /// The number of elements and characters; 0 where the document is not well-formed.
  static func count(_ document: [UInt8]) -> Int {
    var sax = xmlSAXHandler()
    sax.initialized = UInt32(XML_SAX2_MAGIC)
    sax.startElementNs = { sum, _, _, _, _, _, _, _, _ in BareSAX.add(1, to: sum) }
    sax.endElementNs = { sum, _, _, _ in BareSAX.add(1, to: sum) }
    sax.characters = { sum, _, count in BareSAX.add(Int(count), to: sum) }
    var sum = 0
    let status = document.withUnsafeBytes { bytes in
      // Safety: libxml2 reads the bytes during the call and hands `sum` to the functions above.
      xmlSAXUserParseMemory(
        &sax, &sum, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
    }
    return status == 0 ? sum : 0
  }

  private static func add(_ count: Int, to sum: UnsafeMutableRawPointer?) {
    sum?.assumingMemoryBound(to: Int.self).pointee += count
  }
}
