# shellcheck shell=dash
# Plays a whole installation on this host with the guest's own scripts, which the caller has copied to $GOLDPANE_ROOT
# with their paths moved below it. What only a machine can do is told on standard output in place of being done.
export GOLDPANE="$GOLDPANE_ROOT/goldpane" PATH="$GOLDPANE_ROOT/bin:$PATH"
exec 3>&1

for part in "$GOLDPANE"/lib/*.sh; do
  # shellcheck source=/dev/null
  . "$part"
done

say() { printf '%s\n' "$*" >&3; }
log() { :; }
screen() { :; }
sleep() { :; }
stop_setup() { say "stopped: $*" && exit 1; }
wait_for_ever() { exit 0; }

# The machine: everything that Setup asks for, and nothing to play but the installation.
wait_for_block_devices() { :; }
map_volumes() { :; }
say_facts() { :; }
secure_boot() { echo 1; }
tpm_version() { echo 2.0; }
cpu_count() { echo 2; }
nic_name() { echo eth0; }
fw_cfg() { :; }

# Programs of the medium.
tool() {
  for last; do :; done
  case "$1 $2" in
    'xmllint --nonet') case $3 in --noout) [ -s "$last" ] ;; *) tr -d '\r' <"$last" ;; esac ;;
    'wimlib-imagex info') cat "$GOLDPANE_ROOT/images.txt" ;;
    'wimlib-imagex apply') say "apply $(sed -n "/^Index: *$4\$/{n;s/^Name: *//p;}" "$GOLDPANE_ROOT/images.txt") to ${5##*/}" && make_windows ;;
    'sfdisk '*) say "partitions of ${last##*/}:" && sed 's/^/  /' >&3 ;;
    mkfs* | mkntfs*) shift && say "format ${last##*/}: ${*%" $last"}" ;;
    efibootmgr*) say "boot entry $9: partition $7 of ${5##*/}" ;;
  esac
}

make_windows() {
  mkdir -p "$GOLDPANE_ROOT/run/target/Windows/Boot/EFI" "$GOLDPANE_ROOT/run/target/Windows/System32/config"
  for name in bootmgfw.efi grubx64.efi vmlinuz initrd.img grub.cfg; do
    : >"$GOLDPANE_ROOT/run/target/Windows/Boot/EFI/$name"
  done
}

shutdown() { say "shutdown $*"; }

# shellcheck source=/dev/null
(. "$GOLDPANE/setup/setup.sh") || exit

ln -s "$GOLDPANE_ROOT/run/target" "$GOLDPANE_ROOT/C:"
(
  for part in system-volume specialize oobe; do
    # shellcheck source=/dev/null
    . "$GOLDPANE/os/$part.sh"
  done
  play_specialize
  play_oobe
  play_first_logon
)
