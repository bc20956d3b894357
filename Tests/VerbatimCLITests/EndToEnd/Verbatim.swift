import Foundation
import Glibc

/// The built command, run as a person would.
struct Verbatim {
  /// The test bundle lies beside the products.
  static let binary: String = {
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: own).deletingLastPathComponent().path + "/verbatim"
  }()

  /// What a run left behind. A negative status is the signal that ended it.
  struct Run {
    var status: Int32
    var outBytes: [UInt8]
    var errorBytes: [UInt8]

    var out: String { String(decoding: outBytes, as: UTF8.self) }
    var error: String { String(decoding: errorBytes, as: UTF8.self) }
    var outLines: [String] { out.split(separator: "\n").map(String.init) }
    var errorLines: [String] { error.split(separator: "\n").map(String.init) }

    /// One JSON object a line.
    var objects: [[String: Any]] {
      get throws { try outLines.map(JSON.object) }
    }
  }

  /// Runs `verbatim` on a study.
  static func run(
    _ arguments: [String], on study: String? = nil, in folder: String = "/"
  ) throws -> Run {
    try spawn(
      [binary] + arguments, environment: study.map { ["VERBATIM_STUDY": $0] } ?? [:], folder)
  }

  /// Runs a line of shell in which `verbatim` is this command.
  static func shell(
    _ line: String, on study: String? = nil, in folder: String = "/", home: String = "/"
  ) throws -> Run {
    let binaries = URL(fileURLWithPath: binary).deletingLastPathComponent().path
    var environment = ["PATH": binaries + ":/usr/bin:/bin", "HOME": home]
    environment["VERBATIM_STUDY"] = study
    return try spawn(["/bin/bash", "-c", line], environment: environment, folder)
  }

  /// Starts a program with nothing in its environment but what is given, its output into files, so
  /// that no pipe can fill up.
  ///
  /// - Parameter output: a folder for these files; without it, a temporary one.
  static func spawn(
    _ arguments: [String], environment: [String: String] = [:], _ folder: String = "/",
    output: TemporaryFolder? = nil
  ) throws -> Run {
    let place = try output ?? TemporaryFolder()
    let (outPath, errorPath) = (place.path + "/out", place.path + "/error")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    // Whoever runs tests may block signals, which a program would inherit.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    // `env` goes to the folder and becomes the program; one that does not end is ended.
    let argv =
      (["/usr/bin/env", "-C", folder, "timeout", "60"] + arguments).map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, "/usr/bin/env", &actions, &attributes, argv, envp)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return Run(
      status: status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F),
      outBytes: Array(try Data(contentsOf: URL(fileURLWithPath: outPath))),
      errorBytes: Array(try Data(contentsOf: URL(fileURLWithPath: errorPath))))
  }
}

/// A folder that goes when this value does.
final class TemporaryFolder: Sendable {
  let path: String

  convenience init() throws {
    try self.init(template: NSTemporaryDirectory() + "/verbatim-XXXXXX")
  }

  init(template: String) throws {
    var template = Array(template.utf8CString)
    guard let name = mkdtemp(&template) else { throw POSIXError(.EIO) }
    path = String(cString: name)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, text.utf8)
  }
}
