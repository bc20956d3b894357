import VerbatimFiles
import VerbatimZip

/// What a manuscript is written in.
public enum ManuscriptFormat: String, Sendable, CaseIterable {
  case markdown, text, html, latex, docx

  /// By the name's ending, else by the first bytes; Markdown where nothing says otherwise.
  public init(path: String, bytes: [UInt8]) {
    if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) {
      self = .docx
      return
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let ending = name.split(separator: ".").count > 1 ? name.split(separator: ".").last : nil
    switch ending?.lowercased() {
    case "md", "markdown", "mdown", "qmd", "rmd": self = .markdown
    case "txt", "text": self = .text
    case "html", "htm", "xhtml": self = .html
    case "tex", "ltx", "latex": self = .latex
    case "docx": self = .docx
    default:
      let head = String(decoding: bytes.prefix(4096), as: UTF8.self).lowercased()
      if head.contains("\\documentclass") || head.contains("\\begin{") {
        self = .latex
      } else if head.contains("<!doctype html") || head.contains("<html") {
        self = .html
      } else {
        self = .markdown
      }
    }
  }
}

extension Manuscript {
  /// A file's bytes at most; a thesis with pictures in its HTML is below.
  static let longestFile = 256 << 20
  /// Characters of running text at most: some three million words.
  static let longestText = 16 << 20

  /// Reads a manuscript. Cost: linear in the file; twelve bytes of memory a character.
  ///
  /// - Throws: ``ManuscriptProblem``, `FileProblem`.
  public static func read(_ path: String, as format: ManuscriptFormat? = nil) throws -> Manuscript {
    try Manuscript(path: path, bytes: try AtomicFile.read(path), as: format)
  }

  public init(path: String, bytes: [UInt8], as format: ManuscriptFormat? = nil) throws {
    guard bytes.count <= Self.longestFile else {
      throw ManuscriptProblem(path: path, kind: .tooLarge(bytes: bytes.count))
    }
    let format = format ?? ManuscriptFormat(path: path, bytes: bytes)
    var builder = ManuscriptBuilder()
    switch format {
    case .docx:
      do {
        try DOCXManuscript.read(path: path, bytes: bytes, into: &builder)
      } catch let problem as ZipProblem {
        throw ManuscriptProblem(path: path, kind: .archive(problem))
      }
    case .markdown:
      var reader = MarkdownManuscript(try SourceScalars(path: path, bytes: bytes))
      reader.read(into: &builder)
    case .text:
      PlainTextManuscript.read(try SourceScalars(path: path, bytes: bytes), into: &builder)
    case .html:
      var reader = HTMLManuscript(try SourceScalars(path: path, bytes: bytes))
      reader.read(into: &builder)
    case .latex:
      var reader = LaTeXManuscript(try SourceScalars(path: path, bytes: bytes))
      reader.read(into: &builder)
    }
    self.init(path: path, format: format)
    guard builder.finish(into: &self) else {
      throw ManuscriptProblem(path: path, kind: .tooMuchText(limit: Self.longestText))
    }
  }
}

/// Why a manuscript could not be read.
public struct ManuscriptProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    case tooLarge(bytes: Int)
    case tooMuchText(limit: Int)
    /// The byte at this place belongs to no character of UTF-8.
    case notUTF8(line: Int, column: Int)
    /// Zeros among the bytes: no text.
    case binary
    /// The archive that a Word document is cannot be read, or is meant to do harm.
    case archive(ZipProblem)
    /// The archive has no `word/document.xml`.
    case notWord
    /// A part of the Word document that is not well-formed, or that is meant to do harm.
    case part(name: String, line: Int?)
  }

  public var path: String
  public var kind: Kind

  public init(path: String, kind: Kind) {
    self.path = path
    self.kind = kind
  }
}
