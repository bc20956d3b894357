import CVectors
import VerbatimAnalysis

/// What must be added to a turn's terms to get its text back, byte for byte.
///
/// A turn of n tokens has n + 1 slots: slot i is the gap before token i and the case of token i,
/// slot n the gap behind the last one. A slot is as expected (`Expectation`) or has a deviation,
/// which the residual codes as a run of expected slots and a kind:
///
/// ```
/// residual  = { event } ;
/// event     = byte below 250 , [ literal ]      run = byte % 10 , kind = byte / 10 of the short ones
///           | 250                               ten expected slots
///           | 255 , varint run , varint separator × 5 + case , [ literal ] ;
/// literal   = varint length , bytes ;           behind kinds whose case is `literal`
/// ```
enum Residual {
  static let shortRun = 10
  static let shortKinds = Int(CS_SHORT_KINDS)
  static let tenExpected: UInt8 = 250
  static let escape: UInt8 = 255

  /// How a token's case departs from what is expected.
  enum CaseCode: UInt8 {
    case expected = 0
    case lower = 1
    case capitalised = 2
    case upper = 3
    /// The surface stands in the residual.
    case literal = 4

    init(_ caseClass: CaseClass) {
      switch caseClass {
      case .lower: self = .lower
      case .capitalised: self = .capitalised
      case .upper: self = .upper
      case .other: self = .literal
      }
    }
  }

  /// A deviation: a case, and a separator by its number plus one (0: as expected).
  struct Kind: Hashable {
    var caseCode: UInt8
    var separator: UInt32
  }

  /// The most bytes of an event, its literal apart.
  static let longestEvent = 21

  /// Writes an event to room that is large enough.
  ///
  /// - Parameter short: the kind's number among the short ones, else ``shortKinds``.
  @inline(__always)
  static func append(
    run: Int, short: Int, caseCode: UInt8, separator: Int, to writer: inout RecordWriter
  ) {
    if short < shortKinds, run < 8 * shortRun {
      var run = run
      while run >= shortRun {
        writer.byte(tenExpected)
        run -= shortRun
      }
      writer.byte(UInt8(truncatingIfNeeded: short &* shortRun &+ run))
      return
    }
    writer.byte(escape)
    writer.varint(UInt64(run))
    writer.varint(UInt64(separator * 5 + Int(caseCode)))
  }
}

/// What a slot is expected to be, from what stands before it.
enum Expectation {
  /// No gap before the first token, a blank between tokens, a full stop at the end.
  static func gap(slot: Int, tokens: Int) -> StaticGap {
    slot == 0 ? .none : slot == tokens ? .stop : .blank
  }

  enum StaticGap {
    case none
    case blank
    case stop

    var byte: UInt8? {
      switch self {
      case .none: nil
      case .blank: 0x20
      case .stop: 0x2E
      }
    }
  }

  /// True for a gap behind which a sentence usually starts: one that holds `. ? ! …` or a line feed.
  static func endsSentence(_ gap: some Sequence<UInt8>) -> Bool {
    var previous: (UInt8, UInt8) = (0, 0)
    for byte in gap {
      switch byte {
      case 0x2E, 0x3F, 0x21, 0x0A: return true
      case 0xA6 where previous == (0xE2, 0x80): return true
      default: previous = (previous.1, byte)
      }
    }
    return false
  }

  /// The case of a token whose term is mostly written in `usual`, at the start of a sentence or not.
  static func caseClass(usual: CaseClass, startsSentence: Bool) -> CaseClass {
    startsSentence && usual == .lower ? .capitalised : usual
  }
}

/// The separators of a segment by number, commonest first, and the kinds of deviation that are written
/// short.
///
/// ```
/// SEPS = varint separators , { varint length × 2 + ends sentence , bytes } ,
///        varint kinds , { u8 case , varint separator + 1 } ;
/// ```
///
/// A class of fixed columns, since every turn's reader has them: arrays would each be held on to.
final class SeparatorTable: Sendable {
  /// What can stand in a slot; valid as long as the table lives.
  struct Kinds: BitwiseCopyable {
    /// Those that are written short, by their numbers.
    let short: UnsafeBufferPointer<Residual.Kind>
    /// What `cs_put_together` writes in a slot: as expected, the short kinds, as expected before the first
    /// token, and what it does not write.
    let ofSlots: UnsafeBufferPointer<cs_kind>
    /// Which of ``short`` are so written.
    let isOrdinary: UnsafeBufferPointer<Bool>
    /// What `cs_lay_out` makes of each byte of the residual.
    let events: UnsafeBufferPointer<cs_event>
    fileprivate let separators: Int

    /// The kind of an event that names it by its parts; `nil` where there is no such separator.
    @inline(__always)
    func numbered(_ number: Int) -> Residual.Kind? {
      let separator = number / 5
      guard separator <= separators else { return nil }
      return Residual.Kind(
        caseCode: UInt8(truncatingIfNeeded: number % 5), separator: UInt32(separator))
    }
  }

  // Safety: bytes of a mapping, which nobody writes, or of a buffer that is complete.
  private nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  // Safety: these columns are written by init alone.
  private nonisolated(unsafe) let places: UnsafeBufferPointer<Place>
  nonisolated(unsafe) let kinds: Kinds

  private struct Place {
    var offset: Int
    var length: Int
    var endsSentence: Bool
  }

  /// The number in ``Kinds/ofSlots`` of an expected first slot.
  static let firstSlot = UInt8(Residual.shortKinds + 1)
  /// That of a slot whose kind stands in no table.
  static let otherSlot = firstSlot + 1

  init?(_ section: UnsafeRawBufferPointer) {
    var reader = ByteReader(section)
    let count = reader.count()
    guard count <= section.count else { return nil }
    var places: [Place] = []
    places.reserveCapacity(count)
    for _ in 0..<count {
      let head = reader.count()
      let offset = reader.offset
      let text = reader.slice(head >> 1)
      guard !reader.failed else { return nil }
      places.append(Place(offset: offset, length: text.count, endsSentence: head & 1 == 1))
    }
    let kindCount = reader.count()
    guard kindCount <= Residual.shortKinds else { return nil }
    var kinds: [Residual.Kind] = []
    kinds.reserveCapacity(kindCount)
    for _ in 0..<kindCount {
      let caseCode = reader.byte()
      let separator = reader.count()
      guard !reader.failed, caseCode <= Residual.CaseCode.literal.rawValue, separator <= count
      else { return nil }
      kinds.append(Residual.Kind(caseCode: caseCode, separator: UInt32(separator)))
    }
    guard reader.isAtEnd, !reader.failed else { return nil }
    bytes = section
    var slotKinds = [cs_kind](repeating: cs_kind(), count: Int(Self.otherSlot) + 1)
    slotKinds[0] = Self.slotKind([0x20], .expected, startsSentence: false)
    slotKinds[Int(Self.firstSlot)] = Self.slotKind([], .expected, startsSentence: true)
    slotKinds[Int(Self.otherSlot)].cases = UInt8(CS_OTHER_CASES)
    var ordinary: [Bool] = []
    for (number, kind) in kinds.enumerated() {
      var gap: (text: ArraySlice<UInt8>, endsSentence: Bool) = ([0x20], false)
      if kind.separator > 0 {
        let place = places[Int(kind.separator) - 1]
        gap = (Array(section[place.offset..<place.offset + place.length])[...], place.endsSentence)
      }
      let caseCode = Residual.CaseCode(rawValue: kind.caseCode) ?? .literal
      let isOrdinary = caseCode != .literal && gap.text.count <= 16
      ordinary.append(isOrdinary)
      if isOrdinary {
        slotKinds[number + 1] = Self.slotKind(
          gap.text, caseCode, startsSentence: gap.endsSentence)
      }
    }
    self.places = Self.column(places)
    self.kinds = Kinds(
      short: Self.column(kinds), ofSlots: Self.column(slotKinds),
      isOrdinary: Self.column(ordinary), events: Self.column(Self.events(ordinary)),
      separators: places.count)
  }

  deinit {
    places.deallocate()
    kinds.short.deallocate()
    kinds.ofSlots.deallocate()
    kinds.isOrdinary.deallocate()
    kinds.events.deallocate()
  }

  private static func column<Value: BitwiseCopyable>(
    _ values: [Value]
  ) -> UnsafeBufferPointer<Value> {
    let column = UnsafeMutableBufferPointer<Value>.allocate(capacity: values.count)
    _ = column.initialize(from: values)
    return UnsafeBufferPointer(column)
  }

  private static func events(_ ordinaryKinds: [Bool]) -> [cs_event] {
    (UInt8.min...UInt8.max).map { byte in
      if byte == Residual.tenExpected {
        return cs_event(run: UInt32(Residual.shortRun), kind: 0, step: 0)
      }
      let (number, run) = Int(byte).quotientAndRemainder(dividingBy: Residual.shortRun)
      guard number < ordinaryKinds.count, ordinaryKinds[number] else {
        return cs_event(run: .max, kind: 0, step: 1)
      }
      return cs_event(run: UInt32(run), kind: UInt16(number + 1), step: 1)
    }
  }

  private static func slotKind(
    _ gap: ArraySlice<UInt8>, _ caseCode: Residual.CaseCode, startsSentence: Bool
  ) -> cs_kind {
    var kind = cs_kind()
    withUnsafeMutableBytes(of: &kind.gap) { $0.copyBytes(from: gap) }
    kind.gapLength = UInt8(gap.count)
    kind.cases = (caseCode.rawValue * 2 + (startsSentence ? 1 : 0)) * 16
    return kind
  }

  /// The separator of a kind, which init or ``Kinds/numbered(_:)`` checked.
  func gap(_ separator: UInt32) -> (text: UnsafeRawBufferPointer, endsSentence: Bool) {
    // Safety: init or ``Kinds/numbered(_:)`` checked that there is such a separator.
    let place = places[Int(separator) - 1]
    let text = bytes[place.offset..<place.offset + place.length]
    return (UnsafeRawBufferPointer(rebasing: text), place.endsSentence)
  }
}
