# Reads one command of an answer file and prints what can be played of it:
#   label|drive|script|arguments
# `label`: the volume it searches for. `script`: the first .cmd, .bat or .ps1 it starts, with forward
# slashes. `drive`: the letter when the path names one; else the script lies on the volume searched for.
# No exact text is asked for: `for` loops over `vol` and PowerShell with DriveInfo both pass through here.

{ command = command (NR > 1 ? " " : "") $0 }

END {
  gsub(/\\/, "/", command)
  label = label_of()
  split_at_script()
  print label "|" drive "|" script "|" arguments
}

function split_at_script(   text, at, before, rest) {
  text = command
  gsub(/%[Ss][Yy][Ss][Tt][Ee][Mm][Dd][Rr][Ii][Vv][Ee]%|\$env:[Ss]ystem[Dd]rive/, "C:", text)
  gsub(/%[Ww][Ii][Nn][Dd][Ii][Rr]%|%[Ss][Yy][Ss][Tt][Ee][Mm][Rr][Oo][Oo][Tt]%|\$env:[Ww]indir|\$env:[Ss]ystem[Rr]oot/, "C:/Windows", text)
  # A variable that stands for the volume, %i: %%i: %d% !d! $d $d.Name $($d.Name), becomes \001.
  gsub(/%%?~?[A-Za-z0-9_]+%?:?\/?/, "\001", text)
  gsub(/![A-Za-z0-9_]+!:?\/?/, "\001", text)
  gsub(/\$[({]*[$]?[A-Za-z_][A-Za-z0-9_.]*[)}]*\/?/, "\001", text)
  at = match(tolower(text), /([a-z0-9_$.-]+\/)+[a-z0-9_.-]+\.(cmd|bat|ps1)/)
  if (!at) return
  script = substr(text, at, RLENGTH)
  before = substr(text, 1, at - 1)
  rest = substr(text, at + RLENGTH)
  # `if exist SCRIPT call SCRIPT ARGUMENTS` names it twice.
  while (index(rest, script)) rest = substr(rest, index(rest, script) + length(script))
  arguments = arguments_in(rest)
  if (match(before, /(^|[^A-Za-z0-9])[A-Za-z]:\/$/)) drive = toupper(substr(before, length(before) - 2, 1))
}

# What follows the script up to the end of its command; \001 stays where the volume was named.
function arguments_in(text) {
  sub(/^[\/"')]+/, "", text)
  sub(/[&|;<>)"'}].*$/, "", text)
  sub(/^ +/, "", text)
  sub(/ +$/, "", text)
  return text
}

function label_of(   found) {
  found = word_after("[Vv]olume[Ll]abel['\") ]+-[ci]?eq +['\"]+")
  if (found == "") found = word_after("[Ff][Ii][Nn][Dd](\\.exe)? +(/[A-Za-z] +)*\"+")
  if (found == "") found = replaced_word()
  if (found == "") found = word_after("== *\"?")
  return found
}

# !v:LABEL=! and %v:*LABEL=% : cmd's way to ask whether a variable holds a text.
function replaced_word(   text) {
  if (!match(command, /[!%][A-Za-z0-9_]+:\*?[A-Za-z0-9_.-]+=/)) return ""
  text = substr(command, RSTART, RLENGTH - 1)
  sub(/^[^:]*:\*?/, "", text)
  return text
}

function word_after(pattern,   text) {
  if (!match(command, pattern)) return ""
  text = substr(command, RSTART + RLENGTH)
  return match(text, /^[A-Za-z0-9_.-]+/) ? substr(text, 1, RLENGTH) : ""
}
