# Replaces the text of every <Value> inside a …Password element by asterisks of the same length.
{ document = document $0 "\n" }
END {
  while (match(document, /Password>[ \t\r\n]*<Value>[^<]+/)) {
    head = substr(document, RSTART, RLENGTH)
    password = head
    sub(/^.*>/, "", password)
    stars = password
    gsub(/./, "*", stars)
    printf "%s%s%s", substr(document, 1, RSTART - 1), substr(head, 1, length(head) - length(password)), stars
    document = substr(document, RSTART + RLENGTH)
  }
  printf "%s", document
}
