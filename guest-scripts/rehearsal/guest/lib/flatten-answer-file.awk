# Turns an answer file, as `xmllint --format` prints it, into lines
#   <pass> TAB <component> TAB <path> TAB <value>
# one for each element that holds text. List items (wcm:action) are numbered: `Disk[1]/DiskID`.
# Components for another processor are left out, as Setup leaves them out.

{ document = document $0 "\n" }

END {
  strip_comments()
  while ((at = index(document, "<")) > 0) {
    if (depth > 0) value[depth] = value[depth] substr(document, 1, at - 1)
    document = substr(document, at + 1)
    at = index(document, ">")
    tag(substr(document, 1, at - 1))
    document = substr(document, at + 1)
  }
}

function strip_comments(   from, to) {
  while ((from = index(document, "<!--")) > 0) {
    to = index(substr(document, from + 4), "-->")
    document = substr(document, 1, from - 1) substr(document, from + 4 + to + 2)
  }
}

function tag(text,   first) {
  first = substr(text, 1, 1)
  if (first == "?" || first == "!") return
  if (first == "/") { close_element(); return }
  open_element(text)
  if (substr(text, length(text)) == "/") close_element()
}

function open_element(text,   name) {
  name = text
  sub(/[ \n\t\/].*$/, "", name)
  sub(/^[^:]*:/, "", name)
  depth++
  value[depth] = ""
  parent[depth] = 0
  if (depth > 1) parent[depth - 1] = 1
  if (name == "settings") { pass = attribute(text, "pass"); component = ""; root = depth }
  else if (name == "component") {
    component = attribute(text, "processorArchitecture") == "amd64" ? attribute(text, "name") : ""
    root = depth
  }
  if (text ~ /[ \n]wcm:action *= *"add"/) name = name "[" (++count[depth, path(depth - 1), name]) "]"
  element[depth] = name
}

function close_element() {
  if (!parent[depth] && depth > root && component != "") {
    print pass "\t" component "\t" path(depth) "\t" decoded(value[depth])
  }
  depth--
}

# path UPTO: element names between the component and UPTO.
function path(upto,   i, out) {
  for (i = root + 1; i <= upto; i++) out = out (out == "" ? "" : "/") element[i]
  return (upto <= root ? pass "/" component : out)
}

function attribute(text, name,   at) {
  at = match(text, "[ \n]" name "=\"[^\"]*\"")
  return at ? decoded(substr(text, at + length(name) + 3, RLENGTH - length(name) - 4)) : ""
}

function decoded(text) {
  gsub(/[ \t\n]+/, " ", text)
  sub(/^ /, "", text)
  sub(/ $/, "", text)
  gsub(/&lt;/, "<", text)
  gsub(/&gt;/, ">", text)
  gsub(/&quot;/, "\"", text)
  gsub(/&apos;/, "'", text)
  gsub(/&#xA;|&#10;|&#xD;|&#13;/, " ", text)
  gsub(/&amp;/, "\\&", text)
  return text
}
