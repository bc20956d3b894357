import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimTestSupport

@testable import VerbatimLint

/// Against formulas that are written another way, slowly.
@Suite("Lint: check digits")
struct CheckDigitTests {
  private func digits(_ text: String) -> [UInt8] {
    text.utf8.filter { (0x30...0x39).contains($0) }.map { $0 - 0x30 }
  }

  @Test(
    "published numbers hold",
    arguments: [
      "4111 1111 1111 1111", "3782 822463 10005", "5555 5555 5555 4444", "6011 1111 1111 1117",
      "3056 930902 5904", "3530 1113 3330 0000",
    ])
  func cards(_ number: String) {
    let digits = digits(number)
    #expect(CheckDigits.card(digits))
    for place in digits.indices {
      var wrong = digits
      wrong[place] = (wrong[place] + 1) % 10
      #expect(!CheckDigits.luhn(wrong), "\(number), digit \(place)")
    }
  }

  @Test("published NHS numbers hold, and with any other last digit do not")
  func nhs() {
    for number in ["943 476 5919", "987 654 3210"] {
      let digits = digits(number)
      #expect(CheckDigits.nhs(digits))
      for last in UInt8(0)...9 where last != digits[9] {
        #expect(!CheckDigits.nhs(Array(digits.dropLast()) + [last]))
      }
    }
    #expect(!CheckDigits.nhs(Array(repeating: 0, count: 10)))
  }

  @Test("published IBANs hold, and with two characters exchanged do not")
  func iban() {
    for number in [
      "GB82WEST12345698765432", "DE89370400440532013000", "NO9386011117947",
      "FR1420041010050500013M02606", "MT84MALT011000012345MTLCAST001S",
    ] {
      var bytes = Array(number.utf8)
      #expect(CheckDigits.iban(bytes), "\(number)")
      bytes.swapAt(2, 3)
      #expect(!CheckDigits.iban(bytes) || bytes[2] == bytes[3], "\(number)")
    }
    #expect(!CheckDigits.iban(Array("GB82WEST1234569876543".utf8)))
    #expect(!CheckDigits.iban(Array("ZZ82WEST12345698765432".utf8)))
  }

  @Test("random numbers hold exactly where another formula says so", arguments: [1, 2, 3])
  func random(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var held = (nhs: 0, birth: 0, luhn: 0)
    let doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
    for _ in 0..<4000 {
      var digits = (0..<11).map { _ in UInt8.random(in: 0...9, using: &generator) }
      // Many are days, so that the check digits decide.
      digits[0] = UInt8.random(in: 0...2, using: &generator)
      digits[1] = UInt8.random(in: 1...9, using: &generator)
      digits[2] = 0
      digits[3] = UInt8.random(in: 1...9, using: &generator)
      func sum(_ weights: [Int]) -> Int {
        var sum = 0
        for place in weights.indices { sum += weights[place] * Int(digits[place]) }
        return sum
      }
      let isNHS = sum([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
      #expect(CheckDigits.nhs(Array(digits.prefix(10))) == isNHS, "seed \(seed): \(digits)")
      let isBirth =
        sum([3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
        && sum([5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
      #expect(CheckDigits.birthNumber(digits) == isBirth, "seed \(seed): \(digits)")
      var luhn = 0
      for place in digits.indices {
        let isDoubled = (digits.count - 1 - place) % 2 == 1
        luhn += isDoubled ? doubled[Int(digits[place])] : Int(digits[place])
      }
      #expect(CheckDigits.luhn(digits) == (luhn % 10 == 0), "seed \(seed): \(digits)")
      if isNHS { held.nhs += 1 }
      if isBirth { held.birth += 1 }
      if luhn % 10 == 0 { held.luhn += 1 }
    }
    #expect(held.nhs > 200 && held.birth > 10 && held.luhn > 200, "seed \(seed)")
  }

  @Test("a birth number wants a day and a month that there are")
  func days() {
    // All endings of days: none of an impossible one holds.
    for day in ["00", "32", "40", "72", "99"] {
      for ending in 0..<1000 {
        let text = day + "0172" + String(ending + 10_000).dropFirst() + "0"
        #expect(!CheckDigits.birthNumber(digits(text)))
      }
    }
  }

  @Test("HMAC-SHA-256 gives the values of RFC 4231")
  func hmac() {
    let first = MessageCode.of(
      Array("Hi There".utf8), key: [UInt8](repeating: 0x0B, count: 20))
    #expect(first.hex == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    let second = MessageCode.of(
      Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(second.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    // Nothing at all is a message and a key, too.
    #expect(
      MessageCode.of([], key: []).hex
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }
}
