#!/usr/bin/env bash
# The rehearsal image by hand: install, two layers, seal, one compressed disk. Nothing is checked, kept or resumed.
#   by-hand.sh OUT    with MEDIUM, OVMF_CODE, OVMF_VARS, and TREES: what `goldpane render recipe` wrote
set -eu
export LC_ALL=C
work=$1 disk=$1/disk.qcow2 vars=$1/vars.fd tpm=$1/tpm
# shellcheck source=SCRIPTDIR/guest.sh
. "${0%/*}/guest.sh"
trap 'kill $(jobs -p) 2>/dev/null || :' EXIT

mkdir -p "$tpm"
make_pipes

# pack LABEL TREE
pack() {
  live xorriso -no_rc -as mkisofs -V "$1" -quiet -input-charset UTF-8 -J -joliet-long -o "$work/$2.iso" "$TREES/$2"
}

# boot ON-LINE CDROM-ARGS…: one QEMU from power-on to power-off; ON-LINE gets every line of COM1.
boot() {
  local on_line=$1
  shift
  start_tpm
  machine_args
  live qemu-system-x86_64 "${args[@]}" -action reboot=shutdown \
    -chardev "pipe,id=monitor,path=$work/monitor" -mon chardev=monitor,mode=readline "$@" </dev/null >"$work/com1" &
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$work/serial.log"
    $on_line
  done <"$work/com1"
  wait
}

while_installing() {
  case $line in
    *'Press any key'*) press_key ;;
    *'"kind":"ready"'*)
      [ -n "$ready" ] || agent '{"execute":"guest-shutdown"}'
      ready=yes
      ;;
  esac
}

# start_step ID: what is written to the agent waits in its pipe until the guest is up.
start_step() {
  local words='"-NoProfile","-ExecutionPolicy","Bypass","-File","C:/ProgramData/goldpane/start-step.ps1"'
  local key=${layer}00000000000000000000
  key=$(printf %s "$key" | od -An -tx1 | tr -d ' \n')
  agent '{"execute":"guest-exec","arguments":{"path":"powershell.exe","arg":['"$words"',"-Step","'"$1"'","-Key","'"$key"'"]}}'
}

while_layering() {
  case $line in
    *'"name":"tpm"'*)
      [ -n "$told" ] || start_step 02-seal
      told=yes
      ;;
    *'"kind":"done"'*)
      [ -n "$ready" ] || agent '{"execute":"guest-shutdown"}'
      ready=yes
      ;;
  esac
}

live qemu-img create -q -f qcow2 "$disk" 64G
live swtpm_setup --tpm2 --tpm-state "$tpm" --createek --pcr-banks sha256 >"$work/swtpm_setup.log"
cp "$OVMF_VARS" "$vars"
pack GOLDPANE install
ready=''
# shellcheck disable=SC2054 # commas belong to QEMU's options
media=(-drive "if=none,id=cd0,format=raw,readonly=on,file=$MEDIUM" -device ide-cd,bus=ide.0,drive=cd0,bootindex=2
  -drive "if=none,id=cd1,format=raw,readonly=on,file=$work/install.iso" -device ide-cd,bus=ide.1,drive=cd1)
while [ -z "$ready" ]; do boot while_installing "${media[@]}"; done
echo "$EPOCHREALTIME" >"$work/installed"

for layer in tools settings seal; do
  pack GP_LAYER "$layer"
  ready='' told=''
  first=$(basename "$TREES/$layer"/steps/01-*)
  start_step "$first"
  boot while_layering -drive "if=none,id=cd0,format=raw,readonly=on,file=$work/$layer.iso" -device ide-cd,bus=ide.0,drive=cd0
  [ -n "$ready" ]
done

live qemu-img convert -q -c -f qcow2 -O qcow2 -o compression_type=zstd,cluster_size=65536 "$disk" "$work/image.qcow2"
