import Workloads

// Prints the table of README.md. An argument keeps the comparisons whose names hold it.

let filter = CommandLine.arguments.dropFirst().first
print("| measured | rate | beside | rate | time ÷ its time | least–most |")
print("|---|--:|---|--:|--:|--:|")
for comparison in try Comparison.all() {
  let names = "\(comparison.group) \(comparison.subject.name) \(comparison.peer.name)"
  if let filter, !names.contains(filter) { continue }
  print(try Measurement(comparison).row)
}
