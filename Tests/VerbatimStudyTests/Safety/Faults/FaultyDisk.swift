import Foundation
import Glibc
import Testing
import VerbatimTestSupport

/// The built command on a disk that fails (`FaultyDisk.c`, which a C compiler makes here and the system
/// loads into the command).
enum FaultyDisk {
  enum Kind: String, CaseIterable {
    /// The operation is refused.
    case error
    /// The disk has no room, from there on.
    case full
    /// Half of the bytes are taken, which is no error.
    case short
    case killBefore = "kill-before"
    case killAfter = "kill-after"
    /// Half of the bytes are written, and the process is gone.
    case torn
  }

  struct Fault: CustomStringConvertible {
    var kind: Kind
    /// The number of the operation, from 1.
    var at: Int
    var errno: Int32 = EIO
    var isOnward = false

    var description: String { "\(kind.rawValue) at \(at)\(isOnward ? " and on" : "")" }
  }

  struct Run {
    /// Negative: the signal that ended it.
    var status: Int32
    var out: String
    var error: String

    /// The complaint of a command that failed.
    var complaints: [Substring] {
      error.split(separator: "\n").filter { $0.hasPrefix("verbatim: ") }
    }
  }

  /// Why there is no such disk here; `nil` where there is one.
  static var obstacle: Comment? {
    if Checkout.command == nil { return "needs the command beside the tests" }
    return library == nil ? "needs a C compiler" : nil
  }

  static var isHere: Bool { obstacle == nil }

  private static let library: String? = {
    guard let folder = try? TemporaryFolder() else { return nil }
    kept = folder
    atexit { kept = nil }
    let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("FaultyDisk.c").path
    let made = try? shell(
      """
      for compiler in clang cc gcc; do
        command -v $compiler >/dev/null &&
        $compiler -std=gnu11 -O1 -shared -fPIC -o "$2" "$1" -ldl -lpthread 2>/dev/null && exit 0
      done
      exit 1
      """, source, folder.path + "/disk.so")
    return made?.code == 0 ? folder.path + "/disk.so" : nil
  }()

  nonisolated(unsafe) private static var kept: TemporaryFolder?

  /// Runs the command in the folder `root`, whose every change is counted.
  ///
  /// - Parameters:
  ///   - record: a file that takes a record of all changes (``FaultTrace``).
  ///   - clock: seconds by which the clock is wrong.
  static func run(
    _ arguments: [String], in root: String, input: String? = nil, fault: Fault? = nil,
    record: String? = nil, clock: Int = 0
  ) throws -> Run {
    var environment = Self.environment
    environment["LD_PRELOAD"] = library
    environment["FAULT_ROOTS"] = root
    environment["FAULT_RECORD"] = record
    if clock != 0 { environment["FAULT_CLOCK"] = String(clock) }
    if let fault {
      environment["FAULT_AT"] = String(fault.at)
      environment["FAULT_KIND"] = fault.kind.rawValue
      environment["FAULT_ERRNO"] = String(fault.kind == .full ? ENOSPC : fault.errno)
      if fault.isOnward || fault.kind == .full { environment["FAULT_ONWARD"] = "1" }
    }
    let process = try start(arguments, in: root, input: input, environment: environment)
    let error = process.error.fileHandleForReading.readDataToEndOfFile()
    process.process.waitUntilExit()
    let out = try Data(contentsOf: URL(fileURLWithPath: process.output))
    try? FileManager.default.removeItem(atPath: process.output)
    let status = process.process.terminationStatus
    return Run(
      status: process.process.terminationReason == .uncaughtSignal ? -status : status,
      out: String(decoding: out, as: UTF8.self), error: String(decoding: error, as: UTF8.self))
  }

  static let environment = [
    "VERBATIM_USER": "tester", "VERBATIM_STUDY": "study", "PATH": "/usr/bin:/bin", "HOME": "/",
    "SWIFT_BACKTRACE": "enable=no",
  ]

  struct Started {
    var process: Process
    var error: Pipe
    /// A file with the standard output.
    var output: String
  }

  static func start(
    _ arguments: [String], in root: String, input: String? = nil,
    environment: [String: String] = environment, command: String? = nil
  ) throws -> Started {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: command ?? Checkout.command ?? "")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: root)
    process.environment = environment
    // Not in the root, where it would count.
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-" + UUID().uuidString + ".out").path
    _ = FileManager.default.createFile(atPath: output, contents: nil)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    let error = Pipe()
    process.standardError = error
    process.standardInput = FileHandle.nullDevice
    if let input {
      // No pipe, since the command may be gone before it is written to.
      let given = output + ".in"
      try Data(input.utf8).write(to: URL(fileURLWithPath: given))
      process.standardInput = FileHandle(forReadingAtPath: given)
      try FileManager.default.removeItem(atPath: given)
    }
    try process.run()
    return Started(process: process, error: error, output: output)
  }
}

/// What the ordinary run takes of what there is, and what a long one takes: `VERBATIM_FAULTS=every` is every
/// operation of every command, a number so many of each.
enum FaultEffort {
  static let isEvery = ProcessInfo.processInfo.environment["VERBATIM_FAULTS"] == "every"

  static func count(ordinary: Int) -> Int {
    if isEvery { return Int.max }
    return ProcessInfo.processInfo.environment["VERBATIM_FAULTS"].flatMap { Int($0) } ?? ordinary
  }

  /// How often each command is killed at any moment: `VERBATIM_FAULT_MOMENTS`.
  static let moments =
    ProcessInfo.processInfo.environment["VERBATIM_FAULT_MOMENTS"].flatMap { Int($0) } ?? 1

  /// Another one each day, and said by every failure.
  static let seed =
    ProcessInfo.processInfo.environment["VERBATIM_FAULT_SEED"].flatMap { UInt64($0) }
    ?? UInt64(Date().timeIntervalSince1970) / 86400

  /// Of 1...`count`, so many, spread over all of it.
  static func sample(_ count: Int, ordinary: Int, salt: UInt64) -> [Int] {
    let wanted = Self.count(ordinary: ordinary)
    guard count > wanted else { return Array(1..<count + 1) }
    var generator = SeededGenerator(seed: seed &* 1_000_003 &+ salt)
    return (0..<wanted).map { number in
      let (low, high) = (number * count / wanted, (number + 1) * count / wanted)
      return Int.random(in: low..<high, using: &generator) + 1
    }
  }
}
