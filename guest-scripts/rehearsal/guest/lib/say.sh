# What the guest tells: lines on COM1 (`setup: …`), the screen, and its log.

LOG=/run/setupact.log

# say TEXT: one line to COM1, screen and log.
say() {
  log "$*"
  [ -e /run/com1-silent ] || printf 'setup: %s\r\n' "$*" >/dev/ttyS0
}

# log TEXT: the same without COM1, as real Setup does when it only shows a dialog.
log() {
  read -r uptime _ </proc/uptime
  printf '%s %s\n' "$uptime" "$*" >>"$LOG"
  printf '   %s\n' "$*" >/dev/tty0 2>/dev/null
}

# screen TITLE: a blue page, so that screenshots show which phase this is.
screen() {
  printf '\033[44;37m\033[2J\033[H\n\n   goldpane rehearsal (not Windows): %s\n\n' "$1" >/dev/tty0 2>/dev/null
}

# stop_setup WHY: the end of an install that needs a person: a dialog, for ever.
stop_setup() {
  say "stopped: $*"
  printf '\033[44;37m\033[2J\033[H\n\n   Setup stopped: %s\n' "$*" >/dev/tty0 2>/dev/null
  wait_for_ever
}

wait_for_ever() {
  while :; do sleep 3600; done
}
