# shellcheck shell=dash
# Twin of seal.ps1: checks that the system is whole, removes what the installation left.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${GOLDPANE_ROOT:-}/C:/ProgramData/goldpane/goldpane.sh"

# remove_secret_file PATH: overwrites before it deletes, because free clusters are part of the image.
remove_secret_file() {
  [ -s "$1" ] || return 0
  dd if=/dev/zero of="$1" bs="$(wc -c <"$1")" count=1 conv=notrunc 2>/dev/null && sync && rm -f "$1"
}

grep -q 'ImageState=IMAGE_STATE_COMPLETE' "$SYSTEM/Windows/Setup/State/State.ini" || give_up seal 'Setup is not finished'

for name in Panther/unattend.xml Panther/unattend-original.xml System32/Sysprep/unattend.xml; do
  remove_secret_file "$SYSTEM/Windows/$name" || give_up seal "cannot remove $name"
done
# Two clones must not share host keys; sshd makes new ones.
rm -rf "$SYSTEM/Windows/Setup/Scripts/ErrorHandler.cmd" "$SYSTEM/Windows/Temp"/* "$SYSTEM/ProgramData/ssh"/ssh_host_*
sync
