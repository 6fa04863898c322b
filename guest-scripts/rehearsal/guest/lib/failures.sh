# Failures that the host may ask for (fw_cfg opt/goldpane/rehearsal-fail). The names and what
# each means stand in src/rehearsal/failures.ts; every name is played here or asked for by `failing`.

# failure_to_play: its name, or none.
failure_to_play() {
  failure=$(fw_cfg rehearsal-fail)
  echo "${failure:-none}"
}

# failing NAME: whether this failure is asked for.
failing() { [ "$(failure_to_play)" = "$1" ]; }

# play_setup_failure: in the windowsPE pass, after its commands ran and before a disk is touched.
play_setup_failure() {
  case $(failure_to_play) in
    hang-setup) say "playing hang-setup" && wait_for_ever ;;
    spin-setup) say "playing spin-setup" && while :; do :; done ;;
    panic-setup) panic_now ;;
    reboot-loop) restart_now ;;
    garbage-com1) garbage_on_com1 ;;
    silent-stop)
      touch /run/com1-silent
      stop_setup "a dialog that only the screen shows"
      ;;
  esac
}

# play_os_failure: when the installed system comes up.
play_os_failure() {
  case $(failure_to_play) in
    panic-os) panic_now ;;
    reboot-loop-os) restart_now ;;
    garbage-com1) garbage_on_com1 ;;
  esac
}

# play_step_failure: when the host starts a step; once per boot.
play_step_failure() {
  case $(failure_to_play) in agent-dies | agent-gone | disk-full-guest) ;; *) return ;; esac
  mkdir /run/step-failure-played 2>/dev/null || return 0
  case $(failure_to_play) in
    agent-dies) setsid sh -c 'sleep 1; stop-guest-agent KILL; sleep 3; start-guest-agent' >/dev/null 2>&1 & ;;
    agent-gone) setsid sh -c 'sleep 1; stop-guest-agent KILL' >/dev/null 2>&1 & ;;
    disk-full-guest) dd if=/dev/zero of=/C:/pagefile.sys bs=64k >/dev/null 2>&1 ;;
  esac
  say "playing $(failure_to_play)"
}

# windows_volume_sectors: an empty answer means the whole partition. A small file system on the large
# partition can be filled in a moment when disk-full-guest asks for it.
windows_volume_sectors() {
  if failing disk-full-guest; then echo $((192 * 2048)); fi
}

panic_now() {
  say "playing $(failure_to_play)"
  echo 1 >/proc/sys/kernel/sysrq
  echo c >/proc/sysrq-trigger
}

restart_now() {
  say "playing $(failure_to_play)"
  shutdown -r
  wait_for_ever
}

garbage_on_com1() {
  dd if=/dev/urandom bs=1k count=64 2>/dev/null >/dev/ttyS0
  printf '\r\n' >/dev/ttyS0
  say "played garbage-com1"
}
