import Workloads

// Prints the table of README.md. An argument is a group, or words of the rows to print.

let filter = CommandLine.arguments.dropFirst().first
let group = Comparison.groups.first { $0 == filter }
print("| measured | rate | beside | rate | time ÷ its time | least–most |")
print("|---|--:|---|--:|--:|--:|")
for comparison in try Comparison.all(of: group.map { [$0] } ?? Comparison.groups) {
  let names = comparison.subject.name + " | " + comparison.peer.name
  if group == nil, let filter, !names.contains(filter) { continue }
  print(try Measurement(comparison).row)
}
