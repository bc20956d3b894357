import Glibc

/// What no hard shape and no finding may exceed; the system holds them.
public enum FuzzLimits {
  /// Bytes of address space of the whole process, code and libraries with it.
  public static let memory: rlim_t = 2 << 30
  /// Seconds of processor time for one input, in a debug build: protection against what does not end.
  public static let seconds: UInt32 = 60

  /// For the rest of the process: too much memory fails to be given, which ends it; no core is dumped.
  public static func set() {
    // The address sanitizer keeps books on all addresses there are.
    if getenv("ASAN_OPTIONS") == nil {
      var space = rlimit(rlim_cur: memory, rlim_max: memory)
      setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &space)
    }
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }

  /// From here to the next call: SIGVTALRM ends the process.
  public static func restart() {
    var time = itimerval()
    time.it_value.tv_sec = Int(seconds)
    setitimer(__itimer_which_t(ITIMER_VIRTUAL.rawValue), &time, nil)
  }
}
