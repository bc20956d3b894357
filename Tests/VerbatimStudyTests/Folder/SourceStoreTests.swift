import Foundation
import Testing
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles

@testable import VerbatimStudy

@Suite("The store of sources")
struct SourceStoreTests {
  @Test("the same bytes are one file, whenever they come")
  func add() throws {
    let folder = try TemporaryFolder()
    let store = SourceStore(try StudyFolder.create(at: folder.path + "/s"))
    let first = try store.add(Array("one".utf8))
    let second = try store.add([])
    #expect(try store.add(Array("one".utf8)) == first)
    #expect(first == Digest(sha256Of: Array("one".utf8)))
    #expect(try store.list() == [first, second].sorted())
    #expect(try store.read(first) == Array("one".utf8))
    #expect(try store.read(second) == [])
    try store.remove(first)
    try store.remove(first)
    #expect(try store.list() == [second])
    #expect(throws: SourceStoreProblem.missing(first)) { try store.read(first) }
  }

  @Test("changed bytes are found when they are read, and mended when they are added again")
  func damage() throws {
    let folder = try TemporaryFolder()
    let store = SourceStore(try StudyFolder.create(at: folder.path + "/s"))
    let digest = try store.add(Array("one".utf8))
    for bad in ["onf", "on", "", "one "] {
      try AtomicFile.write(Array(bad.utf8), to: store.path(of: digest))
      #expect(throws: SourceStoreProblem.damaged(digest)) { try store.read(digest) }
    }
    try store.add(Array("one".utf8))
    #expect(try store.read(digest) == Array("one".utf8))
  }

  @Test("files of other names are no sources")
  func others() throws {
    let folder = try TemporaryFolder()
    let store = SourceStore(try StudyFolder.create(at: folder.path + "/s"))
    let digest = try store.add([1])
    for name in [digest.hex.uppercased(), ".\(digest.hex).0.tmp", "notes.txt", digest.hex + ".xml"]
    {
      try Data([2]).write(to: URL(fileURLWithPath: store.folder + "/" + name))
    }
    #expect(try store.list() == [digest])
    #expect(try store.read(digest) == [1])
  }
}
