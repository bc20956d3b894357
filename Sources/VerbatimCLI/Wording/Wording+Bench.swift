extension Wording {
  static func lines(for problem: BenchProblem) -> [String] {
    switch problem {
    case .folderExists(let path):
      [at(path) + "there already, and a measured study wants a folder of its own; name another"]
    case .line(let path, let line, let kind): [at(path, line) + words(kind)]
    case .query(let path, let line, let failure):
      lines(for: failure).enumerated().map { $0 == 0 ? at(path, line) + $1 : $1 }
    case .noQueries(let path):
      [at(path) + "holds no query; write lines of a class, a tab and a query"]
    }
  }

  private static func words(_ kind: BenchProblem.Line) -> String {
    switch kind {
    case .noTab: "no tab in this line; write a class, a tab and a query"
    case .noClass: "nothing stands before the tab; write a class there, any word"
    case .noQuery: "nothing stands behind the tab; write a query there, or take the line away"
    case .notUTF8: "this line is not UTF-8; save the file as UTF-8"
    }
  }
}
