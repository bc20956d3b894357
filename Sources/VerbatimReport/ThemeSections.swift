import VerbatimCorpus
import VerbatimExtract

/// The extracts under one theme's heading.
struct ThemeSection {
  /// `nil` where the report is not grouped, and for the extracts without a theme that fits.
  var theme: ExtractTheme?
  /// How many of the theme's ancestors have a section of their own.
  var depth: Int
  var extracts: [Extract]
}

extension ExtractReport {
  /// The report's sections by theme path (labels in natural order), then what fits under none.
  var sections: [ThemeSection] {
    guard case .byTheme(let root) = grouping else {
      return [ThemeSection(theme: nil, depth: 0, extracts: list.extracts)]
    }
    func belongs(_ theme: ExtractTheme) -> Bool {
      guard let root else { return true }
      return theme.path == root || theme.path.hasPrefix(root + "/")
    }
    var order: [ExtractTheme] = []
    var members: [ExtractTheme: [Extract]] = [:]
    var others: [Extract] = []
    for extract in list.extracts {
      var seen: Set<ExtractTheme> = []
      for theme in extract.themes where belongs(theme) && seen.insert(theme).inserted {
        if members[theme] == nil { order.append(theme) }
        members[theme, default: []].append(extract)
      }
      if seen.isEmpty { others.append(extract) }
    }
    order.sort(by: precedes)
    var ancestors: [ExtractTheme] = []
    var sections: [ThemeSection] = []
    for theme in order {
      while let last = ancestors.last, !theme.path.hasPrefix(last.path + "/") {
        ancestors.removeLast()
      }
      sections.append(
        ThemeSection(theme: theme, depth: ancestors.count, extracts: members[theme] ?? []))
      ancestors.append(theme)
    }
    if !others.isEmpty || sections.isEmpty {
      sections.append(ThemeSection(theme: nil, depth: 0, extracts: others))
    }
    return sections
  }

  private func precedes(_ left: ExtractTheme, _ right: ExtractTheme) -> Bool {
    if left.path == right.path { return left.id < right.id }
    let l = left.path.split(separator: "/", omittingEmptySubsequences: false)
    let r = right.path.split(separator: "/", omittingEmptySubsequences: false)
    for (a, b) in zip(l, r) where a != b {
      return NaturalOrder.precedes(String(a), String(b))
    }
    return l.count < r.count
  }
}
