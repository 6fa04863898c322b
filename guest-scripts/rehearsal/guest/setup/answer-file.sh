# The distribution, and the answer file.

# find_distribution: the medium with an image on it.
find_distribution() {
  for volume in $(volumes_labelled ""); do
    [ ! -e "$volume/sources/install.wim" ] || DISTRIBUTION=$volume
  done
  [ -n "$DISTRIBUTION" ] || stop_setup "no attached volume holds sources/install.wim"
  ln -s "$DISTRIBUTION/rehearsal" /run/tools
}

take_answer_file() {
  answer_file=$(find_answer_file "$DISTRIBUTION")
  [ -n "$answer_file" ] || stop_setup "no usable Autounattend.xml on any volume: the language page waits for a person"
  say "answer file ${answer_file#/}"
  read_answer_file "$answer_file"
  grep -q '^windowsPE' "$ANSWERS" || stop_setup "the answer file has nothing for windowsPE: the language page waits for a person"
  say_not_played
}
