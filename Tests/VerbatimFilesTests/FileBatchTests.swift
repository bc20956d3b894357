import Foundation
import Testing

@testable import VerbatimFiles

@Suite("Files written in a batch")
struct FileBatchTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = NSTemporaryDirectory() + "verbatim-batch-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test("are there at once, for their owner alone, and are brought to the disk together")
  func batch() throws {
    try withFolder { folder in
      for number in 0..<20 {
        try AtomicFile.writeInBatch(
          [UInt8](repeating: UInt8(number), count: number * 1000), to: folder + "/\(number)")
      }
      try AtomicFile.writeInBatch([1, 2, 3], to: folder + "/7")
      try AtomicFile.synchronize((0..<20).map(String.init), in: folder)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 20)
      #expect(try AtomicFile.read(folder + "/7") == [1, 2, 3])
      #expect(try AtomicFile.read(folder + "/19").count == 19_000)
      let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/7")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("leave nothing where one cannot be written, and say which is not there to be brought")
  func failure() throws {
    try withFolder { folder in
      #expect(throws: FileProblem.self) {
        try AtomicFile.writeInBatch([1], to: folder + "/none/a")
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == [])
      let problem = #expect(throws: FileProblem.self) {
        try AtomicFile.synchronize(["b"], in: folder)
      }
      #expect(problem?.path == folder + "/b")
    }
  }
}
