import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

/// A session's record between reading and the commit: a large corpus has tens of thousands of them, each
/// with everybody who speaks, which packed take a fifth of the memory.
struct PackedRecord {
  private let rest: SessionRecord
  private let session: PackedSession

  init(_ record: SessionRecord) {
    session = PackedSession(record.session)
    var rest = record
    rest.session.attributes = []
    rest.session.participants = []
    self.rest = rest
  }

  var id: String { rest.session.id }

  var record: SessionRecord {
    var record = rest
    record.session = session.session ?? rest.session
    return record
  }
}
