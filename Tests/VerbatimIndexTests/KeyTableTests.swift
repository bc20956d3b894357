import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Tables of keys, against sorted arrays")
struct KeyTableTests {
  typealias Entry = (key: [UInt8], payload: [UInt8])

  /// Sorted distinct keys over few bytes, so that they share beginnings; payloads of any length.
  private func entries(_ count: Int, seed: UInt64) -> [Entry] {
    var generator = SeededGenerator(seed: seed)
    var keys: Set<[UInt8]> = count > 1 ? [[]] : []
    while keys.count < count {
      keys.insert(
        (0..<Int.random(in: 0...9, using: &generator)).map { _ in
          generator.pick([0x00, 0x61, 0x61, 0x62, 0xFF])
        })
    }
    return keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
      (key, (0..<UInt8.random(in: 0...5, using: &generator)).map { $0 })
    }
  }

  private func withTable(_ entries: [Entry], _ body: (KeyTable) throws -> Void) throws {
    var writer = KeyTableWriter()
    for entry in entries { writer.append(key: entry.key, payloadLength: entry.payload.count) }
    let keys = writer.finish()
    let lists = entries.flatMap(\.payload)
    try keys.withUnsafeBytes { keys in
      try lists.withUnsafeBytes { try body(#require(KeyTable(keys: keys, lists: $0))) }
    }
  }

  private func probes(_ entries: [Entry]) -> [[UInt8]] {
    var probes: [[UInt8]] = [[], [0], [0x61], [0x61, 0x61], [0xFF], [0xFF, 0xFF, 0xFF]]
    for entry in entries {
      probes += [entry.key, entry.key + [0], Array(entry.key.dropLast())]
    }
    return probes
  }

  @Test(
    "lower bound, payload, walk and prefix",
    arguments: [0, 1, 2, 15, 16, 17, 31, 32, 33, 48, 100, 300])
  func oracle(count: Int) throws {
    let entries = entries(count, seed: UInt64(count))
    try withTable(entries) { table in
      #expect(table.count == count)
      for start in [0, 1, 15, 16, 17, count - 1, count, count + 1, -1] {
        var found: [Entry] = []
        let isWhole = table.walk(from: start) { ordinal, key, payload in
          #expect(ordinal == start + found.count)
          found.append((Array(key), Array(payload)))
          return true
        }
        let expected = start < 0 ? [] : Array(entries.dropFirst(start))
        #expect(isWhole)
        #expect(found.map(\.key) == expected.map(\.key))
        #expect(found.map(\.payload) == expected.map(\.payload))
      }
      for probe in probes(entries) {
        let bound = entries.firstIndex { !$0.key.lexicographicallyPrecedes(probe) } ?? count
        #expect(table.lowerBound(probe) == bound)
        #expect(
          table.payload(of: probe).map(Array.init)
            == entries.first { $0.key == probe }?.payload)
        var found: [[UInt8]] = []
        table.walk(prefix: probe) { _, key, _ in
          found.append(Array(key))
          return true
        }
        #expect(found == entries.map(\.key).filter { $0.starts(with: probe) })
      }
    }
  }

  @Test("a walk ends when it is told to")
  func stops() throws {
    try withTable(entries(40, seed: 1)) { table in
      var seen = 0
      table.walk(from: 0) { _, _, _ in
        seen += 1
        return seen < 20
      }
      #expect(seen == 20)
    }
  }

  @Test("cut or with a byte changed, a table is refused or walked without a trap")
  func damaged() throws {
    var writer = KeyTableWriter()
    let written = entries(40, seed: 2)
    for entry in written { writer.append(key: entry.key, payloadLength: entry.payload.count) }
    let keys = writer.finish()
    let lists = written.flatMap(\.payload)
    func read(_ keys: [UInt8]) {
      keys.withUnsafeBytes { keys in
        lists.withUnsafeBytes { lists in
          guard let table = KeyTable(keys: keys, lists: lists) else { return }
          table.walk(from: 0) { _, _, _ in true }
          _ = table.payload(of: [0x61, 0x62])
          table.walk(prefix: [0x61]) { _, _, _ in true }
        }
      }
    }
    for length in 0..<keys.count { read(Array(keys[..<length])) }
    for index in keys.indices {
      for value in [0x00, 0x7F, 0xFF] as [UInt8] {
        var changed = keys
        changed[index] = value
        read(changed)
      }
    }
  }
}
