extension PlainTextSettings {
  /// The settings whose glob fits `path` and is the most specific: the one with the most characters
  /// that stand for themselves. `*` and `?` stay inside a folder, `**` does not; a glob without `/`
  /// is about the file's name.
  /// - Throws: where two such globs weigh the same.
  public static func choose(
    for path: String, among choices: [(glob: String, settings: PlainTextSettings)]
  ) throws(SettingsProblem) -> PlainTextSettings? {
    let fitting = choices.filter { fits($0.glob, path) }
    guard let weight = fitting.map({ self.weight($0.glob) }).max() else { return nil }
    let heaviest = fitting.filter { self.weight($0.glob) == weight }
    guard heaviest.count == 1 else {
      throw .ambiguous(path: path, globs: heaviest.map(\.glob))
    }
    return heaviest.first?.settings
  }

  private static func weight(_ glob: String) -> Int {
    glob.unicodeScalars.count { $0 != "*" && $0 != "?" }
  }

  private static func fits(_ glob: String, _ path: String) -> Bool {
    let subject = glob.contains("/") ? path : path.split(separator: "/").last.map(String.init) ?? ""
    let glob = Array(glob.utf8)
    let name = Array(subject.utf8)
    let (star, slash) = (UInt8(ascii: "*"), UInt8(ascii: "/"))
    // reached[n]: the glob read so far may end before name[n]. One row a character of the glob.
    var reached = [true] + Array(repeating: false, count: name.count)
    var at = 0
    while at < glob.count {
      var next = Array(repeating: false, count: name.count + 1)
      if glob[at] == star {
        let crosses = at + 1 < glob.count && glob[at + 1] == star
        for n in 0...name.count {
          let grows = n > 0 && next[n - 1] && (crosses || name[n - 1] != slash)
          next[n] = reached[n] || grows
        }
        at += crosses ? 2 : 1
      } else {
        for n in 0..<name.count where reached[n] {
          next[n + 1] = glob[at] == name[n] || (glob[at] == UInt8(ascii: "?") && name[n] != slash)
        }
        at += 1
      }
      reached = next
    }
    return reached[name.count]
  }
}
