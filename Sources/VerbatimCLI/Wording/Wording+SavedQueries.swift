import VerbatimStudy
import VerbatimThemes

extension Wording {
  static func words(_ conflict: SavedQueryConflict) -> String {
    "there is another saved query @\(name(conflict.name)); --replace puts this one in its place"
  }

  static func line(for failure: SavedQueryFileFailure) -> String {
    let place = at(failure.path, failure.problem.line)
    switch failure.problem.kind {
    case .noName: return place + "a saved query is written @name = query; # begins a note"
    case .badName:
      return place + "a name is a letter, then letters, digits, _, - and ."
    case .noQuery: return place + "a query is missing behind ="
    case .twice: return place + "the name stands on an earlier line too; leave one of them"
    case .notUTF8: return place + "not UTF-8; save the file as UTF-8"
    }
  }
}
