import Foundation
import FuzzTargets

#if FUZZER
  import CLibFuzzer
#endif

// fuzz TARGET FILE...        reads each file as the target does, under the stated limits
// fuzz TARGET shapes         reads the known hard shapes
// fuzz list                  the targets
// fuzz TARGET seeds FOLDER   writes seeds, and `words` for libFuzzer's -dict
//
// Built by Scripts/fuzz, `FUZZ_TARGET=TARGET fuzz [OPTION | FOLDER]...` is libFuzzer.

func fail(_ message: String) -> Never {
  FileHandle.standardError.write(Data((message + "\n").utf8))
  exit(2)
}

func target(_ name: String?) -> FuzzTarget {
  guard let target = name.flatMap({ FuzzTarget(rawValue: $0) }) else {
    fail("name a target: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))")
  }
  return target
}

#if FUZZER
  /// What C calls for each input can capture nothing.
  nonisolated(unsafe) var chosen = FuzzTarget.allCases[0]

  func runFuzzer(_ target: FuzzTarget) -> Never {
    chosen = target
    // Safety: the copies live until the end. libFuzzer's handler needs a stack of its own to tell of one
    // that was used up.
    var alternate = stack_t(ss_sp: malloc(1 << 18), ss_flags: 0, ss_size: 1 << 18)
    sigaltstack(&alternate, nil)
    var count = CommandLine.argc
    var vector: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      LLVMFuzzerRunDriver(&count, &vector) { data, size in
        _ = chosen.read(Array(UnsafeBufferPointer(start: data, count: size)))
        return 0
      })
  }
  if let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] { runFuzzer(target(name)) }
#endif

/// Reads one input; the system ends the process where it takes more than the limits.
func replay(_ target: FuzzTarget, _ name: String, _ bytes: [UInt8]) {
  // Said before it is read, so that the last line names what ended the process.
  print("\(target) \(name): \(bytes.count) bytes", terminator: " ")
  fflush(nil)
  FuzzLimits.restart()
  print(target.read(bytes) ? "right" : "refused")
}

let arguments = CommandLine.arguments
if arguments.dropFirst() == ["list"] {
  print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
  exit(0)
}
let asked = target(arguments.dropFirst().first)
do {
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
} catch {
  fail("\(error)")
}
