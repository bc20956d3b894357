import VerbatimCorpus
import VerbatimDigest
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

/// What an import must know of the study that it comes to.
struct IncomingContext {
  var content: StudyContent
  var sharesSpeakers: Bool
  /// Who imports.
  var actor: String
  /// Ids of themes by their GUIDs.
  let themeIDs: [String: String]
  private let texts: [Digest: String]

  init(_ writer: StudyWriter) throws {
    content = try writer.database.read { try StudyContent($0) }
    sharesSpeakers = writer.index.manifest.sharesSpeakers
    actor = writer.actor
    themeIDs = Dictionary(
      content.codebook.themes.map { (ExchangeID.theme($0.id), $0.id) },
      uniquingKeysWith: { first, _ in first })
    texts = Dictionary(
      content.sessions.filter { $0.format == "text" }.map {
        ($0.session.source.digest, $0.settings)
      }, uniquingKeysWith: { first, _ in first })
  }

  var codebook: Codebook { content.codebook }
  var coders: [Coder] { content.coders }

  /// The settings with which the study has read a text of these bytes.
  func settings(ofText bytes: [UInt8]) -> SettingsValue? {
    texts[Digest(sha256Of: bytes)].flatMap { ReaderSettings(json: $0).text }
  }
}
