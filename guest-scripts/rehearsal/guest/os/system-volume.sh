# C:, and how far the installation on it is.

# mount_system_volume: at `/C:`, so that with `/` as the working directory `C:/Windows` is a path here as there.
mount_system_volume() {
  for block in /sys/block/vd*/vd* /sys/block/sd*/sd* /sys/block/nvme*n*/nvme*n*p*; do
    [ -e "$block" ] || continue
    case $(identify_volume "/dev/${block##*/}") in ntfs) ;; *) continue ;; esac
    mkdir -p /C:
    ntfs-3g -o no_def_opts,silent,big_writes "/dev/${block##*/}" /C: 2>/run/mount.log || continue
    [ ! -d /C:/Windows ] || return 0
    umount /C:
  done
  stop_setup "no volume holds a Windows folder"
}

next_pass() { cat /C:/Windows/Panther/next-pass 2>/dev/null || echo none; }

set_next_pass() { echo "$1" >/C:/Windows/Panther/next-pass; }

# agent_is_registered: stands for a Windows service with automatic start.
agent_is_registered() { [ -e /C:/Windows/System32/config/services/QEMU-GA ]; }
