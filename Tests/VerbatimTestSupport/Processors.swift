import CVectors

/// Runs a test as each kind of processor up to this one would, from the plainest on: functions of `CVectors`
/// have a body for each.
public func onEachProcessor(_ body: () throws -> Void) rethrows {
  let best = cs_best_processor()
  defer { cs_use_processor(best) }
  for level in Int32(CS_PLAIN)...best {
    cs_use_processor(level)
    try body()
  }
}
