# The specialize pass. Its answers are those that Setup cached on C:.

play_specialize() {
  screen "getting devices ready"
  say "stage specialize"
  cp /C:/Windows/Panther/answers.tsv "$ANSWERS"
  name=$(answer specialize Microsoft-Windows-Shell-Setup ComputerName)
  case $name in "" | "*") name=WIN-$(hexdump -n 4 -e '/1 "%02X"' /dev/urandom) ;; esac
  hostname "$name"
  echo "$name" >/C:/Windows/System32/config/computer-name
  run_answer_commands specialize Microsoft-Windows-Deployment RunSynchronous Path
  set_image_state IMAGE_STATE_SPECIALIZE_RESEAL_TO_OOBE
  set_next_pass oobe
  # An extra restart between the passes, as real Windows often has one.
  [ -z "$(fw_cfg rehearsal-extra-reset)" ] || restart_windows
}
