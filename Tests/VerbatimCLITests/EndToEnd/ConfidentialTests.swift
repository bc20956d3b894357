import Foundation
import Glibc
import Testing

@Suite("Confidential by default")
struct ConfidentialTests {
  /// What every command left behind: run on a study of its own, with a mask that hides nothing, kept from the
  /// network and from writing outside one folder.
  private struct Made {
    let folder: TemporaryFolder
    var runs: [(command: [String], run: Verbatim.Run)] = []

    var study: String { folder.path + "/study" }

    /// Folders in which a program might leave something: all of them empty at the start.
    static let elsewhere = ["tmp", "home", "here"]

    init() throws {
      folder = try TemporaryFolder()
      let output = try TemporaryFolder(in: folder.path)
      for name in Self.elsewhere + ["out"] {
        try FileManager.default.createDirectory(
          atPath: folder.path + "/" + name, withIntermediateDirectories: false)
      }
      let (root, out, study) = (folder.path, folder.path + "/out", study)
      try folder.write(
        "talk.jsonl", #"{"session":"fg9","speaker":"P9","text":"Nobody asked me"}"# + "\n")
      runs = try Confinement(writable: root).run {
        try Self.commands(study, out, root).map { command in
          let run = try Verbatim.spawn(
            ["/bin/sh", "-c", "umask 000; exec \"$@\"", "sh", Verbatim.binary] + command,
            environment: [
              "VERBATIM_STUDY": study, "TMPDIR": root + "/tmp", "HOME": root + "/home",
            ], root + "/here", output: output)
          return (command, run)
        }
      }
    }

    private static func commands(_ study: String, _ out: String, _ root: String) -> [[String]] {
      let manuscript = DemoStudy.corpus + "/manuscript.md"
      return [
        ["init", study], ["import", DemoStudy.corpus], ["ingest", root + "/talk.jsonl"],
        ["search", "hug* NEAR/5 ask*"], ["search", "allowed", "--format", "html"],
        ["search", "--cql", "[lc=\"hug.*\"]"], ["kwic", "hug*"], ["explain", "a*"],
        ["queries", "save", "rules", "rule*"], ["freq"], ["ngrams"], ["collocates", "support"],
        ["cooccur", "support", "group*"], ["dispersion", "support"],
        ["keyness", "role:participant", "role:moderator"],
        ["themes"], ["matrix"], ["agreement"], ["saturation"], ["participation"], ["stats"],
        ["negative", "A/1"], ["extracts", "--theme", "A"],
        ["report", "--output", out + "/findings.docx"], ["coreq"],
        ["code", "bulk", "A/1", "hug*", "--coder", "EO", "--yes"],
        ["codebook", "add", "New", "--top"], ["lint"], ["lint", "people"],
        ["quotes", "verify", manuscript],
        ["quotes", "lock", manuscript, "--output", out + "/x.lock"],
        [
          "export", "--qdpx", out + "/x.qdpx", "--csv", out + "/tables", "--jsonl",
          out + "/x.jsonl",
        ],
        ["backup", root + "/backup"], ["backup", "--verify", root + "/backup"], ["check"],
        ["check", "--repair"], ["compact"], ["log"], ["log", "--verify"],
        ["withdraw", "fg2/P2", "--mode", "redact", "--yes"], ["help", "query"],
      ]
    }
  }

  private static let made = Result { try Made() }

  @Test("no command opens a network connection")
  func network() throws {
    // Who does ends there: the net has no hole.
    let caught = try Confinement().run {
      try Verbatim.spawn(["/bin/bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9; echo open"])
    }
    #expect(!caught.out.contains("open"))
    let free = try Verbatim.spawn(["/bin/bash", "-c", "exec 3<>/dev/udp/127.0.0.1/9; echo open"])
    #expect(free.out.contains("open"))
    for (command, run) in try Self.made.get().runs {
      #expect(run.status == 0 || run.status == 1, "\(command): \(run.status) \(run.error)")
    }
  }

  @Test("the command asks the system for no function of the network")
  func symbols() throws {
    let binary = try Data(contentsOf: URL(fileURLWithPath: Verbatim.binary))
    func names(_ name: String) -> Bool {
      binary.range(of: Data([0] + name.utf8 + [0])) != nil
    }
    #expect(names("setrlimit"))
    for name in ["socket", "connect", "getaddrinfo", "gethostbyname", "sendto", "recvfrom"] {
      #expect(!names(name), "\(name)")
    }
    #expect(binary.range(of: Data("FoundationNetworking".utf8)) == nil)
  }

  @Test("nothing is written but the study and what was asked for")
  func elsewhere() throws {
    let made = try Self.made.get()
    for name in Made.elsewhere {
      let left = try FileManager.default.contentsOfDirectory(atPath: made.folder.path + "/" + name)
      #expect(left == [], "\(name)")
    }
    let top = try FileManager.default.contentsOfDirectory(atPath: made.folder.path)
      .filter { !$0.hasPrefix("verbatim-") }
    #expect(top.sorted() == ["backup", "here", "home", "out", "study", "talk.jsonl", "tmp"])
    guard Confinement.bindsFiles else { return }
    // Outside, the kernel forbids it, and no command missed it.
    let caught = try Confinement(writable: made.folder.path).run {
      try Verbatim.spawn(
        ["/bin/sh", "-c", "echo a >/var/tmp/verbatim-$$ && echo written"],
        output: try TemporaryFolder(in: made.folder.path))
    }
    #expect(!caught.out.contains("written"))
  }

  @Test("whatever the mask, each file of a study and of what it writes is its owner's alone")
  func access() throws {
    let made = try Self.made.get()
    var seen = 0
    for part in ["study", "backup", "out"] {
      let root = made.folder.path + "/" + part
      for case let name as String in FileManager.default.enumerator(atPath: root) ?? .init() {
        var status = stat()
        #expect(lstat(root + "/" + name, &status) == 0)
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        #expect(status.st_mode & 0o777 == (isFolder ? 0o700 : 0o600), "\(part)/\(name)")
        seen += 1
      }
    }
    #expect(seen > 30)
  }

  @Test("a crash leaves no core and shows no memory")
  func cores() throws {
    let folder = try TemporaryFolder()
    let study = try DemoStudy.path
    // Held by a pipe that nobody empties, then killed as by a trap. The shell says whether a core was made.
    let run = try Verbatim.shell(
      """
      ulimit -c unlimited
      mkfifo hold
      sleep 60 <>hold & keep=$!
      verbatim search '*' --limit 100000 --format jsonl >hold & pid=$!
      for round in $(seq 600); do
        grep -q 'core file size  *0  *0 ' /proc/$pid/limits && break
        sleep 0.02
      done
      grep 'core file size' /proc/$pid/limits
      kill -ABRT $pid
      wait $pid; echo "ended $?"
      kill $keep
      sleep 60 & other=$!
      kill -ABRT $other
      wait $other; echo "control $?"
      """, on: study, in: folder.path)
    #expect(run.out.contains("core file size  ") && run.out.contains("ended 134"), "\(run.out)")
    let lines = run.error.split(separator: "\n").filter { $0.contains("Aborted") }
    #expect(lines.count == 2, "\(run.error)")
    #expect(lines.first?.contains("core dumped") == false, "\(run.error)")
    #expect(!run.error.contains("Registers"))
    let cores = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("core") }
    // The other program's, where the system writes cores into the folder.
    #expect(cores.count <= (lines.last?.contains("core dumped") == true ? 1 : 0))
  }

  @Test("a transcript that names files and addresses gets none of them")
  func entities() throws {
    let (folder, study) = try DemoStudy.empty()
    let secret = folder.path + "/secret"
    // Who opens it waits until somebody writes, which nobody does.
    try #require(mkfifo(secret, 0o600) == 0)
    let declarations = [
      "<!DOCTYPE TEI [<!ENTITY x SYSTEM \"file://\(secret)\">]>",
      "<!DOCTYPE TEI [<!ENTITY x SYSTEM \"http://127.0.0.1:9/x\">]>",
      "<!DOCTYPE TEI [<!ENTITY % p SYSTEM \"file://\(secret)\"> %p;]>",
      "<!DOCTYPE TEI SYSTEM \"file://\(secret)\">",
      "<!DOCTYPE TEI SYSTEM \"http://127.0.0.1:9/x.dtd\">",
      "<?xml-model href=\"file://\(secret)\"?><?xml-stylesheet href=\"http://127.0.0.1:9/\"?>",
    ]
    for (number, declaration) in declarations.enumerated() {
      for body in [
        "&x;", "<xi:include xmlns:xi=\"http://www.w3.org/2001/XInclude\" href=\"\(secret)\"/>a",
      ] {
        let path = try folder.write(
          "t\(number).xml",
          """
          \(declaration)
          <TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><u who="#P1">\(body)</u></body></text></TEI>
          """)
        let run = try Confinement().run {
          try Verbatim.run(["ingest", path, "--replace"], on: study)
        }
        #expect([0, 2].contains(run.status), "\(declaration): \(run.status) \(run.error)")
        if body == "&x;" { #expect(run.status == 2, "\(declaration)") }
      }
    }
  }
}

extension TemporaryFolder {
  /// A folder in another, which goes with it or before.
  convenience init(in folder: String) throws {
    try self.init(template: folder + "/verbatim-XXXXXX")
  }
}
