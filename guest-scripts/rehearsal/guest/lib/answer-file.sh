# The answer file: found as Setup finds it, then kept as a flat table (see flatten-answer-file.awk).

ANSWERS=/run/answers.tsv

# find_answer_file DISTRIBUTION: prints the path Setup would take (windows-setup-automation-overview:
# removable read/write media, then read-only ones, each in drive-letter order, then \sources of the
# distribution, then its root). One that is not well-formed is passed over; Windows does that without a word.
find_answer_file() {
  for volume in $(volumes_of_kind removable) $(volumes_of_kind cdrom); do
    if [ "$volume" != "$1" ] && usable_answer_file "$volume"; then return; fi
  done
  usable_answer_file "$1/sources" || usable_answer_file "$1"
}

# usable_answer_file DIRECTORY
usable_answer_file() {
  candidate=$(path_below "$1" Autounattend.xml)
  [ -n "$candidate" ] || return 1
  if tool xmllint --nonet --noout "$candidate" 2>/run/xmllint.log; then
    echo "$candidate"
  else
    say "passed over ${candidate#/}: $(head -n 1 /run/xmllint.log)"
    return 1
  fi
}

# read_answer_file FILE
read_answer_file() {
  tool xmllint --nonet --noent --nocdata --format --encode UTF-8 "$1" |
    awk -f "$GOLDPANE/lib/flatten-answer-file.awk" >"$ANSWERS"
}

# answer PASS COMPONENT PATH: the value, or nothing.
answer() {
  awk -F'\t' -v pass="$1" -v component="$2" -v path="$3" \
    '$1 == pass && $2 == component && $3 == path { print $4; exit }' "$ANSWERS"
}

# answer_items PASS COMPONENT LIST: the list's items in their Order, as `Name[n]`.
answer_items() {
  awk -F'\t' -v pass="$1" -v component="$2" -v list="$3/" '
    $1 == pass && $2 == component && index($3, list) == 1 {
      item = substr($3, length(list) + 1)
      if (item ~ /^[^\/]*\/Order$/) { sub(/\/.*/, "", item); print $4 "\t" item }
    }' "$ANSWERS" | sort -n | cut -f 2
}

# say_not_played: what the answer file holds and the rehearsal leaves out, so that nobody takes the
# rehearsal for a proof of it.
say_not_played() {
  awk -F'\t' -f "$GOLDPANE/lib/not-played.awk" "$GOLDPANE/lib/played-settings.txt" "$ANSWERS" |
    while read -r line; do say "not played: $line"; done
}
