import Testing
import VerbatimAnalysis

@Suite("Case classes")
struct CaseFormTests {
  private func split(_ surface: [UInt8]) -> (CaseClass, [UInt8]) {
    var lower: [UInt8] = []
    let caseClass = surface.withUnsafeBufferPointer { CaseForm.split(surface: $0, lower: &lower) }
    return (caseClass, lower)
  }

  private func rebuild(_ caseClass: CaseClass, _ lower: [UInt8]) -> [UInt8] {
    var surface: [UInt8] = []
    lower.withUnsafeBufferPointer {
      CaseForm.apply(caseClass, to: $0, appendingTo: &surface)
    }
    return surface
  }

  @Test(
    "the class says how the surface is made from its lower form",
    arguments: [
      ("listen", "listen", CaseClass.lower), ("Listen", "listen", .capitalised),
      ("NHS", "nhs", .upper), ("I", "i", .capitalised),
      ("McKay", "mckay", .other), ("NHS-funded", "nhs-funded", .other), ("1ST", "1st", .upper),
      ("1St", "1st", .other),
      ("3.50", "3.50", .lower), ("Über", "über", .capitalised), ("ÜBER", "über", .upper),
      ("STRAßE", "straße", .upper),
      ("Don’t", "don’t", .capitalised), ("DON’T", "don’t", .upper), ("Élan", "élan", .capitalised),
      ("ÉCOLÉ", "écolé", .upper),
      ("Łódź", "łódź", .capitalised), ("ΣΊΣΥΦΟΣ", "σίσυφοσ", .upper),
      ("Σίσυφος", "σίσυφος", .capitalised), ("", "", .lower),
      ("ǅ", "ǆ", .other), ("İ", "i", .other), ("ẞ", "ß", .other), ("Ÿ", "ÿ", .capitalised),
      ("AÿB", "aÿb", .other), ("'Cause", "'cause", .other),
      ("日本", "日本", .lower), ("Ⅳ", "ⅳ", .capitalised),
    ])
  func classes(_ surface: String, _ lower: String, _ caseClass: CaseClass) {
    let (found, form) = split(Array(surface.utf8))
    #expect(found == caseClass)
    #expect(String(decoding: form, as: UTF8.self) == lower)
    if found != .other { #expect(rebuild(found, form) == Array(surface.utf8)) }
  }

  @Test("every scalar, alone and among others, is rebuilt or declared to be other")
  func everyScalar() {
    for value in (UInt32(0)..<0x1_F000) where Unicode.Scalar(value) != nil {
      let scalar = bytes([value])
      for surface in [scalar, [0x61] + scalar, scalar + [0x61], [0x41] + scalar, scalar + [0x41]] {
        let (caseClass, lower) = split(surface)
        if caseClass != .other, rebuild(caseClass, lower) != surface {
          Issue.record("U+\(String(value, radix: 16)) is not rebuilt")
        }
        if (caseClass == .lower) != (lower == surface) {
          Issue.record("U+\(String(value, radix: 16)): lower")
        }
      }
    }
  }

  @Test("the fast path of Latin-1 agrees with decoding")
  func fastPath() {
    // A scalar without case outside of Latin-1 takes the slow path and changes nothing else.
    let tail = Array("日".utf8)
    let values = Array(UInt32(0x20)...0xFF) + Array(UInt32(0x2000)...0x203F)
    for first in values {
      for second in values {
        let surface = bytes([first, second])
        let (fast, lower) = split(surface)
        let (slow, lowerSlow) = split(surface + tail)
        if fast != slow || lower + tail != lowerSlow {
          Issue.record("U+\(String(first, radix: 16)) U+\(String(second, radix: 16))")
        }
      }
    }
  }

  @Test("random strings, UTF-8 or not, are rebuilt or declared to be other")
  func random() {
    var random = Random(seed: 21)
    let scalars: [UInt32] = [
      0x61, 0x41, 0x7A, 0xDF, 0xC4, 0xE4, 0xFF, 0x178, 0xB5, 0x130, 0x131, 0x17F, 0x1C5, 0x1E9E,
      0x3A3, 0x3C2, 0x2019, 0x20, 0x13A0, 0xAB70,
      0x10400, 0x1E900, 0x301, 0x345, 0x212B,
    ]
    for round in 0..<6000 {
      let surface =
        round % 3 == 0
        ? (0..<6).map { _ in UInt8.random(in: 0x40...255, using: &random) }
        : bytes(
          (0..<Int.random(in: 1...5, using: &random)).map { _ in
            scalars.randomElement(using: &random) ?? 0x61
          })
      let (caseClass, lower) = split(surface)
      if caseClass != .other { #expect(rebuild(caseClass, lower) == surface) }
    }
  }

  @Test("lower forms are appended behind what is there")
  func appends() {
    var lower = Array("x".utf8)
    for surface in ["AB", "Łą"] {
      _ = Array(surface.utf8).withUnsafeBufferPointer {
        CaseForm.split(surface: $0, lower: &lower)
      }
    }
    #expect(String(decoding: lower, as: UTF8.self) == "xabłą")
  }
}
