/// How a surface is made from its lower-cased form.
public enum CaseClass: UInt8, Sendable, CaseIterable {
  /// It is that form.
  case lower = 0
  /// The first scalar upper-cased. A word of one letter is this one, not ``upper``.
  case capitalised = 1
  /// All scalars upper-cased.
  case upper = 2
  /// None of these gives the same bytes.
  case other = 3
}

/// Case by one-to-one mappings of the pinned tables, so that surfaces can be rebuilt exactly.
public enum CaseForm {
  /// Appends the lower-cased form of `surface` to `lower` and says how to get `surface` back by
  /// ``apply(_:to:appendingTo:)``. Cost: linear; ASCII and Latin-1 are not decoded.
  public static func split(
    surface: UnsafeBufferPointer<UInt8>, lower: inout [UInt8]
  ) -> CaseClass {
    let start = lower.count
    // Most letters are lower case already: copy all at once, then change those that are not.
    lower.append(contentsOf: surface)
    var uppers = 0
    // Letters in lower case that an upper-cased form would change.
    var lowers = 0
    var isFirstUpper = false
    var at = 0
    while at < surface.count {
      let byte = surface[at]
      if byte < 0x80 {
        if ASCII.isUpper(byte) {
          lower[start &+ at] = byte | 0x20
          uppers &+= 1
          if at == 0 { isFirstUpper = true }
        } else if ASCII.isLower(byte) {
          lowers &+= 1
        }
        at &+= 1
      } else if byte == 0xC3, at &+ 1 < surface.count, surface[at &+ 1] & 0xC0 == 0x80 {
        let second = surface[at &+ 1]
        if second < 0x9F, second != 0x97 {
          lower[start &+ at &+ 1] = second &+ 0x20
          uppers &+= 1
          if at == 0 { isFirstUpper = true }
        } else if second != 0x9F, second != 0x97, second != 0xB7 {
          lowers &+= 1
        }
        at &+= 2
      } else if byte == 0xE2, at &+ 2 < surface.count, surface[at &+ 1] == 0x80,
        surface[at &+ 2] & 0xC0 == 0x80
      {
        // U+2000–U+203F, among them the apostrophe, have no case.
        at &+= 3
      } else {
        lower.removeSubrange(start...)
        return splitDecoded(surface, lower: &lower)
      }
    }
    if uppers == 0 { return .lower }
    if isFirstUpper, uppers == 1 { return .capitalised }
    return lowers == 0 ? .upper : .other
  }

  /// Appends the surface that `caseClass` makes of `lower`; of ``CaseClass/other``, `lower` itself.
  public static func apply(
    _ caseClass: CaseClass, to lower: UnsafeBufferPointer<UInt8>,
    appendingTo surface: inout [UInt8]
  ) {
    var at = 0
    if caseClass == .capitalised || caseClass == .upper {
      while at < lower.count {
        let byte = lower[at]
        if byte < 0x80 {
          surface.append(ASCII.isLower(byte) ? byte & 0xDF : byte)
          at &+= 1
        } else {
          at &+= appendMapped(lower, at: at, SimpleCase.upper, to: &surface)
        }
        if caseClass == .capitalised { break }
      }
    }
    if at < lower.count { surface.append(contentsOf: lower[at...]) }
  }

  private static func splitDecoded(
    _ surface: UnsafeBufferPointer<UInt8>, lower: inout [UInt8]
  ) -> CaseClass {
    let start = lower.count
    var at = 0
    while at < surface.count {
      at &+= appendMapped(surface, at: at, SimpleCase.lower, to: &lower)
    }
    if lower[start...].elementsEqual(surface) { return .lower }
    var rebuilt: [UInt8] = []
    return lower[start...].withUnsafeBufferPointer { lower in
      for candidate in [CaseClass.capitalised, .upper] {
        rebuilt.removeAll(keepingCapacity: true)
        apply(candidate, to: lower, appendingTo: &rebuilt)
        if rebuilt.elementsEqual(surface) { return candidate }
      }
      return .other
    }
  }

  /// Appends the image of the scalar at `offset` and returns its length in `text`. A scalar without
  /// an image, and a malformed byte, are copied.
  private static func appendMapped(
    _ text: UnsafeBufferPointer<UInt8>, at offset: Int, _ map: (UInt32) -> UInt32,
    to bytes: inout [UInt8]
  ) -> Int {
    let (scalar, length) = UTF8Scalars.decode(text, at: offset, end: text.count)
    let image = map(scalar)
    if image == scalar {
      bytes.append(contentsOf: text[offset..<offset &+ length])
    } else {
      UTF8Scalars.append(image, to: &bytes)
    }
    return length
  }
}
