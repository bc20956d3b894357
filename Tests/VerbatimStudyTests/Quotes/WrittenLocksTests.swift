import Foundation
import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimQuotes
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Locks that a study wrote")
struct WrittenLocksTests {
  private static let transcript = """
    Moderator: How was it?
    P1: I went there every day and nobody asked me anything.
    P2: They asked me every single time, and I was glad of it.

    """

  private func verdicts(_ index: Index, _ paper: String) throws -> [Verdict] {
    let manuscript = try Manuscript(path: "p.md", bytes: Array(paper.utf8))
    var verifier = QuoteVerifier(index)
    return try verifier.verify(
      QuotationFinder.find(in: manuscript, people: try StudyPeople(index)), of: manuscript)
  }

  private func locked() throws -> (study: TestStudy, path: String) {
    let test = try TestStudy()
    try test.write("fg1.txt", Self.transcript)
    try test.ingest()
    let writer = try test.writer()
    let (key, isNew) = try writer.quoteKey()
    #expect(isNew)
    let found = try verdicts(
      writer.index,
      "“I went there every day and nobody asked me” and “They asked me every single time”.")
    #expect(found.map(\.tier) == [.exact, .exact])
    let path = test.folder.path + "/paper.lock"
    try writer.write(
      QuoteLock(keyID: key.id, entries: found.compactMap { QuoteLock.Entry($0, key: key) }),
      to: path,
      key: key)
    return (test, path)
  }

  @Test("the key is made once, for its owner alone, and refused where others may read it")
  func key() throws {
    let (test, _) = try locked()
    let key = try #require(try test.study.quoteKey())
    let again = try test.writer().quoteKey()
    #expect(again.key == key && !again.isNew)
    let path = test.study.folder.quoteKey
    #expect(!path.hasPrefix(test.study.folder.sources))
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    #expect(throws: QuoteKeyProblem.readableByOthers(path: path)) { try test.study.quoteKey() }
    try AtomicFile.write(Array("no key".utf8), to: path)
    #expect(throws: QuoteKeyProblem.badFile(path: path)) { try test.study.quoteKey() }
  }

  @Test("the log has path, digest and people of every lock, and no words; the chain holds")
  func log() throws {
    let (test, path) = try locked()
    let database = try test.study.database()
    let locks = try database.read { try $0.writtenLocks() }
    let lock = try #require(locks.first)
    #expect(locks.count == 1 && lock.quotes == 2 && lock.people == ["fg1/P1", "fg1/P2"])
    #expect(lock.digest == Digest(sha256Of: try AtomicFile.read(path)).hex)
    #expect(lock.isUnchanged == true)
    #expect(try database.read { try $0.writtenLocks(naming: "fg1/P2") } == locks)
    #expect(try database.read { try $0.writtenLocks(naming: "fg1/P9") }.isEmpty)
    let entries = try database.read { try $0.log() }
    for word in ["asked", "every", "nobody"] {
      #expect(!entries.contains { $0.details.contains(word) })
    }
    #expect(try database.read { try $0.verifyLog() }.isIntact)
    try AtomicFile.remove(path)
    #expect(lock.isUnchanged == nil)
  }

  @Test("a lock that cannot be written leaves no entry")
  func failure() throws {
    let (test, _) = try locked()
    let writer = try test.writer()
    let key = try writer.quoteKey().key
    #expect(throws: FileProblem.self) {
      try writer.write(
        QuoteLock(keyID: key.id, entries: []), to: test.folder.path + "/none/paper.lock", key: key)
    }
    #expect(try test.study.database().read { try $0.writtenLocks() }.count == 1)
  }

  @Test("a lock is reissued without the people who are left out, and recorded again")
  func reissue() throws {
    let (test, path) = try locked()
    let rebase = try test.writer().reissueLock(at: path, dropping: ["fg1/P2"])
    #expect(rebase.count(.dropped) == 1 && rebase.count(.intact) == 1)
    let key = try test.study.quoteKey()
    let lock = try QuoteLock(parsing: try AtomicFile.read(path), key: key)
    #expect(lock.people.map(\.label) == ["P1"])
    let locks = try test.study.database().read { try $0.writtenLocks() }
    #expect(locks.map(\.people) == [["fg1/P1", "fg1/P2"], ["fg1/P1"]])
    // Once more there is nothing to write.
    try test.writer().reissueLock(at: path, dropping: ["fg1/P2"])
    #expect(try test.study.database().read { try $0.writtenLocks() }.count == 2)
  }
}
