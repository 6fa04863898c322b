# tool NAME ARGUMENTS…: a Debian program that lies with its libraries on the installation medium.
# They are not in the initramfs because GRUB reads and hashes that slowly. Files on UDF have no execute
# permission, so the loader is the initramfs's own. /run/tools is a link: a library path cannot hold a colon.

tool() {
  name=$1
  shift
  /lib64/ld-linux-x86-64.so.2 --library-path /run/tools/lib "/run/tools/bin/$name" "$@"
}
