import VerbatimCorpus

extension PlainTextReport {
  /// The report as JSON with a line feed at its end; keys in the order of `plaintext.md` §7.
  /// - Parameter reportText: false leaves out the contents of brackets and the header's values,
  ///   which may hold words of people; their counts and lines stay.
  public func json(reportText: Bool = true) -> String {
    let json = JSONWriter()
    json.object {
      $0.key("file").string(file)
      $0.key("sha256").string(digest.hex)
      $0.key("encoding").object {
        $0.key("name").string(encoding?.rawValue)
        $0.key("how").string(evidence?.rawValue)
      }
      $0.key("newline").object {
        $0.key("style").string(newlines.style)
        $0.key("counts").object {
          for kind in LineEnds.Kind.allCases where newlines.counts[kind] != nil {
            $0.key(kind.rawValue).number(newlines.counts[kind] ?? 0)
          }
        }
      }
      $0.key("family").object {
        $0.key("chosen").string(family?.rawValue)
        $0.key("source").string(isFamilyOverridden ? "override" : "detected")
        $0.key("scores").object {
          for score in scores { $0.key(score.family.rawValue).number(score.score) }
        }
      }
      $0.key("labels").array(labels) { json, label in
        json.object {
          $0.key("raw").string(label.raw)
          $0.key("normalised").string(label.normalised)
          $0.key("count").number(label.count)
          $0.key("firstLine").number(label.firstLine)
          $0.key("status").string(label.status)
          $0.key("speakerId").array(label.speakers) { $0.string($1) }
        }
      }
      $0.key("rejected").array(rejected) { json, label in
        json.object {
          $0.key("label").string(label.label)
          $0.key("count").number(label.count)
          $0.key("firstLine").number(label.firstLine)
          $0.key("reason").string(label.reason.rawValue)
        }
      }
      $0.key("header").array(header) { json, pair in
        json.object {
          $0.key("key").string(pair.key)
          if reportText { $0.key("value").string(pair.value) }
        }
      }
      $0.key("dropped").array(dropped) { json, line in
        json.object {
          $0.key("line").number(line.line)
          $0.key("reason").string(line.reason.rawValue)
        }
      }
      $0.key("times").object {
        $0.key("pattern").string(timePattern)
        $0.key("monotonic").bool(timesAreMonotonic)
      }
      $0.key("turns").number(turns)
      $0.key("words").number(words)
      $0.key("adjacentTurns").number(adjacentTurns)
      $0.key("events").object {
        for event in events { $0.key(event.name).number(event.count) }
      }
      $0.key("placeholders").object {
        $0.key("distinct").number(placeholders.count)
        $0.key("counts").array(placeholders) { json, placeholder in
          json.object {
            if reportText { $0.key("text").string(placeholder.name) }
            $0.key("count").number(placeholder.count)
          }
        }
      }
      $0.key("undecidedBrackets").array(undecidedBrackets) { json, bracket in
        json.object {
          if reportText { $0.key("text").string(bracket.text) }
          $0.key("line").number(bracket.line)
        }
      }
      $0.key("warnings").array(problems) { json, problem in
        json.object {
          $0.key("code").string(problem.kind.code)
          $0.key("error").bool(problem.isError)
          if let line = problem.line { $0.key("line").number(line) }
          let detail = problem.kind as? PlainTextProblem
          $0.key("labels").array(detail?.labels ?? []) { $0.string($1) }
          $0.key("figures").array(detail?.figures ?? []) { $0.number($1) }
        }
      }
      $0.key("configHash").string(settingsDigest.hex)
      $0.key("toolVersion").string(Self.toolVersion)
    }
    return json.text + "\n"
  }
}
