# shellcheck shell=dash
# Twin of run-step.ps1: runs a step's script to its end, log.txt while it runs, exit.json at the end.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${0%/*}/goldpane.sh"
parse_step_arguments "$@"
exec >>"$directory/log.txt" 2>&1

# write_exit: whatever happens, the host learns that the step is over.
write_exit() {
  reboot_pending=false
  [ ! -e "${GOLDPANE_ROOT:-}/run/reboot-pending" ] || reboot_pending=true
  printf '{"schema":"goldpane/exit/1","exitCode":%s,"boot":"%s","rebootPending":%s,"endedAt":"%s"}\n' \
    "$exit_code" "$(boot_nonce)" "$reboot_pending" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" | write_file "$directory/exit.json" ||
    give_up "run-step $step" 'cannot write exit.json: the disk of the guest is full or cannot be written'
}
exit_code=1
trap write_exit EXIT

# is_accepted EXIT-CODE
is_accepted() {
  number=0
  while accepted=$(json_value "$layer_file" "$entry.acceptExitCodes[$number]"); do
    [ "$accepted" != "$1" ] || return 0
    number=$((number + 1))
  done
  return 1
}

find_layer_step "$step"
script=$medium/steps/$step/$(json_value "$layer_file" "$entry.script")
set --
while argument=$(json_value "$layer_file" "$entry.args[$#]"); do set -- "$@" "$argument"; done
export GOLDPANE_STEP="$directory"
powershell.exe -NoProfile -NonInteractive -ExecutionPolicy Bypass -File "$script" "$@" </dev/null
exit_code=$?
# A shell's exit code has 8 bits: `exit 3010` arrives as 194, `exit 1641` as 105.
[ $exit_code != 194 ] || exit_code=3010
[ $exit_code != 105 ] || exit_code=1641

# 1641: the script wants a restart and to be run once more. The step is not over: no exit.json.
if [ $exit_code = 1641 ] && [ "$(json_value "$layer_file" "$entry.reboot")" != never ]; then
  echo 'goldpane: restarting, the step goes on afterwards'
  trap - EXIT
  sync
  shutdown -r
  exit 0
fi

# The last step of a layer vouches for all of it. Said before exit.json, so that the host has heard it by then.
if ! json_value "$layer_file" "steps[$((index + 1))].id" >/dev/null && is_accepted $exit_code; then
  send_message "{\"kind\":\"done\",\"layer\":$(json_string "$(json_value "$layer_file" layer)")}"
fi
