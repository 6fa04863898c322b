# From the flattened answers of one disk: `number TAB sfdisk line TAB format TAB label` for each partition.
# sfdisk numbers partitions in the order of its lines; Type GUIDs are those of the UEFI and Windows GPT pages.
$1 == "windowsPE" && $2 == "Microsoft-Windows-Setup" && index($3, disk) == 1 {
  path = substr($3, length(disk) + 1)
  if (path ~ /^CreatePartitions\/CreatePartition\[/) create[item(path), leaf(path)] = $4
  if (path ~ /^ModifyPartitions\/ModifyPartition\[/) modify[item(path), leaf(path)] = $4
}
function item(path) { sub(/^[^[]*\[/, "", path); sub(/\].*/, "", path); if (path + 0 > items) items = path + 0; return path + 0 }
function leaf(path) { sub(/.*\//, "", path); return path }
function type(name) {
  if (name == "EFI") return "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
  if (name == "MSR") return "E3C9E316-0B5C-4DB8-817D-F92DF00215AE"
  return "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7"
}
END {
  for (i = 1; i <= items; i++) for (j = 1; j <= items; j++) if (create[j, "Order"] == i) number[++n] = j
  for (i = 1; i <= items; i++) {
    id = modify[i, "PartitionID"]
    if (id == "") continue
    format[id] = toupper(modify[i, "Format"]); label[id] = modify[i, "Label"]; guid[id] = modify[i, "TypeID"]
    if (modify[i, "Extend"] == "true") extend[id] = 1
  }
  for (i = 1; i <= n; i++) {
    j = number[i]
    line = "type=" (guid[i] != "" ? toupper(guid[i]) : type(create[j, "Type"]))
    if (create[j, "Extend"] != "true" && !extend[i]) line = "size=" create[j, "Size"] "MiB, " line
    print i "\t" line "\t" (format[i] == "" ? "none" : format[i]) "\t" (label[i] == "" ? "NO NAME" : label[i])
  }
}
