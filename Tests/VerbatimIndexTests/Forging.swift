import VerbatimTestSupport

@testable import VerbatimIndex

/// The sections of a segment, to be changed and put into a frame again with right checksums.
struct ForgedSegment {
  var sections: [(tag: SectionTag, layer: UInt32, bytes: [UInt8])]

  init(_ image: SegmentImage) {
    let ranges = Segment.sectionRanges(image.bytes) ?? []
    let names = Segment.sectionNames(image.bytes) ?? []
    sections = zip(names, ranges).compactMap { name, range in
      SectionTag(rawValue: name.tag).map { ($0, name.layer, Array(image.bytes[range])) }
    }
  }

  subscript(tag: SectionTag, layer: UInt32 = 0) -> [UInt8] {
    get { sections.first { $0.tag == tag && $0.layer == layer }?.bytes ?? [] }
    set {
      for index in sections.indices
      where sections[index].tag == tag && sections[index].layer == layer {
        sections[index].bytes = newValue
      }
    }
  }

  /// None where the parts could not be framed, which no test asks for.
  var bytes: [UInt8] { (try? SegmentImage(sections: sections))?.bytes ?? [] }

  /// What opening or checking says is wrong.
  var problems: [IndexProblem.Kind] { Self.problems(bytes) }

  static func problems(_ bytes: [UInt8]) -> [IndexProblem.Kind] {
    do throws(IndexProblem) {
      return try Segment(copying: bytes, file: "forged").check().map(\.kind)
    } catch {
      return [error.kind]
    }
  }
}
