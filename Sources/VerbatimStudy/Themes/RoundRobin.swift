/// Puts things in an order in which no voice dominates: the first of each voice, then the second of
/// each, and so on.
enum RoundRobin {
  /// Voices come in the order in which they are first met; inside of a voice the order stays. Cost:
  /// sorting.
  static func ordered<Element, Voice: Hashable>(
    _ elements: [Element], by voice: (Element) -> Voice
  ) -> [Element] {
    var voices: [Voice: (number: Int, spoken: Int)] = [:]
    let ranked = elements.enumerated().map { place, element in
      let key = voice(element)
      var known = voices[key] ?? (voices.count, 0)
      defer { voices[key] = known }
      known.spoken += 1
      return (round: known.spoken, voice: known.number, place: place)
    }
    return ranked.sorted { ($0.round, $0.voice) < ($1.round, $1.voice) }.map { elements[$0.place] }
  }
}
