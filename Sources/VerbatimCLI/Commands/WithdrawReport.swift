import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// What `withdraw` shows before and after. Ids, counts and paths; nobody's words.
enum WithdrawReport {
  /// The files outside of the study first: they are what is forgotten.
  static func write(_ preview: WithdrawalPreview, _ codebook: Codebook) {
    let there = preview.originals.filter { $0.state != .rewritten }
    if !there.isEmpty {
      Console.write("outside of the study, still there:\n")
      for original in there { Console.write("  \(original.path): \(words(original.state))\n") }
      Console.write("\n")
    }
    let people = preview.people.joined(separator: ", ")
    if let session = preview.session {
      Console.write("the session \(session), with \(people)\n")
    } else {
      Console.write("\(people), mode \(preview.mode.rawValue)\n")
    }
    var lines: [(String, String)] = []
    lines.append(
      ("turns", "\(Count.grouped(preview.turns)), \(Count.of(preview.words, "word"))"))
    if preview.sharedTurns > 0 {
      lines.append(("said together", "\(Count.of(preview.sharedTurns, "turn")), erased as well"))
    }
    if preview.stretches > 0 {
      lines.append(("in turns of others", Count.of(preview.stretches, "stretch", "stretches")))
    }
    lines.append(("facts", Count.of(preview.facts, "fact")))
    lines.append(("sources", preview.sources.joined(separator: ", ")))
    lines.append(("codings", "\(preview.droppedCount) dropped, \(preview.moved) renumbered"))
    for theme in preview.dropped {
      let path = codebook.path(of: theme.theme) ?? theme.theme
      lines.append(("", "\(theme.codings) of \(path)"))
    }
    for quoting in preview.quoting {
      lines.append(
        (
          "quoted in",
          "\(Count.of(quoting.count, "text")) (\(quoting.table).\(quoting.column)), blanked"
        ))
    }
    if preview.memos > 0 {
      lines.append(("memos", "\(Count.of(preview.memos, "memo")) about them, removed"))
    }
    for session in preview.sessions where !session.stays && preview.session == nil {
      lines.append(("session gone", "\(session.id): nobody else speaks there"))
    }
    for session in preview.sessions {
      guard let first = session.renumbered.first, let last = session.renumbered.last else {
        continue
      }
      lines.append(
        (
          "renumbered",
          "\(session.id): \(Count.of(session.renumbered.count, "turn")), \(first.old)→\(first.new) … "
            + "\(last.old)→\(last.new)"
        ))
    }
    let width = lines.map(\.0.count).max() ?? 0
    for (name, value) in lines {
      Console.write("  \(name)\(String(repeating: " ", count: width - name.count))  \(value)\n")
    }
    list(
      "turns of others that repeat \(preview.quoteWords) of their words in a row, for you to judge",
      preview.repeats)
    list("free text that stays, for you to judge", preview.remarks.map(line))
    list(
      "written earlier by a command", preview.exports.map { "\($0.path) (\($0.at)): \(words($0))" })
    list("locks of quotes written earlier", preview.locks.map { "\($0.path) (\($0.at))" })
  }

  private static func list(_ title: String, _ lines: [String]) {
    guard !lines.isEmpty else { return }
    Console.write("\(title): \(lines.count)\n")
    for line in lines.prefix(20) { Console.write("  \(line)\n") }
    if lines.count > 20 { Console.write("  … \(lines.count - 20) more: --json lists all\n") }
  }

  private static func words(_ export: WithdrawalExport) -> String {
    switch export.state {
    case .gone: "not there any more"
    case .clean: "none of their words in it"
    case .found: "has their words, \(Count.of(export.count, "run"))"
    case .unread: "could not be looked into"
    }
  }

  private static func line(_ remark: WithdrawalRemark) -> String {
    var numbers = remark.numbers.prefix(8).map(String.init).joined(separator: ", ")
    if remark.count > 8, !numbers.isEmpty { numbers += " …" }
    return switch remark.kind {
    case .comment: "\(remark.place): \(Count.of(remark.count, "comment")), lines \(numbers)"
    case .note: "\(remark.place): \(Count.of(remark.count, "note")) of the header, lines \(numbers)"
    case .line: "\(remark.place): \(Count.of(remark.count, "line")) of no turn: \(numbers)"
    case .turn:
      "\(remark.place): \(Count.of(remark.count, "turn")) of others with their label: \(numbers)"
    case .session: "\(remark.place): \(Count.of(remark.count, "fact")) of the session in words"
    case .memo: "\(remark.place): \(Count.of(remark.count, "memo")) on the session"
    case .text: "\(remark.place): \(Count.of(remark.count, "text")) with their label"
    }
  }

  private static func words(_ state: WithdrawalOriginal.State) -> String {
    switch state {
    case .same: "has their words; --originals rewrites it"
    case .changed: "was changed since it was ingested; look at it by hand"
    case .rewritten: "rewritten"
    case .description: "may describe the person; look at it by hand"
    }
  }

  static func write(_ certificate: WithdrawalCertificate) {
    for original in certificate.originals where original.state == .rewritten {
      Console.write("rewritten: \(original.path)\n")
    }
    Console.write(
      "\(certificate.request): \(Count.of(certificate.turns, "turn")) erased; "
        + "\(Count.of(certificate.filesScanned, "file")), \(Count.of(certificate.bytesScanned, "byte")) "
        + "looked through for \(Count.of(certificate.runs, "run")) of \(certificate.runLength) words\n"
    )
    if certificate.isClean {
      Console.write("found: nothing\n")
    } else {
      Console.write("found, still there:\n")
      for finding in certificate.findings {
        Console.write(
          "  \(finding.path): \(finding.count) (\(finding.reading ?? "could not be read"))\n")
      }
      if certificate.turnsLeft + certificate.termsLeft > 0 {
        Console.write(
          "  the index: \(certificate.turnsLeft) turns, \(certificate.termsLeft) terms\n")
      }
    }
    for lock in certificate.locks where lock.state == .reissued {
      Console.write(
        "\(lock.path): \(Count.of(lock.kept, "quotation")) kept, places as they are now; copies of it "
          + "are not reached\n")
    }
    for lock in certificate.locks where lock.state == .unread {
      Console.write("\(lock.path): could not be written anew; look at it by hand\n")
    }
    for export in certificate.tellingExports {
      Console.write(
        "\(export.path): written earlier, has their words (\(Count.of(export.count, "run"))); remove it "
          + "or write it anew, and tell who got it\n")
    }
    Console.write("certificate: certificates/\(certificate.request).md\n")
    let left = certificate.originals.filter { $0.state != .rewritten }
    if !left.isEmpty {
      Console.say("still there outside of the study: \(left.map(\.path).joined(separator: ", "))")
    }
  }

  static func json(_ preview: WithdrawalPreview) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("mode", preview.mode.rawValue)
    if let session = preview.session { writer.member("session", session) }
    writer.member("people", preview.people)
    writer.member("turns", preview.turns)
    writer.member("words", preview.words)
    writer.member("shared_turns", preview.sharedTurns)
    writer.member("stretches", preview.stretches)
    writer.member("facts", preview.facts)
    writer.member("sources", preview.sources)
    writer.key("codings_dropped")
    writer.beginObject()
    for theme in preview.dropped { writer.member(theme.theme, theme.codings) }
    writer.endObject()
    writer.member("codings_moved", preview.moved)
    writer.objects("quoting", preview.quoting) { quoting, writer in
      writer.member("table", quoting.table)
      writer.member("column", quoting.column)
      writer.member("texts", quoting.count)
    }
    writer.member("memos_about_them", preview.memos)
    writer.objects("sessions", preview.sessions) { session, writer in
      writer.member("session", session.id)
      writer.member("turns", session.turns)
      writer.member("stays", session.stays)
      writer.key("renumbered")
      writer.beginArray()
      for (old, new) in session.renumbered {
        writer.beginArray()
        writer.value(old)
        writer.value(new)
        writer.endArray()
      }
      writer.endArray()
    }
    writer.member("repeats", preview.repeats)
    writer.objects("remarks", preview.remarks) { remark, writer in
      writer.member("kind", remark.kind.rawValue)
      writer.member("place", remark.place)
      writer.key("numbers")
      writer.beginArray()
      for number in remark.numbers { writer.value(number) }
      writer.endArray()
      writer.member("count", remark.count)
    }
    writer.objects("exports", preview.exports) { export, writer in
      writer.member("path", export.path)
      writer.member("state", export.state.rawValue)
      writer.member("runs", export.count)
    }
    writer.member("locks", preview.locks.map(\.path))
    writer.objects("originals", preview.originals) { original, writer in
      writer.member("path", original.path)
      writer.member("state", original.state.rawValue)
    }
    writer.endObject()
    return writer.take()
  }
}
