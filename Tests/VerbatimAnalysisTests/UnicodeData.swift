import Foundation

/// The files of Debian's `unicode-data`, which tests read where they are installed.
enum UnicodeData {
  static let folder = "/usr/share/unicode/"

  static let isInstalled = has("UnicodeData.txt")

  static func has(_ name: String) -> Bool {
    FileManager.default.isReadableFile(atPath: folder + name)
  }

  /// The lines of a file without comments and blank lines.
  static func lines(of name: String) throws -> [Substring] {
    content(try Data(contentsOf: URL(fileURLWithPath: folder + name)))
  }

  static func content(_ data: Data) -> [Substring] {
    String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
      let content = line.prefix { $0 != "#" }
      return content.allSatisfy(\.isWhitespace) ? nil : content
    }
  }

  static func scalars(_ field: some StringProtocol) -> [UInt32] {
    field.split(separator: " ").compactMap { UInt32($0, radix: 16) }
  }

  /// What a program writes to its standard output.
  static func output(of program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }
}
