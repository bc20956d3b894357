import Glibc
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimFiles

/// The live segments of an index, opened together: what a query searches and an extract quotes.
///
/// Safe to share between threads. It shows the index as it was when it was opened; a later commit
/// makes new files and leaves these readable.
public final class Index: Sendable {
  public let manifest: Manifest
  /// In the manifest's order.
  public let segments: [Segment]

  /// A session's place.
  public struct SessionPlace: Sendable, Equatable {
    public var segment: Int
    public var session: Int

    public init(segment: Int, session: Int) {
      self.segment = segment
      self.session = session
    }
  }

  /// Opens the segments that `manifest` names in a folder. Cost: independent of their size.
  ///
  /// Throws ``IndexProblem`` or ``FileProblem``.
  public init(folder: String, manifest: Manifest) throws {
    self.manifest = manifest
    var segments: [Segment] = []
    for entry in manifest.entries {
      do {
        let segment = try Segment(path: folder + "/" + entry.file, file: entry.file)
        guard segment.sessionCount == entry.sessions, segment.turnCount == entry.turns else {
          throw IndexProblem(
            file: entry.file, kind: .invalid(section: Manifest.fileName, invariant: 15))
        }
        guard segment.analyzer.identifier == manifest.analyzer else {
          throw IndexProblem(
            file: entry.file, kind: .analyzer(found: segment.analyzer.identifier))
        }
        segments.append(segment)
      } catch let problem as FileProblem where problem.errno == ENOENT {
        throw IndexProblem(file: entry.file, kind: .missingFile)
      }
    }
    self.segments = segments
  }

  public var turnCount: Int { segments.reduce(0) { $0 + $1.turnCount } }
  public var tokenCount: Int { segments.reduce(0) { $0 + $1.tokenCount } }
  public var textByteCount: Int { segments.reduce(0) { $0 + $1.textByteCount } }
  public var sessionCount: Int { segments.reduce(0) { $0 + $1.sessionCount } }

  /// The layers of annotations that some segment has, with the positions that have a value in them: `lemma`,
  /// `pos` and `norm` first, then others by name.
  public func layers() -> [(name: String, tokenCount: Int)] {
    var layers: [(name: String, tokenCount: Int)] = []
    for layer in segments.flatMap(\.layers) {
      if let known = layers.firstIndex(where: { $0.name == layer.name }) {
        layers[known].tokenCount += layer.tokenCount
      } else {
        layers.append((layer.name, layer.tokenCount))
      }
    }
    func rank(_ name: String) -> Int {
      LayerStore.fixedNumbers.firstIndex { $0.name == name } ?? LayerStore.fixedNumbers.count
    }
    return layers.sorted {
      rank($0.name) != rank($1.name)
        ? rank($0.name) < rank($1.name) : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  /// The person behind a label: `fg2/P1`, or `P1` where the study's sessions share their speakers.
  public func fullID(session: String, label: String) -> String {
    manifest.sharesSpeakers ? label : session + "/" + label
  }

  /// All sessions in natural order of their ids. Cost: reads every id.
  public func sessions() -> [(id: String, place: SessionPlace)] {
    var all: [(id: String, place: SessionPlace)] = []
    for (number, segment) in segments.enumerated() {
      for session in 0..<segment.sessionCount {
        let place = SessionPlace(segment: number, session: session)
        all.append((segment.sessionID(session), place))
      }
    }
    if segments.count > 1 { all.sort { NaturalOrder.precedes($0.id, $1.id) } }
    return all
  }

  /// The session of an id. Cost: a binary search a segment.
  public func find(_ id: String) -> SessionPlace? {
    for (number, segment) in segments.enumerated() {
      var low = 0
      var high = segment.sessionCount
      while low < high {
        let middle = (low + high) / 2
        if NaturalOrder.precedes(segment.sessionID(middle), id) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      if low < segment.sessionCount, segment.sessionID(low).utf8.elementsEqual(id.utf8) {
        return SessionPlace(segment: number, session: low)
      }
    }
    return nil
  }
}
