import VerbatimCorpus
import VerbatimIngest

/// A person out of what the study remembers beside the sources: settings and `study.yaml`.
extension SessionMemory {
  /// Without those who withdraw.
  ///
  /// - Parameters:
  ///   - path: by which the study knows the source of the sessions.
  ///   - isLeft: other sessions of the file stay; what is said of the file goes on for them.
  func without(
    _ target: WithdrawalTarget, path: String, isLeft: Bool, _ mode: WithdrawalRequest.Mode
  ) -> SessionMemory {
    var memory = self
    if target.isWhole {
      memory.sessions.removeAll { entry in
        let isFile = entry.file.map { SessionOverlay.isSame($0, path) }
        guard let id = entry.id else { return isFile == true && !isLeft }
        return target.isTouched(id) && isFile != false
      }
      return memory
    }
    for (session, label) in target.people {
      memory = memory.without(label, session: session, path: path, mode)
    }
    return memory
  }

  private func without(
    _ label: String, session: String, path: String, _ mode: WithdrawalRequest.Mode
  ) -> SessionMemory {
    var memory = self
    for index in memory.sessions.indices {
      let entry = memory.sessions[index]
      let isThis =
        entry.id == session || entry.file.map { SessionOverlay.isSame($0, path) } ?? false
      guard isThis else { continue }
      memory.sessions[index].text = entry.text?.without(label, mode)
      switch mode {
      case .remove: memory.sessions[index].participants.removeAll { $0.id == label }
      case .redact:
        for person in entry.participants.indices where entry.participants[person].id == label {
          memory.sessions[index].participants[person].name = nil
          memory.sessions[index].participants[person].attributes = []
        }
      }
    }
    return memory
  }
}

extension SettingsValue {
  /// Settings of plain text without what they say of a person; where the person is removed, without the
  /// label as well.
  func without(_ label: String, _ mode: WithdrawalRequest.Mode) -> SettingsValue {
    guard case .map(let pairs) = self else { return self }
    var kept: [(String, SettingsValue)] = []
    for (key, value) in pairs {
      switch (key, value) {
      case ("participants", .map(let people)):
        let others = people.filter { $0.0 != label }
        if !others.isEmpty { kept.append((key, .map(others))) }
      case ("labels", .map(let inner)):
        kept.append(
          (key, .map(inner.map { ($0.0, $0.0 == "map" ? $0.1.unmapped(label, mode) : $0.1) })))
      case ("labels.map", _): kept.append((key, value.unmapped(label, mode)))
      default: kept.append((key, value))
      }
    }
    return .map(kept)
  }

  private func unmapped(_ label: String, _ mode: WithdrawalRequest.Mode) -> SettingsValue {
    guard mode == .remove, case .map(let pairs) = self else { return self }
    return .map(pairs.filter { $0.1 != .string(label) })
  }

  /// With labels, their form and the header's end stated, where they are not: for a text in which too
  /// little is left to find them out again.
  func stating(labels: [String]) -> SettingsValue {
    guard case .map(var pairs) = self else { return self }
    if !pairs.contains(where: { $0.0 == "labels" || $0.0 == "labels.accept" }) {
      pairs.append(("labels.accept", .list(labels.map { .string($0) })))
    }
    return .map(pairs)
  }
}
