import VerbatimAnalysis
import VerbatimCorpus

/// Annotations of every sort on turns, and which of them each token takes, found the slow way.
public enum RandomAnnotations {
  public static let layers: [Annotation.Layer] = [
    .lemma, .pos, .norm, Annotation.Layer(rawValue: "sense"), Annotation.Layer(rawValue: "chunk"),
  ]
  static let values = ["go", "be", "NOUN", "VERB", "ADJ", "x y", "é", "日", "|", "a\u{0}b"]

  /// Most words of most turns have values in some layers; some stretches overlap, nest, or lie outside.
  public static func add(
    to transcripts: inout [Transcript], layers: [Annotation.Layer] = layers,
    using generator: inout SeededGenerator
  ) {
    for session in transcripts.indices where generator.chance(80) {
      for turn in transcripts[session].turns.indices where generator.chance(70) {
        let text = transcripts[session].turns[turn].text
        transcripts[session].turns[turn].annotations = annotations(
          of: text, layers, using: &generator)
      }
    }
  }

  private static func annotations(
    of text: String, _ layers: [Annotation.Layer], using generator: inout SeededGenerator
  ) -> [Annotation] {
    var found: [Annotation] = []
    func add(_ range: Range<Int>, using generator: inout SeededGenerator) {
      for layer in layers where generator.chance(60) {
        let value =
          generator.chance(20)
          ? "v\(Int.random(in: 0...300, using: &generator))" : generator.pick(values)
        found.append(Annotation(layer: layer, range: range, value: value))
      }
    }
    var start = 0
    let scalars = Array(text.unicodeScalars)
    for index in 0...scalars.count where index == scalars.count || scalars[index] == " " {
      if index > start, generator.chance(85) { add(start..<index, using: &generator) }
      start = index + 1
    }
    for _ in 0..<Int.random(in: 0...3, using: &generator) {
      let lower = Int.random(in: -2...scalars.count + 3, using: &generator)
      add(lower..<lower + Int.random(in: 0...20, using: &generator), using: &generator)
    }
    return found.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }.map(\.element)
  }

  /// The value of each position of a turn in a layer.
  public static func expected(
    _ turn: Turn, _ layer: Annotation.Layer, _ tokens: [Token]
  ) -> [String?] {
    tokens.filter { $0.kind.hasPosition }.map { token in
      let first = turn.text.scalarOffset(ofUTF8: token.start)
      var best: Annotation?
      for annotation in turn.annotations
      where annotation.layer == layer && annotation.range.contains(first)
        && !annotation.value.isEmpty
      {
        guard let other = best else {
          best = annotation
          continue
        }
        let (new, old) = (annotation.range, other.range)
        if new.lowerBound > old.lowerBound
          || new.lowerBound == old.lowerBound && new.upperBound < old.upperBound
        {
          best = annotation
        }
      }
      return best?.value
    }
  }
}
