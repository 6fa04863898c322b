#!/usr/bin/env bash
# The `qemu_binary` of the Packer template: Packer starts no TPM, and cannot ask this guest to power off, because the
# guest has an agent but neither SSH nor WinRM. With `-version` it is plain QEMU.
set -eu
export LC_ALL=C
[ "${1:-}" != -version ] || exec qemu-system-x86_64 -version
# shellcheck disable=SC2153 # WORK comes with the environment
work=$WORK tpm=$WORK/tpm
# shellcheck source=SCRIPTDIR/guest.sh
. "${0%/*}/guest.sh"
trap 'kill $(jobs -p) 2>/dev/null || :' EXIT
trap 'exit 143' TERM INT

make_pipes
start_tpm
live qemu-system-x86_64 "$@" </dev/null >"$work/com1" &
ready=''
while IFS= read -r line; do
  printf '%s\n' "$line" >>"$work/serial.log"
  case $line in
    *'"kind":"ready"'*)
      [ -n "$ready" ] || agent '{"execute":"guest-shutdown"}'
      ready=yes
      ;;
  esac
done <"$work/com1"
wait
