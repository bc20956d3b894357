import VerbatimCorpus
import VerbatimDigest
import VerbatimIngest

/// Equal where a file would be read to the same sessions: its bytes, what it is read with, and the
/// version of what reads it.
struct SourceFingerprint {
  var format: SourceFormat
  var digest: Digest
  var group: String?
  var encoding: String?
  var assumesTEI = false
  /// Settings of plain text, where there are any.
  var text: SettingsValue?
  /// What `study.yaml` says of the file: ``SessionOverlay/settings(ofFile:)``.
  var overlay = ""

  init(format: SourceFormat, digest: Digest) {
    self.format = format
    self.digest = digest
  }

  var value: Digest {
    var hash = SHA256()
    // The reader of TEI has a second version since it takes what is said of words.
    hash.update("reader \(format == .tei ? 2 : 1)\n\(format)\n\(digest.hex)\n\(group ?? "")\n")
    hash.update("\(encoding ?? "")\n\(assumesTEI)\n")
    if let text { hash.update("\(ReaderSettings(text: text).json)\n") }
    hash.update(overlay)
    return hash.finish()
  }
}
