import VerbatimFiles
import VerbatimIngest

/// Settings of plain text in a file of their own: `text:` of a `study.yaml`, or one set of settings
/// for all files.
public enum TextSettingsFile {
  /// - Throws: ``ImportProblem``, `FileProblem`.
  public static func read(_ path: String) throws -> [(glob: String, settings: SettingsValue)] {
    let bytes = try AtomicFile.read(path)
    let value: SettingsValue
    do {
      value = try StudyDescription.settings(yaml: bytes)
    } catch {
      throw ImportProblem.description(path: path, error)
    }
    do {
      _ = try PlainTextSettings(value)
    } catch {
      throw ImportProblem.textSettings(path: path, line: nil, error)
    }
    return [("**", value)]
  }
}
