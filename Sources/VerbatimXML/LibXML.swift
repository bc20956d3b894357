import CLibXML2

/// The parser: SAX2 of libxml2 over one UTF-8 buffer, with nothing fetched from anywhere.
///
/// The one file that calls libxml2. It forbids the network, an external subset, any entity that is
/// not internal and general, more text from entities than 1 MiB and ten times the file, more than
/// 256 levels, and recovery. A document type declaration itself is allowed unless refused.
public struct XMLParser: Sendable {
  /// Refuse any `DOCTYPE`.
  public var refusesDoctype: Bool
  /// Open elements at once; at most 256.
  public let depthLimit: Int

  public init(refusesDoctype: Bool = false, depthLimit: Int = 256) {
    self.refusesDoctype = refusesDoctype
    self.depthLimit = min(depthLimit, 256)
  }

  /// Tells `handler` the document's events until its end, its first error, or the handler's.
  ///
  /// A document that fails has told its events up to there; use nothing of it. Memory: a copy of
  /// the document. Time: a document that fails is parsed twice,
  /// and so is one with names that are not ASCII.
  @inlinable
  public func parse<Handler: XMLHandler>(
    _ document: XMLDocumentBytes, into handler: inout Handler
  ) throws(XMLFailure<Handler.Failure>) {
    let before = handler
    var failure: Handler.Failure?
    // Safety: the pointers live as long as the parse, and the receiver no longer.
    let problem = withUnsafeMutablePointer(to: &handler) { handler in
      withUnsafeMutablePointer(to: &failure) { failure in
        let receiver = XMLReceiver(
          start: { element in
            do throws(Handler.Failure) {
              try handler.pointee.startElement(element)
              return true
            } catch {
              failure.pointee = error
              return false
            }
          },
          end: { end in
            do throws(Handler.Failure) {
              try handler.pointee.endElement(end)
              return true
            } catch {
              failure.pointee = error
              return false
            }
          },
          text: { text in
            do throws(Handler.Failure) {
              try handler.pointee.characters(text)
              return true
            } catch {
              failure.pointee = error
              return false
            }
          },
          restart: { handler.pointee = before })
        return parse(document, into: receiver)
      }
    }
    if let failure { throw .handler(failure) }
    if let problem { throw .document(problem) }
  }

  /// What is wrong with the document; `nil` for nothing, and where the receiver stopped.
  @usableFromInline
  func parse(_ document: XMLDocumentBytes, into receiver: XMLReceiver) -> XMLProblem? {
    _ = LibXML.ready
    let size = document.utf8.count - document.start
    if size > LibXML.sizeLimit {
      return XMLProblem(kind: .tooLarge(bytes: size, limit: LibXML.sizeLimit))
    }
    if document.isBlank { return XMLProblem(kind: .empty) }
    if let masked = MaskedText(document.utf8) {
      if run(document, parsing: masked.bytes, isMasked: true, receiver) == nil { return nil }
      // What is wrong with a document is told by the document itself.
      receiver.restart()
    }
    return run(document, parsing: document.utf8, isMasked: false, receiver)
  }

  private func run(
    _ document: XMLDocumentBytes, parsing bytes: [UInt8], isMasked: Bool, _ receiver: XMLReceiver
  ) -> XMLProblem? {
    document.utf8.withUnsafeBufferPointer { buffer in
      bytes.withUnsafeBufferPointer { bytes in
        let bytes = ParsedBytes(
          document: buffer, parsed: UnsafeBufferPointer(rebasing: bytes[..<buffer.count]),
          start: document.start, isMasked: isMasked)
        return LibXML.run(self, bytes, receiver)
      }
    }
  }
}

/// A handler, as the callbacks of C see it, which cannot be generic. The first three say whether to go
/// on; where the handler is known they are compiled for it.
@usableFromInline
struct XMLReceiver {
  let start: (XMLElement) -> Bool
  let end: (XMLElementEnd) -> Bool
  let text: (XMLText) -> Bool
  /// Makes the handler what it was before the parse.
  let restart: () -> Void

  @usableFromInline
  init(
    start: @escaping (XMLElement) -> Bool, end: @escaping (XMLElementEnd) -> Bool,
    text: @escaping (XMLText) -> Bool, restart: @escaping () -> Void
  ) {
    self.start = start
    self.end = end
    self.text = text
    self.restart = restart
  }
}

enum LibXML {
  /// libxml2 counts a buffer's bytes by a C `int`.
  static let sizeLimit = 2_000_000_000

  static let ready: Void = {
    xmlInitParser()
    // The last line of defence: whatever asks for a file or an address gets nothing.
    xmlSetExternalEntityLoader { _, _, _ in nil }
  }()

  /// - Returns: what is wrong; `nil` for nothing, and where the receiver stopped.
  static func run(
    _ parser: XMLParser, _ bytes: ParsedBytes, _ receiver: XMLReceiver
  ) -> XMLProblem? {
    // Safety: the context is freed below on every way out.
    guard let context = context(bytes), let input = context.pointee.input else {
      return XMLProblem(kind: .empty)
    }
    defer {
      if let tree = context.pointee.myDoc { xmlFreeDoc(tree) }
      context.pointee.myDoc = nil
      xmlFreeParserCtxt(context)
    }
    // NOENT, for without it entities in attributes are left as they are; what it would fetch is
    // refused where it is declared.
    let options =
      XML_PARSE_NONET.rawValue | XML_PARSE_IGNORE_ENC.rawValue | XML_PARSE_NOENT.rawValue
    xmlCtxtUseOptions(context, Int32(bitPattern: options))
    let push = Push(
      parser: parser, context: context, input: input, bytes: bytes, receiver: receiver)
    // Safety: `push` outlives the parse; the context is its only user.
    install(on: context, userData: Unmanaged.passUnretained(push).toOpaque())
    withExtendedLifetime(push) {
      _ = xmlParseDocument(context)
    }
    if push.isStopped { return push.problem }
    if context.pointee.wellFormed != 0 { return nil }
    return XMLProblem(line: push.line, kind: .malformed(code: Int(context.pointee.errNo)))
  }

  private static func context(_ bytes: ParsedBytes) -> xmlParserCtxtPtr? {
    let content = UnsafeBufferPointer(rebasing: bytes.parsed[bytes.start...])
    guard let base = content.baseAddress else { return nil }
    return base.withMemoryRebound(to: CChar.self, capacity: content.count + 1) { base in
      // Safety: libxml2 copies the bytes.
      guard bytes.isMasked else { return xmlCreateMemoryParserCtxt(base, Int32(content.count)) }
      // Safety: the bytes live as long as the context, with a zero behind them, and are read alone.
      guard let context = xmlNewParserCtxt() else { return nil }
      let none = XML_CHAR_ENCODING_NONE
      // All is there: nothing is to be read behind it, nor to be dropped before it.
      context.pointee.progressive = 1
      if let buffer = xmlParserInputBufferCreateStatic(base, Int32(content.count), none) {
        if let input = xmlNewIOInputStream(context, buffer, none) {
          inputPush(context, input)
        } else {
          xmlFreeParserInputBuffer(buffer)
        }
      }
      return context
    }
  }

  private static func install(on context: xmlParserCtxtPtr, userData: UnsafeMutableRawPointer) {
    var sax = xmlSAXHandler()
    sax.initialized = UInt32(XML_SAX2_MAGIC)
    sax.startDocument = { xmlSAX2StartDocument(Push.from($0).context) }
    sax.internalSubset = { user, name, publicID, systemID in
      let push = Push.from(user)
      if push.parser.refusesDoctype {
        push.stop(.doctypeRefused)
      } else if push.bytes.isMasked {
        // What it declares is copied, and its places are lost.
        push.giveUpMask()
      } else {
        xmlSAX2InternalSubset(push.context, name, publicID, systemID)
      }
    }
    sax.entityDecl = { user, name, type, publicID, systemID, content in
      let push = Push.from(user)
      switch UInt32(bitPattern: type) {
      case XML_INTERNAL_GENERAL_ENTITY.rawValue:
        xmlSAX2EntityDecl(push.context, name, type, publicID, systemID, content)
      case XML_INTERNAL_PARAMETER_ENTITY.rawValue:
        push.stop(.parameterEntity(name: Push.name(name)))
      default:
        push.stop(.externalEntity(name: Push.name(name)))
      }
    }
    sax.unparsedEntityDecl = { user, name, _, _, _ in
      Push.from(user).stop(.externalEntity(name: Push.name(name)))
    }
    sax.getEntity = { user, name in xmlSAX2GetEntity(Push.from(user).context, name) }
    sax.startElementNs = { user, local, _, uri, _, _, count, _, attributes in
      guard let local else { return }
      Push.with(user) { $0.start(local, uri, attributes, Int(count)) }
    }
    sax.endElementNs = { user, _, _, _ in Push.with(user) { $0.end() } }
    sax.characters = { user, bytes, count in Push.with(user) { $0.text(bytes, Int(count)) } }
    sax.ignorableWhitespace = sax.characters
    sax.cdataBlock = sax.characters
    sax.serror = { user, error in
      guard let user, let error else { return }
      Push.from(user).complain(error.pointee)
    }
    context.pointee.sax.pointee = sax
    context.pointee.userData = userData
  }

  /// The 256 characters of a one-byte encoding that iconv knows, each as UTF-8 (empty where the
  /// byte means nothing); `nil` for a name it does not know or one of several bytes a character.
  static func oneByteTable(_ name: String) -> [[UInt8]]? {
    _ = ready
    // It would print what it cannot convert; the setting is this thread's own.
    xmlSetStructuredErrorFunc(nil) { _, _ in }
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    guard let handler = xmlFindCharEncodingHandler(name) else { return nil }
    defer { xmlCharEncCloseFunc(handler) }
    func decode(_ bytes: [UInt8]) -> [UInt8] {
      guard let input = xmlBufferCreate(), let output = xmlBufferCreate() else { return [] }
      defer {
        xmlBufferFree(input)
        xmlBufferFree(output)
      }
      xmlBufferAdd(input, bytes, Int32(bytes.count))
      guard xmlCharEncInFunc(handler, output, input) > 0, xmlBufferLength(input) == 0,
        let content = xmlBufferContent(output)
      else { return [] }
      return Array(UnsafeBufferPointer(start: content, count: Int(xmlBufferLength(output))))
    }
    let table = (0...255).map { decode([UInt8($0)]) }
    guard table[Int(UInt8(ascii: "<"))] == [UInt8(ascii: "<")] else { return nil }
    for lead in 0x80...0xFF where table[lead].isEmpty {
      for trail in [0x40, 0xA1] as [UInt8] where !decode([UInt8(lead), trail]).isEmpty {
        return nil
      }
    }
    return table
  }
}

/// A document and what the parser is given of it.
struct ParsedBytes {
  // Safety: the whole of both, alive as long as the parse, since ``XMLParser`` holds their arrays.
  let document: UnsafeBufferPointer<UInt8>
  /// The same, or the same by ``MaskedText``.
  let parsed: UnsafeBufferPointer<UInt8>
  /// Where the parser starts in both.
  let start: Int
  let isMasked: Bool
}

/// One parse, as the C callbacks see it.
private final class Push {
  let parser: XMLParser
  let context: xmlParserCtxtPtr
  // Safety: the document itself, the lowest of the context's inputs, which lives as long as that.
  private let input: xmlParserInputPtr
  let bytes: ParsedBytes
  let receiver: XMLReceiver
  // Safety: allocated by `init`, freed by `deinit`; the views that are told point at it. These two
  // change with each event, and a stored property would be checked for exclusive access.
  let names: UnsafeMutablePointer<XMLNameTable>
  private let tracker: UnsafeMutablePointer<SourceTracker>
  /// The numbers of the open elements, so that an end tag needs no look-up.
  // Safety: room for the elements that may be open at once.
  private let open: UnsafeMutablePointer<Open>
  /// The namespace that was looked up last: most documents have one.
  private var namespace: (name: UnsafePointer<UInt8>?, number: XMLNameNumber?) = (nil, nil)
  let expansionLimit: Int
  /// Why it was stopped; `nil` where the receiver did.
  var problem: XMLProblem?
  var isStopped = false
  private var depth = 0
  private var delivered = 0

  private struct Open {
    var name: XMLNameNumber
    var namespace: XMLNameNumber?
  }

  init(
    parser: XMLParser, context: xmlParserCtxtPtr, input: xmlParserInputPtr, bytes: ParsedBytes,
    receiver: XMLReceiver
  ) {
    self.parser = parser
    self.context = context
    self.input = input
    self.bytes = bytes
    self.receiver = receiver
    expansionLimit = (1 << 20) + 10 * bytes.document.count
    names = .allocate(capacity: 1)
    names.initialize(to: XMLNameTable())
    tracker = .allocate(capacity: 1)
    tracker.initialize(
      to: SourceTracker(bytes.parsed))
    open = .allocate(capacity: max(parser.depthLimit, 0) + 1)
  }

  deinit {
    names.deinitialize(count: 1)
    names.deallocate()
    tracker.deinitialize(count: 1)
    tracker.deallocate()
    open.deallocate()
  }

  // Safety: the user data of every callback is the Push that `run` keeps alive.
  static func from(_ user: UnsafeMutableRawPointer?) -> Push {
    Unmanaged<Push>.fromOpaque(user.unsafelyUnwrapped).takeUnretainedValue()
  }

  // Safety: as `from`. Without a count of owners, which is the dearest part of an event.
  static func with(_ user: UnsafeMutableRawPointer?, _ body: (Push) -> Void) {
    Unmanaged<Push>.fromOpaque(user.unsafelyUnwrapped)._withUnsafeGuaranteedRef(body)
  }

  func tell(_ element: XMLElement) { if !receiver.start(element) { halt() } }
  func tell(_ end: XMLElementEnd) { if !receiver.end(end) { halt() } }
  func tell(_ text: XMLText) { if !receiver.text(text) { halt() } }

  // The document's context counts how deep it stands in entities; the contexts of the entities
  // themselves have positions that mean nothing in the file.
  var isInEntity: Bool { context.pointee.depth > 0 || context.pointee.inputNr > 1 }
  var line: Int { context.pointee.input.map { Int($0.pointee.line) } ?? 1 }

  /// The offset in the document of what the parser points at; `nil` for what it made elsewhere.
  @inline(__always)
  func offset(of pointer: UnsafePointer<UInt8>) -> Int? {
    let base = UInt(bitPattern: input.pointee.base)
    let offset = UInt(bitPattern: pointer) &- base
    guard offset <= UInt(bitPattern: input.pointee.end) &- base else { return nil }
    return bytes.start &+ Int(truncatingIfNeeded: input.pointee.consumed)
      &+ Int(bitPattern: offset)
  }

  /// Where the parser stands in the document.
  var position: Int {
    let end = bytes.document.count
    guard let cur = input.pointee.cur else { return end }
    return min(offset(of: cur) ?? end, end)
  }

  func stop(_ kind: XMLProblem.Kind, line: Int? = nil, column: Int? = nil) {
    if !isStopped { problem = XMLProblem(line: line ?? self.line, column: column, kind: kind) }
    halt()
  }

  /// The document is parsed again as it is.
  func giveUpMask() { stop(.malformed(code: 0)) }

  func halt() {
    isStopped = true
    xmlStopParser(context)
  }

  func start(
    _ local: UnsafePointer<UInt8>, _ uri: UnsafePointer<UInt8>?,
    _ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, _ count: Int
  ) {
    guard !isStopped else { return }
    depth += 1
    if depth > parser.depthLimit { return stop(.tooDeep(limit: parser.depthLimit)) }
    // No element is written in fewer bytes than four, so without entities the sum stays below
    // the file's size.
    delivered &+= 4
    if let attributes {
      for index in 0..<count {
        if let from = attributes[index * 5 + 3], let to = attributes[index * 5 + 4] {
          delivered &+= to - from
          guard bytes.isMasked else { continue }
          if let at = offset(of: from), let document = bytes.document.baseAddress {
            // Safety: the parser frees only values that it allocated, and reads none of these again.
            attributes[index * 5 + 3] = document + at
            attributes[index * 5 + 4] = document + at + (to - from)
          } else if UnsafeBufferPointer(start: from, count: to - from).contains(MaskedText.mask) {
            return giveUpMask()
          }
        }
      }
    }
    if delivered > expansionLimit { return stop(.entityExpansion(limit: expansionLimit)) }
    // The parser stands on the `>` or `/>` of the tag.
    let at = position
    let isEmptyTag = at < bytes.document.count && bytes.document[at] == UInt8(ascii: "/")
    let contentStart = min(at + (isEmptyTag ? 2 : 1), bytes.document.count)
    let isFromEntity = isInEntity
    if isFromEntity { tracker.pointee.lose() } else { tracker.pointee.start(at: contentStart) }
    let name = names.pointee.number(of: local)
    if namespace.name != uri {
      namespace = (uri, uri.map { names.pointee.number(of: $0) })
    }
    let own = Open(name: name, namespace: namespace.number)
    open[depth] = own
    tell(
      XMLElement(
        name: own.name, namespace: own.namespace, line: line,
        isFromEntity: isFromEntity, contentStart: contentStart,
        attributes: XMLAttributes(pointers: attributes, count: count, names: names),
        localNameBytes: local, namespaceBytes: uri, buffer: bytes.document))
  }

  func end() {
    guard !isStopped, depth > 0 else { return }
    let own = open[depth]
    depth -= 1
    let end = position
    let isFromEntity = isInEntity
    if isFromEntity { tracker.pointee.lose() } else { tracker.pointee.start(at: end) }
    tell(
      XMLElementEnd(
        name: own.name, namespace: own.namespace, line: line, isFromEntity: isFromEntity, end: end,
        buffer: bytes.document))
  }

  func text(_ told: UnsafePointer<UInt8>?, _ count: Int) {
    guard !isStopped, let told, count > 0 else { return }
    delivered &+= count
    if delivered > expansionLimit { return stop(.entityExpansion(limit: expansionLimit)) }
    if let at = offset(of: told), tracker.pointee.pass(count, at: at) {
      return tell(
        XMLText(
          bytes: UnsafeBufferPointer(rebasing: bytes.document[at..<at + count]),
          source: .same(at: at), isFromEntity: false, line: line))
    }
    let text = UnsafeBufferPointer(start: told, count: count)
    if isInEntity {
      tracker.pointee.lose()
      return tell(XMLText(bytes: text, source: .unknown, isFromEntity: true, line: line))
    }
    find(text, line: line)
  }

  /// Tells a text that the parser put together: a reference, a CDATA section, line ends that are not LF.
  private func find(_ text: UnsafeBufferPointer<UInt8>, line: Int) {
    var told = 0
    while told < text.count, !isStopped {
      let rest = UnsafeBufferPointer(rebasing: text[told...])
      let piece = tracker.pointee.next(rest)
      told += piece.count
      var said = UnsafeBufferPointer(rebasing: rest[..<piece.count])
      if bytes.isMasked {
        switch piece.source {
        case .same(let at):
          said = UnsafeBufferPointer(rebasing: bytes.document[at..<at + piece.count])
        case .unit: break
        case .unknown: return giveUpMask()
        }
      }
      tell(XMLText(bytes: said, source: piece.source, isFromEntity: false, line: line))
    }
  }

  static func name(_ bytes: UnsafePointer<UInt8>?) -> String {
    bytes.map { String(String(cString: $0).prefix(64)) } ?? ""
  }

  func complain(_ error: xmlError) {
    guard !isStopped else { return }
    let code = UInt32(bitPattern: error.code)
    // A warning for libxml2, but a character would be missing from the text.
    let isLoss = code == XML_WAR_UNDECLARED_ENTITY.rawValue
    guard isLoss || error.level.rawValue >= XML_ERR_ERROR.rawValue else { return }
    // Inside an entity the error's own line counts from the entity's start.
    let line = isInEntity ? line : Int(error.line)
    let column = isInEntity || error.int2 <= 0 ? nil : Int(error.int2)
    let name = error.str1.map { String(String(cString: $0).prefix(64)) } ?? ""
    stop(kind(of: code, name: name), line: max(line, 1), column: column)
  }

  private func kind(of code: UInt32, name: String) -> XMLProblem.Kind {
    switch code {
    case XML_ERR_UNDECLARED_ENTITY.rawValue, XML_WAR_UNDECLARED_ENTITY.rawValue:
      return .undeclaredEntity(name: name)
    case XML_ERR_ENTITY_LOOP.rawValue: return .entityLoop
    case XML_ERR_ENTITY_IS_EXTERNAL.rawValue, XML_ERR_UNPARSED_ENTITY.rawValue:
      return .externalEntity(name: name)
    case XML_ERR_DOCUMENT_EMPTY.rawValue, XML_ERR_DOCUMENT_START.rawValue: return .notXML
    case XML_NS_ERR_UNDEFINED_NAMESPACE.rawValue: return .undeclaredPrefix
    case XML_ERR_TAG_NAME_MISMATCH.rawValue: return .mismatchedTag
    default: break
    }
    if position >= bytes.document.count { return .truncated }
    switch code {
    case XML_ERR_ATTRIBUTE_REDEFINED.rawValue, XML_NS_ERR_ATTRIBUTE_REDEFINED.rawValue:
      return .duplicateAttribute
    case XML_ERR_INVALID_CHAR.rawValue, XML_ERR_INVALID_CHARREF.rawValue: return .invalidCharacter
    case XML_ERR_TAG_NOT_FINISHED.rawValue: return .truncated
    default: return .malformed(code: Int(code))
    }
  }
}
