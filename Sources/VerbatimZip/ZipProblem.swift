/// Why a zip archive, or an entry of it, was refused. Names are those of entries.
public struct ZipProblem: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// No end record: not a zip file, or one that was cut off.
    case notZip
    /// The directory contradicts itself or the file; it names the field.
    case malformed(String)
    /// Spread over several files.
    case severalVolumes
    case encrypted
    /// A compression other than stored and deflate.
    case unsupportedMethod(Int)
    /// The name leads out of the archive: absolute, with `..`, a drive or a backslash, or with
    /// characters that no name has.
    case unsafeName
    case symbolicLink
    /// Two entries of one name, upper and lower case apart.
    case duplicateName
    /// Two entries that share bytes of the file.
    case overlapping
    /// The local header says something else than the directory.
    case contradictsDirectory
    case tooManyEntries(found: Int, limit: Int)
    /// One entry's content is larger than it may be; `actual` where it was found while unpacking.
    case entryTooLarge(limit: Int, actual: Bool)
    /// What was unpacked so far, together.
    case archiveTooLarge(limit: Int)
    /// Grows more than so many times when it is unpacked.
    case ratio(limit: Int)
    /// More or fewer bytes than the directory says.
    case wrongSize
    case wrongChecksum
    /// The compressed data are damaged or cut off.
    case badData
    /// For writing: more than the format holds without its 64-bit extension.
    case cannotBeWritten
  }

  public var kind: Kind
  public var entry: String?

  public init(_ kind: Kind, entry: String? = nil) {
    self.kind = kind
    self.entry = entry
  }
}

/// What an archive may have. A bomb meets one of these while it is unpacked, not when memory is full.
public struct ZipLimits: Sendable, Equatable {
  public var entries: Int
  /// Bytes of one entry, unpacked.
  public var entryBytes: Int
  /// Bytes of all entries that are read, unpacked.
  public var totalBytes: Int
  /// Unpacked to packed, beyond the first megabyte.
  public var ratio: Int

  public init(
    entries: Int = 20_000, entryBytes: Int = 256 << 20, totalBytes: Int = 1 << 30, ratio: Int = 200
  ) {
    self.entries = entries
    self.entryBytes = entryBytes
    self.totalBytes = totalBytes
    self.ratio = ratio
  }
}
