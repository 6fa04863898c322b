# shellcheck shell=bash disable=SC2034,SC2054,SC2154 # shared variables; commas belong to QEMU's options
# The rehearsal guest's machine, by hand. Sourced by the scripts beside it, which set work, disk, vars and tpm.

# live COMMAND…: runs a program and writes down when it lived.
live() {
  local from=$EPOCHREALTIME
  "$@"
  echo "$from $EPOCHREALTIME" >>"$work/lives"
}

start_tpm() {
  rm -f "$work/tpm.sock"
  swtpm socket --tpm2 --terminate --tpmstate "dir=$tpm,mode=0600" --ctrl "type=unixio,path=$work/tpm.sock" &
  until [ -S "$work/tpm.sock" ]; do sleep 0.005; done
}

# machine_args: the machine that goldpane makes, but for what only Windows or a person at the screen would miss.
machine_args() {
  local uuid
  read -r uuid </proc/sys/kernel/random/uuid
  args=(
    -nodefaults -no-user-config -display none
    -machine q35,smm=on,vmport=off,hpet=off -m 2048M -rtc base=utc,driftfix=slew
    -accel tcg,thread=multi,tb-size=64 -cpu max,la57=off -smp 2
    -global ICH9-LPC.disable_s3=1 -global ICH9-LPC.disable_s4=1
    -global driver=cfi.pflash01,property=secure,value=on
    -drive "if=pflash,format=raw,readonly=on,file=$OVMF_CODE" -drive "if=pflash,format=raw,file=$vars"
    -object iothread,id=io
    -drive "if=none,id=disk,file=$disk,format=qcow2,cache=unsafe,discard=unmap,detect-zeroes=unmap"
    -device virtio-blk-pci,drive=disk,iothread=io,bootindex=1,serial=goldpane-disk-0 -device virtio-scsi-pci
    -netdev user,id=net,restrict=on -device virtio-net-pci,netdev=net,romfile=
    -chardev "socket,id=tpm,path=$work/tpm.sock" -tpmdev emulator,id=tpm,chardev=tpm -device tpm-crb,tpmdev=tpm
    -chardev file,id=com1,path=/dev/stdout -serial chardev:com1
    -device virtio-serial-pci -chardev "pipe,id=agent,path=$work/agent"
    -device virtserialport,chardev=agent,name=org.qemu.guest_agent.0
    -device VGA,xres=1280,yres=800 -device qemu-xhci -device usb-tablet -device usb-kbd -device virtio-rng-pci
    -smbios "type=1,sku=${uuid//-/}"
    -fw_cfg "name=opt/goldpane/rehearsal-fail,string=none"
    -fw_cfg "name=opt/goldpane/rehearsal-seed,string=0"
  )
}

make_pipes() {
  mkfifo "$work/agent.in" "$work/agent.out" "$work/monitor.in" "$work/monitor.out" "$work/com1"
  exec 3<>"$work/agent.in" 4<>"$work/monitor.in"
}

agent() { echo "$1" >&3; }
press_key() { echo 'sendkey spc' >&4; }
