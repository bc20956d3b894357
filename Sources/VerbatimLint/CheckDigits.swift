/// Numbers that prove themselves. Digits are values 0 to 9, first digit first.
public enum CheckDigits {
  /// Luhn (ISO/IEC 7812): every second digit from the right is doubled.
  public static func luhn(_ digits: [UInt8]) -> Bool {
    guard digits.count > 1 else { return false }
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let value = place % 2 == 0 ? Int(digit) : 2 * Int(digit)
      sum += value > 9 ? value - 9 : value
    }
    return sum % 10 == 0
  }

  /// A payment card: the length that its issuer's range has, and Luhn.
  public static func card(_ digits: [UInt8]) -> Bool {
    guard (13...19).contains(digits.count), Set(digits).count > 1 else { return false }
    func first(_ count: Int) -> Int { digits.prefix(count).reduce(0) { 10 * $0 + Int($1) } }
    let length = digits.count
    let isIssued =
      switch first(2) {
      case 40...49: [13, 16, 19].contains(length)
      case 51...55: length == 16
      case 22...27: (2221...2720).contains(first(4)) && length == 16
      case 34, 37: length == 15
      case 30: first(3) <= 305 && length == 14
      case 36, 38, 39: (14...19).contains(length)
      case 35: (3528...3589).contains(first(4)) && (16...19).contains(length)
      case 50, 56...69: length >= 16
      default: false
      }
    return isIssued && luhn(digits)
  }

  /// NHS number: weights 10 to 2, modulus 11; a check digit of 10 is never issued.
  public static func nhs(_ digits: [UInt8]) -> Bool {
    guard digits.count == 10, Set(digits).count > 1 else { return false }
    let sum = digits.prefix(9).enumerated().reduce(0) { $0 + (10 - $1.offset) * Int($1.element) }
    let check = (11 - sum % 11) % 11
    return check == Int(digits[9])
  }

  /// Norwegian fødselsnummer: a day that there is (D-numbers add 40 to it, H-numbers 40 to the
  /// month, test numbers 80 or 65), and two check digits of modulus 11.
  public static func birthNumber(_ digits: [UInt8]) -> Bool {
    guard digits.count == 11 else { return false }
    let day = 10 * Int(digits[0]) + Int(digits[1])
    let month = 10 * Int(digits[2]) + Int(digits[3])
    let isDay = (1...31).contains(day) || (41...71).contains(day)
    let isMonth = [0, 40, 65, 80].contains { (1...12).contains(month - $0) }
    guard isDay, isMonth else { return false }
    func check(_ weights: [Int]) -> Int {
      let sum = zip(weights, digits).reduce(0) { $0 + $1.0 * Int($1.1) }
      return (11 - sum % 11) % 11
    }
    return check([3, 7, 6, 1, 8, 9, 4, 5, 2]) == Int(digits[9])
      && check([5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) == Int(digits[10])
  }

  /// IBAN (ISO 13616): a country's length and modulus 97.
  ///
  /// - Parameter characters: ASCII digits and upper-case letters without blanks.
  public static func iban(_ characters: [UInt8]) -> Bool {
    guard characters.count >= 15,
      ibanLengths[String(decoding: characters.prefix(2), as: UTF8.self)] == characters.count
    else { return false }
    var rest = 0
    for character in characters[4...] + characters[..<4] {
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        rest = (10 * rest + Int(character - UInt8(ascii: "0"))) % 97
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        rest = (100 * rest + Int(character - UInt8(ascii: "A")) + 10) % 97
      default: return false
      }
    }
    return rest == 1
  }

  /// Characters in all, by country.
  static let ibanLengths: [String: Int] = [
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VG": 24, "XK": 20,
  ]
}
