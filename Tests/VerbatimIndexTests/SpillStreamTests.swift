import Foundation
import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("A stream that goes to the disk")
struct SpillStreamTests {
  @Test(
    "gives its bytes back whatever stays in memory, also of what was taken back and written anew",
    arguments: 1...6 as ClosedRange<UInt64>, [0, 100, 3000, 1 << 20])
  func bytes(_ seed: UInt64, _ limit: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = try TemporaryDirectory()
    let stream = SpillStream(folder: folder.path, limit: limit)
    var written: [UInt8] = []
    var ranges: [Range<Int>] = []
    for step in 0..<120 {
      if step % 17 == 16, !ranges.isEmpty {
        // Sessions are taken back from the last on.
        for _ in 0..<Int.random(in: 1...ranges.count, using: &generator) {
          guard let range = ranges.popLast() else { break }
          stream.truncate(to: range.lowerBound)
          written.removeLast(written.count - range.lowerBound)
        }
      }
      let start = written.count
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let more = (0..<Int.random(in: 0...300, using: &generator)).map { _ in
          UInt8.random(in: 0...255, using: &generator)
        }
        let room = stream.room(more.count + 7)
        for (index, byte) in more.enumerated() { room[index] = byte }
        stream.advance(to: room + more.count)
        written += more
      }
      try stream.spill()
      ranges.append(start..<written.count)
      #expect(stream.count == written.count)
    }
    let scratch = ByteBuffer()
    for range in ranges {
      #expect(Array(try stream.bytes(range, scratch: scratch)) == Array(written[range]))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
