import VerbatimCorpus

/// What stands open while a file is taken apart.
extension TEIHandler {
  struct Frame {
    var kind: ElementKind
    var name: Int32
    /// Unique in the file; names the element as a parent.
    var serial: Int32
    /// Among the siblings of its name, from 1.
    var position: Int32
    var language: Int32
    var preservesSpace: Bool
    var mark: Int32 = -1
    var languageMark: Int32 = -1
    var coding: Int32 = -1
    var id: Int32 = -1
    var token: Int32 = -1
    var closing: TurnRecording.Op?
    /// The recording's items before it.
    var items = 0
    /// Where the counts of its children begin.
    var counts = 0
  }

  struct Include {
    enum Site { case header, corpus, text }
    var href: String
    var isSupported: Bool
    var line: Int
    var site: Site
    /// Index of the `teiCorpus` around it, -1 for none, and of the draft.
    var corpus: Int
    var draft: Int
    var hasFallback = false
  }

  struct Corpus {
    var parent: Int
    var language: String?
    var tree = TEITree()
  }

  /// A subtree that is not speech: its text is kept for a description, its structure is not.
  struct Quiet {
    var kind = ElementKind.unknown
    /// Number of its name.
    var name = 0
    var attributes: Attributes = []
    var start = 0
    var descriptionStart = -1
    var description: Range<Int>?
    var span: TEIDraft.Span?
    var spanDepth = 0
    var spanStart = 0
    var coder: String?
    /// What kind of annotation the spans of a group are.
    var layer: Annotation.Layer?
    var isSynchronous = false
  }

  /// What is known of a name, looked up once.
  struct Name {
    var text = ""
    /// Where ``TEIHandler/spelled`` has it; empty where it is not known yet.
    var spelled = 0..<0
    var element: ElementKind?
    /// As an attribute without the prefix `xml`, and with it.
    var attribute: AttributeKind?
    var xmlAttribute: AttributeKind?
  }

  struct OpenChoice {
    var kind: ElementKind
    var selected: [String]
    var mark: Int
    var children: [(name: String, id: Int32, items: Range<Int>)] = []
  }

  struct OpenTurn {
    var kind = ElementKind.unknown
    /// Index of its frame.
    var frame = 0
    var id: String?
    var who: [String] = []
    /// Number of the value of `@who` that gave ``who``; -1 for none.
    var whoNumber: Int32 = -1
    var label: String?
    var attributes: Attributes = []
    var ana: [String] = []
    var coder: String?
    var start: String?
    var end: String?
    var synch: [String] = []
    var ids: [Int] = []
    var line = 0
    var contentStart = 0
    var isFromEntity = false
    /// In the rows of the draft.
    var parentPath = TurnRows.Text.none
    var step = TurnRows.Text.none
    var language: Int32 = -1
  }
}
