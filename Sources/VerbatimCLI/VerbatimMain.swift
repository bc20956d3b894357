import ArgumentParser
import CProcess
import Glibc
import VerbatimReport

/// The command's entry: parses, runs, words what went wrong, and ends with design.md §7's exit codes.
public enum VerbatimMain {
  public static func run() -> Never {
    // Participants' words: nothing that is written is for others, and no crash leaves a copy.
    umask(0o077)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // The limit does not bind a program that the system hands cores to.
    process_forbid_dumps()
    // Nor does it show pieces of memory, as Swift's own report of a trap does, unless that is asked for.
    if getenv("SWIFT_BACKTRACE") == nil {
      for trap in [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV] { signal(trap, SIG_DFL) }
    }
    signal(SIGPIPE, SIG_IGN)
    let arguments = StudyOptions.behindCommand(Array(CommandLine.arguments.dropFirst()))
    do {
      if arguments == ["--version"] {
        Console.write(VerbatimCommand.version + "\n")
        Console.end(.done)
      }
      // The parser owns `help`, and knows commands alone.
      if arguments == ["help", "query"] {
        QueryGuide.show()
        Console.end(.done)
      }
      if let search = SearchTask(plain: arguments) {
        try search.run()
        end(.done)
      }
      var command = try VerbatimCommand.parseAsRoot(arguments)
      try command.run()
      end(.done)
    } catch let outcome as Outcome {
      end(outcome)
    } catch let error where VerbatimCommand.exitCode(for: error) == .success {
      // Help and version come as errors that are none.
      Console.write(VerbatimCommand.fullMessage(for: error) + "\n")
      Console.end(.done)
    } catch let error where VerbatimCommand.exitCode(for: error) == .validationFailure {
      for line in UsageMessage(error, arguments).lines { Console.say(line) }
      Console.end(.failed)
    } catch {
      Console.complain(error)
      Console.end(.failed)
    }
  }

  /// An answer that was cut short is partial, whatever there is of it.
  private static func end(_ outcome: Outcome) -> Never {
    guard Interrupted.isPartial, outcome != .failed else { Console.end(outcome) }
    Console.say(Interrupted.note)
    Console.end(.partial)
  }
}

/// How a command ended: thrown to end it early, or at its end.
enum Outcome: Int32, Error {
  case done = 0
  case noResults = 1
  case failed = 2
  case partial = 3
}
