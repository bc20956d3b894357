/// How a program counts the positions of a plain text.
public struct PositionRule: Sendable, Hashable {
  public enum Unit: String, Sendable, CaseIterable {
    case scalars
    case utf16
    case bytes
  }

  public enum Newline: String, Sendable, CaseIterable {
    /// CR and LF are two positions.
    case two
    /// CR LF is one position.
    case one
  }

  public var unit: Unit
  public var newline: Newline

  public init(_ unit: Unit, _ newline: Newline) {
    self.unit = unit
    self.newline = newline
  }

  /// What an importer tries, the likelier first.
  static let all: [PositionRule] = Unit.allCases.flatMap { unit in
    Newline.allCases.map { PositionRule(unit, $0) }
  }
}

/// A text in which positions of other programs and UTF-8 offsets are turned into each other.
public struct TextPositions: Sendable {
  /// Valid UTF-8 without a mark of byte order.
  public let bytes: [UInt8]
  /// False where every scalar is one UTF-16 unit: the two units then agree.
  public let hasAstral: Bool
  /// False where every scalar is one byte.
  public let hasNonASCII: Bool
  public let hasCRLF: Bool

  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    hasAstral = bytes.contains { $0 >= 0xF0 }
    hasNonASCII = bytes.contains { $0 >= 0x80 }
    hasCRLF = zip(bytes, bytes.dropFirst()).contains { $0 == 0x0D && $1 == 0x0A }
  }

  /// Whether two rules give the same positions in this text.
  func agree(_ left: PositionRule, _ right: PositionRule) -> Bool {
    func key(_ rule: PositionRule) -> PositionRule {
      var key = rule
      if !hasNonASCII || (rule.unit == .utf16 && !hasAstral) { key.unit = .scalars }
      if !hasCRLF { key.newline = .two }
      return key
    }
    return key(left) == key(right)
  }

  /// The UTF-8 offsets of positions; those are left out that are past the end, or inside of a scalar or
  /// of a CR LF that counts once. Cost: a pass over the text.
  func offsets(of positions: [Int], by rule: PositionRule) -> [Int: Int] {
    let wanted = Set(positions).sorted()
    var found: [Int: Int] = [:]
    var next = 0
    walk(rule) { position, offset in
      while next < wanted.count, wanted[next] < position { next += 1 }
      if next < wanted.count, wanted[next] == position { found[position] = offset }
      return next < wanted.count
    }
    return found
  }

  /// The positions of UTF-8 offsets; those inside of a scalar are left out. Cost: a pass over the text.
  public func positions(of offsets: [Int], by rule: PositionRule) -> [Int: Int] {
    let wanted = Set(offsets).sorted()
    var found: [Int: Int] = [:]
    var next = 0
    walk(rule) { position, offset in
      while next < wanted.count, wanted[next] < offset { next += 1 }
      if next < wanted.count, wanted[next] == offset { found[offset] = position }
      return next < wanted.count
    }
    return found
  }

  /// Every boundary of the text with its position, until `body` has enough.
  private func walk(_ rule: PositionRule, _ body: (_ position: Int, _ offset: Int) -> Bool) {
    var position = 0
    var at = 0
    while body(position, at), at < bytes.count {
      let byte = bytes[at]
      var length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      switch rule.unit {
      case .scalars: position += 1
      case .utf16: position += length == 4 ? 2 : 1
      case .bytes: position += length
      }
      if rule.newline == .one, byte == 0x0D, at + 1 < bytes.count, bytes[at + 1] == 0x0A {
        length = 2
      }
      at += length
    }
  }
}
