import Foundation
import Glibc
import Testing

@Suite("What to code next")
struct NextCommandTests {
  private func next(
    _ answers: String, _ more: String = "", on study: String, coder: String = "NN"
  ) throws -> Verbatim.Run {
    try Verbatim.shell(
      "printf '\(answers)' | verbatim code next --coder \(coder) \(more)", on: study)
  }

  private func codings(_ coder: String, _ study: String, _ folder: TemporaryFolder) throws
    -> [String]
  {
    let file = folder.path + "/c.csv"
    #expect(try Verbatim.run(["export", "--codings", file], on: study).status == 0)
    return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\r\n")
      .map(String.init).filter { $0.contains(",\(coder),") }
  }

  @Test(
    "codes by number, path and words, skips, goes back, notes, undoes; and goes on where it ended")
  func pipe() throws {
    let (folder, study) = try DemoStudy.copy()
    let first = try next("2\\n\\nn think again\\nA/3/b B/1\\nq\\n", on: study)
    #expect(first.status == 0, "\(first.error)")
    #expect(first.out.contains("1 of 284\n") && first.out.contains("fg1:2"), "\(first.out)")
    #expect(first.out.contains("3 codings made, 1 skipped, 281 left"), "\(first.out)")
    let own = try codings("NN", study, folder)
    #expect(own.count == 3)
    #expect(own[0].hasPrefix("fg1,2,,,") && own[0].contains("different-approaches"))
    #expect(own[1...].allSatisfy { $0.hasPrefix("fg1,5,,,") && $0.hasSuffix(",NN,think again") })
    // Turns that are coded are out of the queue; the skipped one is behind us.
    let second = try next("b\\nb\\n1\\nu\\nq\\n", on: study)
    #expect(second.out.hasPrefix("1 before this were dealt with"), "\(second.out)")
    #expect(second.out.contains("fg1:6") && second.out.contains("fg1:4"))
    #expect(second.out.contains("this is the first"))
    #expect(second.out.contains("took back add: 1 removed"))
    #expect(try codings("NN", study, folder) == own)
    // Words of the extract, and lines that mean nothing.
    let third = try next(
      "7 \"cup of tea\"\\n7 \"nobody said this\"\\nzzz\\n99\\ny\\n1 \"who found the leaflet\"\\n",
      "--restart",
      on: study)
    #expect(third.status == 0 && third.out.contains("stand 2 times"), "\(third.out)")
    #expect(third.out.contains("do not stand in the turn"))
    #expect(third.out.contains("there is no theme \"zzz\"") && third.out.contains("\"99\""))
    #expect(third.out.contains("no rule coded this"))
    let new = Set(try codings("NN", study, folder)).subtracting(own)
    #expect(new.count == 1 && new.first?.contains("who found the leaflet") == true)
    #expect(try Verbatim.run(["check"], on: study).status == 0)
  }

  @Test("a note that goes with no coding is kept; the end of the input is an end like q")
  func noteAndEnd() throws {
    let (folder, study) = try DemoStudy.copy()
    let run = try next("n something to think of", on: study)
    #expect(run.status == 0 && run.out.contains("kept on the session"))
    let tables = try Verbatim.run(["export", "--qdpx", folder.path + "/x.qdpx"], on: study)
    #expect(tables.error.contains("1 memo"), "\(tables.error)")
    let log = try Verbatim.run(["log", "--format", "jsonl"], on: study)
    #expect(!log.out.contains("something to think of"))
  }

  @Test("what rules coded is accepted and rejected one by one")
  func rules() throws {
    let (folder, study) = try DemoStudy.copy()
    let run = try next("y\\nx\\n", "--rule rule-permission", on: study)
    #expect(run.out.contains("accepted 1") && run.out.contains("rejected 1"), "\(run.out)")
    #expect(try codings("NN", study, folder).count == 1)
    let left = try Verbatim.run(
      [
        "code", "next", "--rule", "rule-permission", "--coder", "NN", "--list", "--format", "jsonl",
      ],
      on: study)
    #expect(try left.objects.count == 8)
    let theme = try next("q\\n", "--theme A/3/b", on: study)
    #expect(theme.status == 0 && theme.out.contains("1 of "))
    #expect(try next("", "--rule rule-hug 2>/dev/null", on: study).status == 0)
    withExtendedLifetime(folder) {}
  }

  @Test("nothing is coded on what others changed since it was shown; it is shown again")
  func conflict() throws {
    let (folder, study) = try DemoStudy.copy()
    // The second writer comes between the prompt and the answer.
    let run = try Verbatim.shell(
      """
      mkfifo answers
      verbatim code next --coder NN < answers > shown 2>&1 & queue=$!
      exec 3> answers
      until grep -q '? >' shown; do sleep 0.05; done
      VERBATIM_USER=other verbatim codebook rename A/1 "Called otherwise"
      echo 2 >&3
      until grep -q 'was changed since' shown; do sleep 0.05; done
      echo 2 >&3; echo q >&3; exec 3>&-
      wait $queue; cat shown
      """, on: study, in: folder.path)
    #expect(run.status == 0, "\(run.error)")
    #expect(
      run.out.contains("changed since this was shown, by other (codebook-rename)"), "\(run.out)")
    #expect(run.out.contains("1 coding made"))
    #expect(try codings("NN", study, folder).count == 1)
  }

  // MARK: A terminal

  /// The command on a terminal of its own.
  private final class Terminal {
    let main: Int32
    let side: Int32
    let process: pid_t
    private(set) var shown = ""

    init(_ arguments: [String], on study: String) throws {
      // What posix_openpt, unlockpt and ptsname do, which the module does not have.
      main = open("/dev/ptmx", O_RDWR | O_NOCTTY)
      var (locked, number): (Int32, Int32) = (0, 0)
      guard main >= 0, ioctl(main, 0x4004_5431, &locked) == 0,
        ioctl(main, 0x8004_5430, &number) == 0
      else { throw POSIXError(.EIO) }
      side = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
      guard side >= 0 else { throw POSIXError(.EIO) }
      var actions = posix_spawn_file_actions_t()
      posix_spawn_file_actions_init(&actions)
      defer { posix_spawn_file_actions_destroy(&actions) }
      for descriptor: Int32 in 0...2 {
        posix_spawn_file_actions_adddup2(&actions, side, descriptor)
      }
      posix_spawn_file_actions_addclose(&actions, main)
      let argv = ([Verbatim.binary] + arguments).map { strdup($0) } + [nil]
      let variables: [String] = ["VERBATIM_STUDY=\(study)", "TERM=xterm", "NO_COLOR=1"]
      let envp = variables.map { strdup($0) } + [nil]
      defer { (argv + envp).forEach { free($0) } }
      var child: pid_t = 0
      // Threads of tests block signals, and what they start would too.
      var attributes = posix_spawnattr_t()
      posix_spawnattr_init(&attributes)
      defer { posix_spawnattr_destroy(&attributes) }
      var none = sigset_t()
      sigemptyset(&none)
      posix_spawnattr_setsigmask(&attributes, &none)
      posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
      let code = posix_spawn(&child, Verbatim.binary, &actions, &attributes, argv, envp)
      guard code == 0 else { throw POSIXError(.EIO) }
      process = child
    }

    deinit {
      close(main)
      close(side)
    }

    func type(_ keys: String) {
      var copy = keys
      _ = copy.withUTF8 { write(main, $0.baseAddress, $0.count) }
    }

    /// Reads until `text` was shown so many times, at most half a minute.
    func waits(for text: String, times: Int = 1) -> Bool {
      let end = Date().addingTimeInterval(30)
      while shown.components(separatedBy: text).count <= times {
        var wanted = pollfd(fd: main, events: Int16(POLLIN), revents: 0)
        guard Date() < end else { return false }
        guard poll(&wanted, 1, 100) > 0 else { continue }
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = read(main, &bytes, bytes.count)
        guard count > 0 else { return false }
        shown += String(decoding: bytes[..<count], as: UTF8.self)
      }
      return true
    }

    /// How it ended: the exit code, or minus the signal. What does not end is ended after half a minute.
    func ends() -> Int32 {
      var status: Int32 = 0
      for _ in 0..<300 {
        if waitpid(process, &status, WNOHANG) != 0 {
          return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
        }
        usleep(100_000)
      }
      kill(process, SIGKILL)
      waitpid(process, &status, 0)
      return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
    }

    /// Whether keys need an Enter and are shown, as a shell wants it.
    var isCooked: Bool {
      var state = termios()
      tcgetattr(side, &state)
      let wanted = tcflag_t(ICANON | ECHO | ISIG)
      return state.c_lflag & wanted == wanted
    }
  }

  private let prompt = "? > "

  @Test("takes single keys on a terminal, and puts it back at the end")
  func keys() throws {
    let (folder, study) = try DemoStudy.copy()
    let terminal = try Terminal(["code", "next", "--coder", "NN"], on: study)
    #expect(terminal.isCooked)
    #expect(terminal.waits(for: prompt), "\(terminal.shown)")
    #expect(!terminal.isCooked)
    terminal.type("2")
    #expect(terminal.waits(for: prompt, times: 2))
    terminal.type("\u{1B}[C")
    #expect(terminal.waits(for: prompt, times: 3))
    terminal.type("b")
    #expect(terminal.waits(for: prompt, times: 4))
    terminal.type("n")
    #expect(terminal.waits(for: "note: "))
    #expect(terminal.isCooked)
    terminal.type("of tea\n")
    #expect(terminal.waits(for: prompt, times: 5))
    terminal.type("A")
    #expect(terminal.waits(for: "code: A"))
    terminal.type("/3/b\n")
    #expect(terminal.waits(for: prompt, times: 6))
    terminal.type("q")
    #expect(terminal.waits(for: "2 codings made"), "\(terminal.shown)")
    #expect(terminal.ends() == 0)
    #expect(terminal.isCooked)
    let own = try codings("NN", study, folder)
    #expect(own.map { $0.prefix(8) } == ["fg1,2,,,", "fg1,4,,,"])
    #expect(own.last?.hasSuffix(",NN,of tea") == true)
  }

  @Test("the terminal is put back after Ctrl-C, at a key and in a line, and after signals")
  func interrupted() throws {
    let (folder, study) = try DemoStudy.copy()
    let control = try Terminal(["code", "next", "--coder", "NN"], on: study)
    #expect(control.waits(for: prompt))
    control.type("\u{3}")
    #expect(control.waits(for: "left"))
    #expect(control.ends() == 0)
    #expect(control.isCooked)
    for number in [SIGTERM, SIGINT, SIGHUP] {
      let terminal = try Terminal(["code", "next", "--coder", "NN"], on: study)
      #expect(terminal.waits(for: prompt))
      #expect(!terminal.isCooked)
      kill(terminal.process, number)
      #expect(terminal.ends() == -number)
      #expect(terminal.isCooked, "signal \(number)")
    }
    // Lines where they are asked for: the terminal is left as it was.
    let lines = try Terminal(["code", "next", "--coder", "NN", "--lines"], on: study)
    #expect(lines.waits(for: prompt))
    #expect(lines.isCooked)
    lines.type("q\n")
    #expect(lines.waits(for: "left"))
    #expect(lines.ends() == 0)
    withExtendedLifetime(folder) {}
  }
}
