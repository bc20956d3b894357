import CZlib

/// The one file that calls zlib: raw inflate with a bound on what comes out, and CRC-32.
enum Inflate {
  private static let slack = 1 << 20
  private static let step = 1 << 16

  /// Unpacks a raw deflate stream that must give exactly `size` bytes. Memory grows with what has come
  /// out, not with what `size` claims.
  static func inflate(_ packed: [UInt8], size: Int, ratio: Int) throws(ZipProblem) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(min(size, slack))
    // A stream of more than 4 GB would not fit zlib's counter; limits are far below.
    guard packed.count <= Int(UInt32.max) else { throw ZipProblem(.badData) }
    var failure: ZipProblem.Kind?
    // Safety: zlib reads the packed bytes inside the closure alone, and writes into `chunk`, whose size
    // it is told; the stream is ended on every way out.
    packed.withUnsafeBufferPointer { input in
      var stream = z_stream()
      let version = ZLIB_VERSION
      guard
        inflateInit2_(&stream, -15, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK
      else {
        failure = .badData
        return
      }
      defer { inflateEnd(&stream) }
      stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
      stream.avail_in = UInt32(input.count)
      var chunk = [UInt8](repeating: 0, count: step)
      while true {
        var status = Z_OK
        let written = chunk.withUnsafeMutableBufferPointer { buffer in
          stream.next_out = buffer.baseAddress
          stream.avail_out = UInt32(buffer.count)
          status = CZlib.inflate(&stream, Z_NO_FLUSH)
          return buffer.count - Int(stream.avail_out)
        }
        output.append(contentsOf: chunk[..<written])
        if output.count > size {
          failure = .wrongSize
          return
        }
        let (most, overflow) = max(packed.count, 1).multipliedReportingOverflow(by: ratio)
        if !overflow, output.count > slack, output.count - slack > most {
          failure = .ratio(limit: ratio)
          return
        }
        if status == Z_STREAM_END {
          if stream.avail_in > 0 { failure = .badData }
          return
        }
        // Neither in nor out: the stream is cut off.
        guard status == Z_OK, written > 0 || stream.avail_in > 0 else {
          failure = .badData
          return
        }
      }
    }
    if let failure { throw ZipProblem(failure) }
    guard output.count == size else { throw ZipProblem(.wrongSize) }
    return output
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    // Safety: zlib reads exactly the bytes of the buffer.
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }
}
