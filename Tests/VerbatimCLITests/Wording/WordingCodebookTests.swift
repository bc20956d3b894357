import Testing
import VerbatimThemes

@testable import VerbatimCLI
@testable import VerbatimStudy

@Suite("Wording: changes of codebook and codings")
struct WordingCodebookTests {
  @Test("each says what was found and what to do, on one short line without controls")
  func lines() {
    for name in ["A/3/b", "\u{1B}[31m\u{202E}\n" + String(repeating: "ж", count: 3000)] {
      let problems: [any Error] = [
        CodebookEditProblem.intoItself(path: name), CodebookEditProblem.labelTaken(path: name),
        CodebookEditProblem.noFreeLabel, CodebookEditProblem.alreadyRetired(path: name),
        CodebookEditProblem.notRetired(path: name), CodebookEditProblem.nothingToChange,
        CodebookReferenceProblem.unknownLogEntry(9, last: 3), CodebookHistoryDefect(version: 3),
        CodingRefusal.retired(path: name), CodingRefusal.groups(path: name),
        CodingRefusal.notByRule(rule: name, place: name),
        CodingConflict.codebook(by: nil, action: nil),
        CodingConflict.codebook(by: name, action: name), CodingConflict.transcript(session: name),
        CodingUndoProblem.unknownOperation(3), CodingUndoProblem.alreadyUndone(3, by: 4),
        CodingUndoProblem.notUndoable(3, .merge), CodingUndoProblem.sourceChanged(3),
        CodingUndoProblem.changedSince(3, codings: 2), CodingUndoProblem.themeGone(3, theme: name),
        CodingUndoProblem.ruleGone(3, rule: name),
      ]
      for problem in problems {
        let lines = Wording.lines(for: problem)
        #expect(lines.count == 1)
        for line in lines {
          let isSafe = line.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && $0 != "\u{202E}"
          }
          #expect(isSafe, "\(line)")
          #expect(line.unicodeScalars.count <= 250 && line.last != ".", "\(line)")
          #expect(line.contains(";") || line.contains(": "), "\(line)")
          #expect(!line.contains("no words yet"), "\(line)")
        }
      }
    }
  }
}
