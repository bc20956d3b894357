import VerbatimReport

extension Wording {
  static func words(_ failure: AttributionTemplate.Failure) -> String {
    switch failure {
    case .unknownPlaceholder(let found, let known):
      "the attribution has {\(name(found))}, which is no field and no approved attribute; "
        + remedy(found, known: known)
    case .unpairedBrace(let offset):
      "the attribution has a brace without its partner at character \(offset + 1); write {{ or }} "
        + "for a brace itself"
    }
  }
}
