# shellcheck shell=dash
# tool NAME ARGUMENTS…: a Debian program that lies with its libraries on the installation medium.
# They are not in the initramfs because GRUB reads and hashes that slowly.

tool() {
  name=$1
  shift
  "$DISTRIBUTION/rehearsal/lib/ld-linux-x86-64.so.2" --library-path "$DISTRIBUTION/rehearsal/lib" \
    "$DISTRIBUTION/rehearsal/bin/$name" "$@"
}
