import Glibc

/// The spellings of the terms of a segment, each with the number of its form.
struct SpellingTable: Sendable {
  private struct Entry: Sendable {
    /// Its bytes in ``pool``.
    var start: UInt32
    var length: UInt32
    var form: UInt32
    /// The next spelling of the same term; -1 behind the last.
    var next: Int32
  }

  /// By term: its first spelling, the one that turned up first and is most often the usual one.
  private var first: [Int32]
  private var entries: [Entry] = []
  private var pool: [UInt8] = []

  init(termCount: Int) {
    first = [Int32](repeating: -1, count: termCount)
  }

  /// The form of a spelling of a term; `nil` where it is not known. Cost: a comparison of bytes for each
  /// spelling of the term before it.
  @inline(__always)
  func form(_ term: Int, _ spelling: UnsafeBufferPointer<UInt8>) -> UInt32? {
    var at = first[term]
    while at >= 0 {
      let entry = entries[Int(at)]
      if Int(entry.length) == spelling.count, isThere(entry, spelling) { return entry.form }
      at = entry.next
    }
    return nil
  }

  private func isThere(_ entry: Entry, _ spelling: UnsafeBufferPointer<UInt8>) -> Bool {
    pool.withUnsafeBufferPointer { pool in
      guard let known = pool.baseAddress, let other = spelling.baseAddress else {
        return spelling.isEmpty
      }
      // Safety: an entry's bytes lie in the pool.
      return memcmp(known + Int(entry.start), other, spelling.count) == 0
    }
  }

  /// The form of a term of one spelling, whatever it is; `nil` where it has none or several.
  @inline(__always)
  func onlyForm(_ term: Int) -> UInt32? {
    let at = first[term]
    guard at >= 0, entries[Int(at)].next < 0 else { return nil }
    return entries[Int(at)].form
  }

  /// Adds a spelling behind those that a term has.
  mutating func add(_ term: Int, _ spelling: UnsafeBufferPointer<UInt8>, form: UInt32) {
    let number = Int32(clamping: entries.count)
    entries.append(
      Entry(
        start: UInt32(clamping: pool.count), length: UInt32(clamping: spelling.count), form: form,
        next: -1))
    pool.append(contentsOf: spelling)
    var at = first[term]
    if at < 0 {
      first[term] = number
      return
    }
    while entries[Int(at)].next >= 0 { at = entries[Int(at)].next }
    entries[Int(at)].next = number
  }

  func hasSpellings(_ term: Int) -> Bool { first[term] >= 0 }

  /// The forms of a term.
  func forms(_ term: Int) -> [UInt32] {
    var forms: [UInt32] = []
    var at = first[term]
    while at >= 0 {
      forms.append(entries[Int(at)].form)
      at = entries[Int(at)].next
    }
    return forms
  }

  /// Gives every form another number.
  mutating func renumber(_ numbers: [UInt32]) {
    for index in entries.indices { entries[index].form = numbers[Int(entries[index].form)] }
  }
}
