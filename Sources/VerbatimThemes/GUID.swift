import CLibCrypto

/// GUIDs as REFI-QDA has them: 8-4-4-4-12 hexadecimal digits, lower case, without braces.
enum GUID {
  /// The space in which Verbatim's names live; fixed for ever, since other tools merge by GUID.
  private static let namespace: [UInt8] = [
    0x6f, 0x0b, 0x7a, 0x52, 0x3d, 0x1e, 0x4c, 0x55, 0x9a, 0x0e, 0x51, 0x7e, 0xc4, 0x2b, 0x86, 0xd9,
  ]

  /// The theme's id where it is a GUID itself, else one that follows from it.
  static func ofTheme(_ id: String) -> String {
    normalised(id) ?? version5(of: "code:" + id)
  }

  /// RFC 9562 version 5: SHA-1 over namespace and name.
  static func version5(of name: String, namespace: [UInt8] = namespace) -> String {
    let input = namespace + Array(name.utf8)
    var bytes = [UInt8](repeating: 0, count: 20)
    // Safety: SHA-1 writes 20 bytes and reads exactly `count`.
    guard EVP_Digest(input, input.count, &bytes, nil, EVP_sha1(), nil) == 1 else {
      preconditionFailure("libcrypto has no SHA-1")
    }
    bytes[6] = bytes[6] & 0x0F | 0x50
    bytes[8] = bytes[8] & 0x3F | 0x80
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for (index, byte) in bytes.prefix(16).enumerated() {
      if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Either case, with or without braces; `nil` for anything else.
  static func normalised(_ text: String) -> String? {
    var bytes = Array(text.lowercased().utf8)
    if bytes.count == 38, bytes[0] == UInt8(ascii: "{"), bytes[37] == UInt8(ascii: "}") {
      bytes = Array(bytes[1..<37])
    }
    guard bytes.count == 36 else { return nil }
    for (index, byte) in bytes.enumerated() {
      if [8, 13, 18, 23].contains(index) {
        guard byte == UInt8(ascii: "-") else { return nil }
      } else {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): continue
        default: return nil
        }
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
