# shellcheck shell=dash
# Twin of start-step.ps1: starts a step of the attached layer medium as a job of its own and returns at once.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${0%/*}/goldpane.sh"
parse_step_arguments "$@"
boot=$(boot_nonce)

if [ -e "$directory/exit.json" ]; then
  echo finished
  exit 0
fi

outcome=started
run=1
find_layer_step "$step"
if [ -e "$directory/started.json" ]; then
  if [ "$(json_value "$directory/started.json" boot)" = "$boot" ]; then
    echo running
    exit 0
  fi
  [ "$(json_value "$layer_file" "$entry.reboot")" != never ] ||
    give_up "start-step $step" 'the machine restarted while the step ran, and its reboot is never'
  run=$(($(json_value "$directory/started.json" run) + 1))
  [ $run -le 20 ] || give_up "start-step $step" 'the machine restarted 20 times while the step ran'
  outcome=resumed
fi

mkdir -p "$directory" || give_up "start-step $step" "cannot write to $directory"
echo "{\"schema\":\"goldpane/started/1\",\"boot\":\"$boot\",\"run\":$run}" | write_file "$directory/started.json" ||
  give_up "start-step $step" "cannot write to $directory"
setsid sh "${0%/*}/run-step.sh" -Step "$step" -Key "$key" </dev/null >/dev/null 2>&1 &
echo $outcome
