import Foundation
import VerbatimCorpus
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes
import VerbatimZip

@testable import VerbatimStudy

extension TestStudy {
  /// The shipped study.
  static func shipped() throws -> TestStudy {
    let test = try TestStudy()
    _ = try test.writer().importStudy(at: Checkout.corpus)
    return test
  }

  /// The study as a project's bytes.
  func project(_ change: (inout QDAExport.Options) -> Void = { _ in }) throws -> [UInt8] {
    var options = QDAExport.Options(origin: "verbatim 0.1")
    change(&options)
    var export = try QDAExport(study, options)
    return try export.archive()
  }

  /// Writes a file beside the transcripts; its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try AtomicFile.write(bytes, to: folder.path + "/" + name)
    return folder.path + "/" + name
  }

  func take(
    _ bytes: [UInt8], named name: String = "p.qdpx", partial: Bool = false, dry: Bool = false,
    positions: PositionRequest = PositionRequest()
  ) throws -> ExchangeReport {
    var options = ExchangeOptions()
    options.acceptsPartial = partial
    options.isDryRun = dry
    options.positions = positions
    return try writer().importProject(qdpx: try file(name, bytes), options)
  }

  func memos() throws -> [Memo] {
    try study.database().read { try $0.memos() }
  }

  func codebook() throws -> Codebook {
    try study.database().read { try $0.codebook() }
  }

  /// The texts of all turns by session.
  func texts() throws -> [String: [String]] {
    let index = try index()
    var texts: [String: [String]] = [:]
    for (id, place) in index.sessions() {
      texts[id] = try index.segments[place.segment].transcript(place.session).turns.map(\.text)
    }
    return texts
  }

  /// Codings as places, themes by their name, without times.
  func placed() throws -> [String] {
    let codebook = try codebook()
    return try codings().map { coding in
      let span = coding.span.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "all"
      let name = codebook.theme(id: coding.theme)?.name ?? "?"
      return "\(coding.session):\(coding.turn):\(span) \(name) \(coding.coder ?? "-") "
        + "\(coding.origin) \(coding.memo ?? "")"
    }.sorted()
  }
}

/// Projects that other programs write, for tests.
struct ForeignProject {
  var origin = "NVivo 14"
  var body = ""
  var files: [String: [UInt8]] = [:]
  var namespace = QDAProject.namespace

  static func guid(_ name: String) -> String { ExchangeID.of("foreign", name) }

  /// A source with selections: start, end, name, code.
  mutating func add(
    _ name: String, _ text: [UInt8], _ selections: [(Int, Int, String, String)],
    path: String? = nil, extra: String = ""
  ) {
    let guid = Self.guid(name)
    files["sources/\(guid).txt"] = text
    let marks = selections.enumerated().map { index, mark in
      """
      <PlainTextSelection guid="\(Self.guid("\(name)/\(index)"))" name="\(mark.2)" \
      startPosition="\(mark.0)" endPosition="\(mark.1)"><Coding guid="\(Self.guid("\(name)/c\(index)"))" \
      creatingUser="\(Self.guid("user"))" creationDateTime="2024-05-01T10:00:00+02:00">\
      <CodeRef targetGUID="\(Self.guid(mark.3))"/></Coding></PlainTextSelection>
      """
    }.joined()
    body += """
      <TextSource guid="\(guid)" name="\(name)" plainTextPath="\(path ?? "internal://\(guid).txt")">\
      \(marks)\(extra)</TextSource>
      """
  }

  var qde: String {
    """
    <Project xmlns="\(namespace)" name="Theirs" origin="\(origin)">\
    <Users><User guid="\(Self.guid("user"))" name="Ola"/></Users>\
    <CodeBook><Codes><Code guid="\(Self.guid("trust"))" name="Trust" isCodable="true"/>\
    <Code guid="\(Self.guid("fear"))" name="Fear" isCodable="true"/></Codes></CodeBook>\
    <Sources>\(body)</Sources></Project>
    """
  }

  func bytes() throws -> [UInt8] {
    var zip = ZipWriter()
    zip.add("project.qde", Array(qde.utf8))
    for (name, bytes) in files { zip.add(name, bytes) }
    return try zip.finish()
  }
}
