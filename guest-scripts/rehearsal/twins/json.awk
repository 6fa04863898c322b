# Prints the string, number or word at the path `wanted` (`steps[0].args[1]`) of a JSON text.
# Exit code 1 when there is none. Escapes for characters beyond ASCII are not read.

{ text = text $0 "\n" }

END {
  at = 1
  value("")
  exit !found
}

function value(here,   first) {
  skip_space()
  first = substr(text, at, 1)
  if (first == "{") container(here, "}")
  else if (first == "[") container(here, "]")
  else if (first == "\"") take(here, string())
  else take(here, word())
}

function container(here, end,   n, name) {
  at++
  for (n = 0; ; n++) {
    skip_space()
    if (substr(text, at, 1) == ",") { at++; skip_space() }
    if (substr(text, at, 1) == end || at > length(text)) { at++; return }
    if (end == "]") { value(here "[" n "]"); continue }
    name = string()
    skip_space()
    at++
    value(here == "" ? name : here "." name)
  }
}

function take(here, content) {
  if (here != wanted || found) return
  found = 1
  printf "%s", content
}

function word(   start) {
  start = at
  while (at <= length(text) && substr(text, at, 1) !~ /[],} \t\r\n]/) at++
  if (at == start) at++
  return substr(text, start, at - start)
}

function string(   content, c) {
  for (at++; at <= length(text); at++) {
    c = substr(text, at, 1)
    if (c == "\"") { at++; return content }
    content = content (c == "\\" ? escaped() : c)
  }
  return content
}

function escaped(   c) {
  c = substr(text, ++at, 1)
  if (c == "n") return "\n"
  if (c == "t") return "\t"
  if (c == "r") return "\r"
  if (c == "b") return "\b"
  if (c == "f") return "\f"
  if (c != "u") return c
  at += 4
  return sprintf("%c", hex(substr(text, at - 1, 2)))
}

function hex(digits) {
  digits = tolower(digits)
  return (index("0123456789abcdef", substr(digits, 1, 1)) - 1) * 16 + index("0123456789abcdef", substr(digits, 2, 1)) - 1
}

function skip_space() {
  while (substr(text, at, 1) ~ /[ \t\r\n]/ && at <= length(text)) at++
}
