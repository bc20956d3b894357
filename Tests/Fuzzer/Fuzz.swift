import Foundation
import FuzzTargets

/// Reads inputs as the product does.
///
/// ```
/// fuzz list                  the targets
/// fuzz TARGET FILE...        reads each file as the target does, under the stated limits
/// fuzz TARGET shapes         reads the known hard shapes
/// fuzz TARGET seeds FOLDER   writes seeds, and `words` for libFuzzer's -dict
/// ```
///
/// Built by `Scripts/fuzz`, `FUZZ_TARGET=TARGET fuzz [OPTION | FOLDER]...` is libFuzzer.
#if !FUZZER
  @main
#endif
enum Fuzz {
  static func main() throws {
    let arguments = CommandLine.arguments
    if arguments.dropFirst() == ["list"] {
      return print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
    }
    let asked = target(arguments.dropFirst().first)
    switch arguments.dropFirst(2).first {
    case "seeds" where arguments.count == 4: try asked.writeSeeds(to: arguments[3])
    case "shapes" where arguments.count == 3:
      FuzzLimits.set()
      for shape in asked.hardShapes { replay(asked, shape.name, shape.bytes) }
    default:
      FuzzLimits.set()
      for path in arguments.dropFirst(2) {
        replay(asked, path, Array(try Data(contentsOf: URL(fileURLWithPath: path))))
      }
    }
  }

  static func target(_ name: String?) -> FuzzTarget {
    if let target = name.flatMap({ FuzzTarget(rawValue: $0) }) { return target }
    let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
    FileHandle.standardError.write(Data("name a target: \(names)\n".utf8))
    exit(2)
  }

  /// Reads one input; the system ends the process where it takes more than the limits.
  private static func replay(_ target: FuzzTarget, _ name: String, _ bytes: [UInt8]) {
    // Said before it is read, so that the last line names what ended the process.
    print("\(target) \(name): \(bytes.count) bytes", terminator: " ")
    fflush(nil)
    FuzzLimits.restart()
    print(target.read(bytes) ? "right" : "refused")
  }
}

#if FUZZER
  extension Fuzz {
    /// What C calls for each input knows nothing else. Set once, before the first input.
    nonisolated(unsafe) static var chosen = FuzzTarget.allCases[0]
  }

  /// libFuzzer has the `main`, and calls this first.
  @_cdecl("LLVMFuzzerInitialize")
  public func initialize(
    _: UnsafeMutablePointer<CInt>?,
    _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
  ) -> CInt {
    guard let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] else {
      do { try Fuzz.main() } catch { fatalError("\(error)") }
      exit(0)
    }
    Fuzz.chosen = Fuzz.target(name)
    // Safety: it lives until the end. The handler of libFuzzer needs a stack of its own to tell of one that
    // was used up.
    var alternate = stack_t(ss_sp: malloc(1 << 18), ss_flags: 0, ss_size: 1 << 18)
    sigaltstack(&alternate, nil)
    return 0
  }

  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
    // Safety: libFuzzer keeps the bytes during the call; they are copied.
    _ = Fuzz.chosen.read(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
  }
#endif
