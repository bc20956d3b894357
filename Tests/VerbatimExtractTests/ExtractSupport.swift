import Foundation
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// An index of transcripts in a temporary folder, which goes when the test ends.
final class SmallIndex {
  let index: Index
  private let folder: URL

  /// - Parameter parts: a segment each.
  init(_ parts: [[Transcript]], sharesSpeakers: Bool = false) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("verbatim-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    index = try TestIndex.index(
      parts, in: folder.path, sharesSpeakers: sharesSpeakers)
  }

  deinit {
    try? FileManager.default.removeItem(at: folder)
  }

  func list(
    _ query: String, _ request: ExtractRequest = ExtractRequest(),
    themes: any ThemeSource = NoThemes()
  ) throws -> ExtractList {
    let node = try SimpleQueryParser.parse(
      query, knownFields: QueryFields.known(in: index.segments))
    return try ExtractList(node, in: index, request, themes: themes)
  }
}

/// Themes from a table.
struct TableThemes: ThemeSource {
  var rows: [(session: String, turn: Int, theme: ExtractTheme, span: Range<Int>?)] = []

  func themes(session: String, turn: Int) -> [(theme: ExtractTheme, span: Range<Int>?)] {
    rows.filter { $0.session == session && $0.turn == turn }.map { ($0.theme, $0.span) }
  }
}

extension Transcript {
  /// The same with speakers, the first of whom moderates.
  func spoken(by speakers: [[String]]) -> Transcript {
    var copy = self
    for index in copy.turns.indices where index < speakers.count {
      copy.turns[index].speakers = speakers[index]
    }
    copy.session.participants = [
      Participant(id: "M", role: .moderator), Participant(id: "P1", role: .participant),
      Participant(id: "P2", role: .participant), Participant(id: "P3"),
    ]
    return copy
  }
}
