import Foundation
import Glibc

/// Starts programs that the kernel keeps from the network and from writing elsewhere, so that what a command
/// does not do is seen from outside of it.
///
/// A thread of its own confines itself, which nothing takes back, and starts the program; who starts a program
/// hands down what binds it.
struct Confinement {
  /// The only folder in which, and below which, anything may be written.
  var writable: String?
  /// A socket of any kind but a local one ends the process with SIGSYS.
  var deniesNetwork = true

  /// Whether the kernel can keep processes from writing.
  static let bindsFiles = Kernel.call(Kernel.landlockCreate, 0, 0, 1) > 0

  /// What `body` gives, on the confined thread.
  func run<Result>(_ body: @escaping () throws -> Result) throws -> Result {
    let outcome = Outcome<Result>()
    let work = Work {
      outcome.value = .init {
        try confineThread(); return try body()
      }
    }
    let thread = Thread {
      work.body()
      outcome.isDone.signal()
    }
    thread.start()
    outcome.isDone.wait()
    guard let value = outcome.value else { throw POSIXError(.EIO) }
    return try value.get()
  }

  /// The value crosses once, behind the signal.
  private final class Outcome<Value>: @unchecked Sendable {
    var value: Swift.Result<Value, any Error>?
    let isDone = DispatchSemaphore(value: 0)
  }

  private struct Work: @unchecked Sendable {
    var body: () -> Void
  }

  private func confineThread() throws {
    guard Kernel.call(Kernel.prctl, Kernel.noNewPrivileges, 1) == 0 else {
      throw POSIXError(.EPERM)
    }
    if let writable, Self.bindsFiles { try bindFiles(to: writable) }
    if deniesNetwork { try denyNetwork() }
  }

  private func bindFiles(to folder: String) throws {
    // Everything that writes, makes, removes or cuts: bits 1 and 4 to 14 of linux/landlock.h.
    var handled: UInt64 = 0b111_1111_1111_0010
    // Kernels that know fewer refuse the others.
    let known = Kernel.call(Kernel.landlockCreate, 0, 0, 1)
    if known < 2 { handled &= ~(1 << 13) }
    if known < 3 { handled &= ~(1 << 14) }
    let rules = withUnsafePointer(to: &handled) {
      Kernel.call(Kernel.landlockCreate, Int(bitPattern: $0), 8)
    }
    guard rules >= 0 else { throw POSIXError(.ENOSYS) }
    defer { close(Int32(rules)) }
    for (path, access) in [(folder, handled), ("/dev/null", handled & (1 << 1 | 1 << 14))] {
      let place = open(path, O_RDONLY | O_CLOEXEC)
      guard place >= 0 else { throw POSIXError(.ENOENT) }
      defer { close(place) }
      // struct landlock_path_beneath_attr is packed: eight bytes of access, four of descriptor.
      var beneath = [UInt8](repeating: 0, count: 12)
      beneath.withUnsafeMutableBytes {
        $0.storeBytes(of: access, as: UInt64.self)
        $0.storeBytes(of: place, toByteOffset: 8, as: Int32.self)
      }
      let status = beneath.withUnsafeBytes {
        Kernel.call(Kernel.landlockAdd, rules, 1, Int(bitPattern: $0.baseAddress), 0)
      }
      guard status == 0 else { throw POSIXError(.EINVAL) }
    }
    guard Kernel.call(Kernel.landlockRestrict, rules, 0) == 0 else { throw POSIXError(.EPERM) }
  }

  private func denyNetwork() throws {
    /// struct sock_filter of linux/filter.h.
    struct Step {
      var code: UInt16
      var whenTrue: UInt8
      var whenFalse: UInt8
      var value: UInt32
    }
    let (load, isEqual, end): (UInt16, UInt16, UInt16) = (0x20, 0x15, 0x06)
    let program = [
      // The call's number; then the low half of its first argument, the family.
      Step(code: load, whenTrue: 0, whenFalse: 0, value: 0),
      Step(code: isEqual, whenTrue: 0, whenFalse: 3, value: UInt32(Kernel.socket)),
      Step(code: load, whenTrue: 0, whenFalse: 0, value: 16),
      Step(code: isEqual, whenTrue: 1, whenFalse: 0, value: UInt32(AF_UNIX)),
      // SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW
      Step(code: end, whenTrue: 0, whenFalse: 0, value: 0x8000_0000),
      Step(code: end, whenTrue: 0, whenFalse: 0, value: 0x7FFF_0000),
    ]
    let status = program.withUnsafeBufferPointer { steps in
      // struct sock_fprog: a count, and a pointer at its own alignment.
      var filter = (UInt64(steps.count), steps.baseAddress)
      return withUnsafePointer(to: &filter) {
        Kernel.call(Kernel.seccomp, 1, 0, Int(bitPattern: $0))
      }
    }
    guard status == 0 else { throw POSIXError(.EINVAL) }
  }
}

/// System calls that the C library has no function for, or one that Swift does not call.
private enum Kernel {
  static let noNewPrivileges = 38
  static let (landlockCreate, landlockAdd, landlockRestrict) = (444, 445, 446)
  #if arch(arm64)
    static let (prctl, seccomp, socket) = (167, 277, 198)
  #else
    static let (prctl, seccomp, socket) = (157, 317, 41)
  #endif

  private typealias Call = @convention(c) (Int, Int, Int, Int, Int, Int, Int) -> Int

  static func call(_ number: Int, _ a: Int, _ b: Int, _ c: Int = 0, _ d: Int = 0) -> Int {
    guard let symbol = dlsym(nil, "syscall") else { return -1 }
    // Safety: `syscall` takes its arguments where these six are.
    return unsafeBitCast(symbol, to: Call.self)(number, a, b, c, d, 0, 0)
  }
}
