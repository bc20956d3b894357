import VerbatimXML

extension Wording {
  static func words(_ kind: XMLProblem.Kind) -> String {
    switch kind {
    case .empty: "empty, where an XML document was expected"
    case .notXML: "does not begin as XML does; give text files the ending .txt"
    case .truncated: "the file ends in the middle of an element; copy or export it again"
    case .mismatchedTag: "an end tag fits no open element; close what was opened last"
    case .duplicateAttribute: "an element has the same attribute twice; remove one"
    case .undeclaredPrefix: "a name has a prefix that no xmlns declares; declare it"
    case .invalidCharacter: "a character that XML does not allow; remove it"
    case .malformed(let code):
      "not well-formed XML (libxml2 error \(code)); `xmllint --noout FILE` shows the place"
    case .undeclaredEntity(let entity):
      "the entity \(quoted(entity)) is not declared; write the character itself, or &#…;"
    case .externalEntity(let entity):
      "the entity \(quoted(entity)) points outside of the file, where nothing is fetched; put its "
        + "content into the file"
    case .parameterEntity(let entity):
      "the parameter entity \(quoted(entity)) is not followed; resolve it first with "
        + "`xmllint --noent`"
    case .entityLoop:
      "entities that contain themselves or grow without measure are refused; write their content out"
    case .entityExpansion(let limit):
      "entities grow to more than \(size(limit)); write their content out"
    case .doctypeRefused: "a document type (<!DOCTYPE …>) is refused here; remove it"
    case .tooDeep(let limit): "elements stand more than \(limit) deep in one another; flatten them"
    case .tooLarge(let bytes, let limit):
      "\(size(bytes)), more than the \(size(limit)) that one file may have; divide it"
    case .invalidUTF8(let isDeclared):
      isDeclared
        ? "bytes that are no UTF-8, which the file says it is; give --encoding windows-1252 or save "
          + "it as UTF-8"
        : "bytes that are no UTF-8, and no encoding is declared; give --encoding windows-1252 or "
          + "save it as UTF-8"
    case .invalidBytes(let encoding):
      "bytes that mean nothing in the encoding \(name(encoding)); give the right one with --encoding"
    case .unsupportedEncoding(let encoding):
      "the encoding \(quoted(encoding)) is unknown; save it as UTF-8, or give --encoding"
    }
  }
}
