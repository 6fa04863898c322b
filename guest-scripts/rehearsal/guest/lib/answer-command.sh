# Runs a command of the answer file: finds the script it would start and runs the `.sh` twin beside it.

# run_answer_commands PASS COMPONENT LIST VALUE: every command of a list, in its Order.
# Returns the last exit code of the command that asked for something else than `go on`.
run_answer_commands() {
  pass=$1 component=$2 list=$3 value=$4
  number=0
  for item in $(answer_items "$pass" "$component" "$list"); do
    number=$((number + 1))
    [ "$number" -gt "$(commands_done "$pass")" ] || continue
    run_answer_command "$pass command $number" "$(answer "$pass" "$component" "$list/$item/$value")"
    command_finished "$pass" "$number" "$?" "$(answer "$pass" "$component" "$list/$item/WillReboot")"
  done
}

# command_finished PASS NUMBER EXIT-CODE WILL-REBOOT: what Setup makes of an exit code
# (microsoft-windows-deployment-runsynchronous-runsynchronouscommand-willreboot).
command_finished() {
  case $1:$4:$3 in
    oobeSystem:*) [ "$3" = 0 ] || say "$1 command $2 ended with exit code $3, which Windows does not look at" ;;
    specialize:OnRequest:1 | specialize:Always:0) remember_commands "$1" "$2" && restart_windows ;;
    specialize:OnRequest:2) remember_commands "$1" $(($2 - 1)) && restart_windows ;;
    *:0) ;;
    *) stop_setup "$1 command $2 ended with exit code $3" ;;
  esac
}

# commands_done PASS: how many ran in an earlier boot.
commands_done() { cat "/C:/Windows/Panther/commands-done.$1" 2>/dev/null || echo 0; }

remember_commands() { echo "$2" >"/C:/Windows/Panther/commands-done.$1"; }

restart_windows() {
  say "restart asked for by the answer file"
  shutdown -r
  wait_for_ever
}

# run_answer_command WHERE TEXT
run_answer_command() {
  parsed=$(printf '%s\n' "$2" | awk -f "$GOLDPANE/lib/answer-command.awk")
  IFS='|' read -r label drive script arguments <<END
$parsed
END
  if [ -z "$script" ]; then
    play_registry_command "$2" || say "not played: $1: $2"
    return 0
  fi
  found=$(find_script "$label" "$drive" "$script")
  [ -n "$found" ] || stop_setup "$1: no attached volume${label:+ labelled $label} holds $script"
  twin=${found%.*}.sh
  [ -e "$twin" ] || stop_setup "$1: $script has no twin ${twin##*/} beside it"
  case $script in *.ps1) language=PowerShell ;; *) language=cmd ;; esac
  say "$language not run: $script, twin run instead"
  letter=$(printf '%s' "$found" | sed -n 's|^/\([A-Z]:\).*|\1|p')
  # shellcheck disable=SC2046 # words of a command line
  (cd / && exec sh "$twin" $(printf '%s' "$arguments" | sed "s/$(printf '\001')/$letter/g")) >>"$LOG" 2>&1
  code=$?
  # A command that ends so never fails, whatever its script did.
  case $2 in *'exit 0"' | *'exit 0') return 0 ;; *) return $code ;; esac
}

# find_script LABEL DRIVE SCRIPT: the script's path on the first volume that holds it.
find_script() {
  for volume in $(if [ -n "$2" ]; then echo "/$2:"; else volumes_labelled "$1"; fi); do
    path_below "$volume" "$3"
  done | head -n 1
}

# play_registry_command TEXT: only the switches that make Setup skip its hardware checks.
play_registry_command() {
  case $1 in *[Ll]ab[Cc]onfig*) ;; *) return 1 ;; esac
  mkdir -p /run/labconfig
  for check in TPM SecureBoot CPU; do
    case $1 in *"Bypass${check}Check"*) touch "/run/labconfig/$check" && say "hardware check bypassed: $check" ;; esac
  done
}
