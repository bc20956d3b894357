/// Details of a log entry: a JSON object of names, numbers and references. No words of a participant.
public struct LogDetails: Sendable {
  public enum Value: Sendable {
    case text(String)
    case number(Int)
    case list([String])
  }

  public let json: String

  /// Members in the order given.
  public init(_ members: KeyValuePairs<String, Value>) {
    let written = members.map { name, value in
      let text =
        switch value {
        case .text(let text): JSONText.written(text)
        case .number(let number): String(number)
        case .list(let texts):
          "[" + texts.map(JSONText.written).joined(separator: ",") + "]"
        }
      return JSONText.written(name) + ":" + text
    }
    json = "{" + written.joined(separator: ",") + "}"
  }
}
