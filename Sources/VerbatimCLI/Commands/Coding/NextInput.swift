import Glibc

/// What a coder says to an extract.
enum NextAnswer: Equatable {
  /// Numbers or names of themes, and the words of the extract that are meant, where not all are.
  case code(String, words: String?)
  case skip
  case back
  case undo
  case note(String)
  case accept
  case reject
  case help
  case quit

  /// A line as people and programs write it; see ``NextSession/help``.
  init(line: String) {
    let line = line.trimmed
    let (word, rest) = line.headAndTail
    switch (word, rest) {
    case ("", ""), ("s", ""), ("skip", ""): self = .skip
    case ("b", ""), ("back", ""): self = .back
    case ("u", ""), ("undo", ""): self = .undo
    case ("y", ""), ("accept", ""): self = .accept
    case ("x", ""), ("reject", ""): self = .reject
    case ("?", ""), ("h", ""), ("help", ""): self = .help
    case ("q", ""), ("quit", ""): self = .quit
    case ("n", _), ("note", _): self = .note(rest)
    case ("c", _), ("code", _): self = Self.coding(rest)
    default: self = Self.coding(line)
    }
  }

  /// `A/3/b "the words that are meant"`
  private static func coding(_ text: String) -> NextAnswer {
    guard text.hasSuffix("\""), let start = text.firstIndex(of: "\""),
      text.index(after: start) < text.endIndex
    else { return .code(text, words: nil) }
    let words = text[text.index(after: start)...].dropLast()
    return .code(String(text[..<start]).trimmed, words: String(words))
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }

  /// The first word, and what follows it.
  fileprivate var headAndTail: (String, String) {
    guard let blank = firstIndex(where: \.isWhitespace) else { return (self, "") }
    return (String(self[..<blank]), String(self[blank...]).trimmed)
  }
}

/// Where answers come from.
protocol NextInput {
  /// Whether a person looks at a screen: then everything stands on it each time; else the themes are
  /// listed once, and when asked for.
  var isScreen: Bool { get }

  /// `nil` at the end of the input.
  mutating func answer(themeCount: Int) -> NextAnswer?
}

/// A line an answer: from a pipe, a file, or a terminal that wants no single keys.
struct LineInput: NextInput {
  let isScreen = false
  private let echoes = isatty(STDIN_FILENO) == 1
  private var buffer: [UInt8] = []
  private var isAtEnd = false

  /// Longer lines are no answers.
  private static let longest = 1 << 20

  mutating func answer(themeCount: Int) -> NextAnswer? {
    let line = self.line()
    // A terminal has shown the line's end; of a pipe nobody has.
    if !echoes, line != nil { Console.write("\n") }
    return line.map { NextAnswer(line: $0) }
  }

  /// The next line without its end; `nil` where there is none.
  mutating func line() -> String? {
    while true {
      if let end = buffer.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: buffer[..<end], as: UTF8.self)
        buffer.removeSubrange(...end)
        return line
      }
      if isAtEnd || buffer.count > Self.longest {
        guard !buffer.isEmpty else { return nil }
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
      }
      var chunk = [UInt8](repeating: 0, count: 4096)
      let count = read(STDIN_FILENO, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { isAtEnd = true } else { buffer += chunk[..<count] }
    }
  }
}

/// Single keys of a terminal; notes and names of themes are typed as lines.
struct KeyInput: NextInput {
  let isScreen = true

  mutating func answer(themeCount: Int) -> NextAnswer? {
    while let key = RawTerminal.key() {
      switch key {
      case UInt8(ascii: "s"), UInt8(ascii: " "), UInt8(ascii: "\r"), UInt8(ascii: "\n"):
        return said("skip", .skip)
      case UInt8(ascii: "b"): return said("back", .back)
      case UInt8(ascii: "u"): return said("undo", .undo)
      case UInt8(ascii: "y"): return said("accept", .accept)
      case UInt8(ascii: "x"): return said("reject", .reject)
      case UInt8(ascii: "?"), UInt8(ascii: "h"): return said("help", .help)
      // Ctrl-C and Ctrl-D come as keys.
      case UInt8(ascii: "q"), 3, 4: return said("quit", .quit)
      case 0x1B:
        switch RawTerminal.arrow() {
        case UInt8(ascii: "C"): return said("skip", .skip)
        case UInt8(ascii: "D"): return said("back", .back)
        default: continue
        }
      case UInt8(ascii: "n"):
        guard let text = RawTerminal.line("note: ") else { return nil }
        return .note(text.trimmed)
      case UInt8(ascii: "c"), UInt8(ascii: "/"):
        guard let text = RawTerminal.line("code: ") else { return nil }
        return NextAnswer(line: "c " + text)
      case UInt8(ascii: "1")...UInt8(ascii: "9"):
        let digit = String(UnicodeScalar(key))
        if themeCount <= 9 { return said(digit, .code(digit, words: nil)) }
        guard let rest = RawTerminal.line("code: " + digit) else { return nil }
        return NextAnswer(line: "c " + digit + rest)
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        // The beginning of a path.
        let letter = String(UnicodeScalar(key))
        guard let rest = RawTerminal.line("code: " + letter) else { return nil }
        return NextAnswer(line: "c " + letter + rest)
      default: continue
      }
    }
    return nil
  }

  private func said(_ word: String, _ answer: NextAnswer) -> NextAnswer {
    Console.write(word + "\n")
    return answer
  }
}

/// A terminal that gives single keys, put back whatever ends the process.
enum RawTerminal {
  nonisolated(unsafe) private static var original = termios()
  nonisolated(unsafe) private static var isRaw = false

  private static let deadly = [
    SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE,
  ]

  /// Runs `body` with single keys; false where standard input is no terminal that can.
  static func with(_ body: () throws -> Void) rethrows -> Bool {
    guard tcgetattr(STDIN_FILENO, &original) == 0 else { return false }
    for number in deadly {
      var action = sigaction()
      // Safety: the handler calls only what may be called in one, on values that do not change any more.
      action.__sigaction_handler.sa_handler = { number in
        RawTerminal.restore()
        signal(number, SIG_DFL)
        raise(number)
      }
      sigaction(number, &action, nil)
    }
    enter()
    defer {
      restore()
      for number in deadly { signal(number, SIG_DFL) }
    }
    try body()
    return true
  }

  private static func enter() {
    var raw = original
    raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
    withUnsafeMutableBytes(of: &raw.c_cc) { keys in
      keys[Int(VMIN)] = 1
      keys[Int(VTIME)] = 0
    }
    isRaw = true
    tcsetattr(STDIN_FILENO, TCSADRAIN, &raw)
  }

  static func restore() {
    guard isRaw else { return }
    isRaw = false
    tcsetattr(STDIN_FILENO, TCSADRAIN, &original)
  }

  static func key() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      return count == 1 ? byte : nil
    }
  }

  /// What follows an escape at once: the last letter of an arrow key's sequence.
  static func arrow() -> UInt8? {
    func isThere() -> Bool {
      var wanted = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
      return poll(&wanted, 1, 30) > 0
    }
    guard isThere(), let bracket = key(),
      bracket == UInt8(ascii: "[") || bracket == UInt8(ascii: "O"),
      isThere()
    else { return nil }
    return key()
  }

  /// A line that is typed, with the terminal's own editing.
  static func line(_ prompt: String) -> String? {
    restore()
    defer { enter() }
    Console.write(prompt)
    var bytes: [UInt8] = []
    while let byte = key() {
      if byte == UInt8(ascii: "\n") { return String(decoding: bytes, as: UTF8.self) }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
