import VerbatimAnalysis

/// Two versions of a text as one: what stayed, what went, what came, word by word.
public struct WordChanges: Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case same, removed, added
  }

  public struct Part: Sendable, Equatable {
    public var kind: Kind
    public var text: String
  }

  /// The texts of what is not added give the old version, of what is not removed the new one, blanks
  /// apart.
  public let parts: [Part]

  /// Cost: that of a longest common subsequence of words; of long texts only beginning and end.
  public init(from old: String, to new: String) {
    let diff = WordDiff(from: old, to: new)
    let oldScalars = Array(old.unicodeScalars)
    let newScalars = Array(new.unicodeScalars)
    var parts: [Part] = []
    func add(_ kind: Kind, _ scalars: ArraySlice<Unicode.Scalar>, _ gap: Bool) {
      var view = String.UnicodeScalarView()
      if gap { view.append(" ") }
      view.append(contentsOf: scalars)
      if let last = parts.indices.last, parts[last].kind == kind {
        parts[last].text += String(view)
      } else {
        parts.append(Part(kind: kind, text: String(view)))
      }
    }
    func removed(_ word: Int) {
      let range = diff.old[word].range
      let gap = word > 0 && diff.old[word - 1].range.upperBound < range.lowerBound
      add(.removed, oldScalars[range], gap)
    }
    func came(_ word: Int, _ kind: Kind) {
      let range = diff.new[word].range
      let gap = word > 0 && diff.new[word - 1].range.upperBound < range.lowerBound
      add(kind, newScalars[range], gap)
    }
    var next = 0
    for word in diff.old.indices {
      guard let place = diff.places[word] else {
        removed(word)
        continue
      }
      while next < place {
        came(next, .added)
        next += 1
      }
      came(place, .same)
      next = place + 1
    }
    while next < diff.new.count {
      came(next, .added)
      next += 1
    }
    self.parts = parts
  }

  /// `What [-was-]{+came+} and stayed`.
  public var text: String {
    parts.map { part in
      let blank = part.text.hasPrefix(" ") ? " " : ""
      let words = part.text.dropFirst(blank.count)
      return switch part.kind {
      case .same: part.text
      case .removed: "\(blank)[-\(words)-]"
      case .added: "\(blank){+\(words)+}"
      }
    }.joined()
  }
}
