import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

/// A session's record between reading and the commit, small: a large corpus has tens of thousands of them,
/// each with everybody who speaks. 40,000 sessions make a build of 340 MB at most, where it was 395.
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
