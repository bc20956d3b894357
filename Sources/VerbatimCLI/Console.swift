import Glibc
import VerbatimReport
import VerbatimStudy

/// Standard output for results, standard error for everything else.
enum Console {
  /// Writes to standard output. A reader that has gone away ends the command quietly.
  static func write(_ text: String) {
    Interrupted.answers()
    var copy = text
    end(ifFailed: copy.withUTF8 { write($0, to: STDOUT_FILENO) })
  }

  /// Writes what is no text.
  static func write(_ bytes: [UInt8]) {
    end(ifFailed: bytes.withUnsafeBufferPointer { write($0, to: STDOUT_FILENO) })
  }

  private static func end(ifFailed failure: Int32) {
    if failure == EPIPE { end(.done) }
    if failure != 0 {
      say("verbatim: standard output: \(String(cString: strerror(failure)))")
      end(.failed)
    }
  }

  /// A line on standard error.
  static func say(_ line: String) {
    clearProgress()
    var copy = line + "\n"
    _ = copy.withUTF8 { write($0, to: STDERR_FILENO) }
  }

  static func complain(_ error: any Error) {
    for (index, line) in Wording.lines(for: error).enumerated() {
      say(index == 0 ? "verbatim: " + line : line)
    }
  }

  /// Ends the process at once: nothing is buffered here, and what it holds the system takes back.
  static func end(_ outcome: Outcome) -> Never {
    _exit(outcome.rawValue)
  }

  nonisolated(unsafe) private static var kept: [Any] = []

  /// Keeps what was opened for reading until the process ends, which is sooner than closing it.
  static func keep(_ objects: Any?...) {
    kept += objects.compactMap { $0 }
  }

  /// The error number of a failed write, 0 where all was written.
  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32 {
    var rest = UnsafeRawBufferPointer(bytes)
    while let base = rest.baseAddress, rest.count > 0 {
      let count = Glibc.write(descriptor, base, rest.count)
      if count < 0 {
        if errno == EINTR { continue }
        return errno
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    return 0
  }

  // MARK: What the terminal can show

  static var terminal: TerminalStyle {
    guard isatty(STDOUT_FILENO) == 1 else { return TerminalStyle() }
    let isPlain = environment("NO_COLOR")?.isEmpty == false || environment("TERM") == "dumb"
    return TerminalStyle(hasColor: !isPlain, width: width(of: STDOUT_FILENO))
  }

  private static func width(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Who the log names.
  static var actor: String {
    environment("VERBATIM_USER") ?? environment("USER") ?? environment("LOGNAME") ?? accountName
      ?? "unknown"
  }

  /// Where no variable says it, as in a job without a login.
  private static var accountName: String? {
    getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) }
  }

  // MARK: Progress

  nonisolated(unsafe) private static var shownProgress = false
  nonisolated(unsafe) private static var started: Int?

  /// A line that is written over, from the second second of a long work on, for a person only.
  static func show(_ progress: Progress) {
    let now = time(nil)
    guard let started else {
      started = now
      return
    }
    guard now - started >= 1, isatty(STDERR_FILENO) == 1 else { return }
    let line = "\(progress.filesDone) of \(progress.files) files, \(progress.bytes >> 20) MB"
    var text = "\r\u{1B}[K" + line
    shownProgress = true
    _ = text.withUTF8 { write($0, to: STDERR_FILENO) }
  }

  private static func clearProgress() {
    guard shownProgress else { return }
    shownProgress = false
    var text = "\r\u{1B}[K"
    _ = text.withUTF8 { write($0, to: STDERR_FILENO) }
  }
}

/// Standard output as a stream, buffered, for renderers.
struct ConsoleOutput: TextOutputStream {
  private var buffer = ""

  mutating func write(_ text: String) {
    buffer += text
    if buffer.utf8.count > 1 << 16 { flush() }
  }

  mutating func flush() {
    Console.write(buffer)
    buffer = ""
  }
}
