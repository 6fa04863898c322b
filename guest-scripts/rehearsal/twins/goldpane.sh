# shellcheck shell=dash
# What the twins share; the counterpart of goldpane.ps1. GOLDPANE_ROOT is a directory to play in, for tests.
# shellcheck disable=SC2034 # variables for the scripts that source this file

SYSTEM=${GOLDPANE_ROOT:-}/C:
STATE=$SYSTEM/ProgramData/goldpane
COM1=${GOLDPANE_ROOT:-}/dev/ttyS0

# boot_nonce: the number that the host gave this boot.
boot_nonce() { tr -d '\n' <"${GOLDPANE_ROOT:-}/sys/class/dmi/id/product_sku"; }

# send_message JSON [TIMES]: a framed line on COM1, several times because others write there too.
send_message() {
  for _ in $(seq "${2:-3}"); do
    printf '@goldpane %s %s\r\n' "$(boot_nonce)" "$1" >>"$COM1"
  done
}

# give_up WHERE TEXT: says why, and ends the script.
give_up() {
  echo "goldpane: $2" >&2
  send_message "{\"kind\":\"error\",\"where\":$(json_string "$1"),\"text\":$(json_string "$2")}"
  exit 1
}

# json_string TEXT: the text as a JSON string; control characters become spaces.
json_string() { printf '"%s"' "$(printf '%s' "$1" | tr '\001-\037' ' ' | sed 's/["\\]/\\&/g')"; }

# json_value FILE PATH: the value at a path such as `steps[0].args[1]`; fails when there is none.
json_value() { awk -v wanted="$2" -f "${0%/*}/json.awk" "$1"; }

# write_file PATH: standard input, in one stroke: who reads the file sees all of it or none.
write_file() {
  cat >"$1.partial" && mv -f "$1.partial" "$1" && sync
}

# parse_step_arguments ARGUMENTS…: sets step and key from `-Step ID -Key KEY`.
parse_step_arguments() {
  step='' key=''
  while [ $# -ge 2 ]; do
    case $1 in
      -[Ss]tep) step=$2 ;;
      -[Kk]ey) key=$2 ;;
    esac
    shift 2
  done
  case $step in '' | [!a-z0-9]* | *[!a-z0-9._-]*) give_up step "not a step: $step" ;; esac
  case $key in *[!0-9a-f]*) give_up step "not a layer key: $key" ;; esac
  [ ${#key} -ge 16 ] || give_up step "not a layer key: $key"
  directory=$STATE/steps/$(printf '%.16s' "$key")/$step
}

# find_layer_step STEP: sets medium, layer_file and entry (`steps[N]`) from the attached layer medium.
find_layer_step() {
  medium=$(volume-path GP_LAYER) || give_up "step $1" 'no attached volume is labelled GP_LAYER'
  layer_file=$medium/layer.json
  index=0
  while found=$(json_value "$layer_file" "steps[$index].id"); do
    entry="steps[$index]"
    [ "$found" != "$1" ] || return 0
    index=$((index + 1))
  done
  give_up "step $1" "the layer medium has no step $1"
}
