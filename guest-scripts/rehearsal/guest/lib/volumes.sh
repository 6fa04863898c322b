# Volumes: what is attached, what it is called, and which drive letter it gets.
# VOLUMES holds a line for each: letter, mount point, kind (removable|cdrom), label, device.

VOLUMES=/run/volumes.tsv
TAB=$(printf '\t')

# wait_for_block_devices: AHCI and USB find theirs late; go on when the list has stood still.
wait_for_block_devices() {
  before="" still=0 tries=0
  while [ $still -lt 2 ] && [ $tries -lt 100 ]; do
    now=$(ls /sys/block)
    if [ -n "$now" ] && [ "$now" = "$before" ]; then still=$((still + 1)); else still=0; fi
    before=$now tries=$((tries + 1))
    sleep 0.1
  done
}

# sectors_hex DEVICE FIRST COUNT: a line of hex digits for each 2048-byte sector.
sectors_hex() {
  dd if="$1" bs=2048 skip="$2" count="$3" 2>/dev/null | hexdump -v -e '2048/1 "%02x" "\n"'
}

text_at() { dd if="$1" bs=1 skip="$2" count="$3" 2>/dev/null | tr -d '\0'; }

# identify_volume DEVICE: `<filesystem> <label>`, or nothing for what is not formatted.
identify_volume() {
  case $(text_at "$1" 3 8) in NTFS*) echo ntfs && return ;; esac
  case $(text_at "$1" 82 5) in FAT32) echo "vfat $(text_at "$1" 71 11 | sed 's/ *$//')" && return ;; esac
  case $(text_at "$1" 54 3) in FAT) echo "vfat $(text_at "$1" 43 11 | sed 's/ *$//')" && return ;; esac
  found=$(sectors_hex "$1" 16 8 | awk -f "$GOLDPANE/lib/iso-label.awk")
  case $found in
    # UDF: the anchor at sector 256 says where the volume descriptors are (ECMA-167 3/10.2).
    udf*)
      first=$(hexdump -s 524308 -n 4 -e '/4 "%u"' "$1" 2>/dev/null)
      label=$(sectors_hex "$1" "${first:-32}" 16 | awk -f "$GOLDPANE/lib/udf-label.awk")
      echo "udf ${label:-${found#udf }}"
      ;;
    *) echo "$found" ;;
  esac
}

# list_media: `device kind` for all that Windows gives a letter without being told.
list_media() {
  for block in /sys/block/sr* /sys/block/fd* /sys/block/sd*; do
    [ -e "$block" ] || continue
    name=${block##*/}
    case $name in
      sr*) echo "/dev/$name cdrom" ;;
      *)
        [ "$(cat "$block/removable")" = 1 ] || continue
        echo "/dev/$name removable"
        for part in "$block/$name"[0-9]*; do
          [ ! -e "$part" ] || echo "/dev/${part##*/} removable"
        done
        ;;
    esac
  done
}

# map_volumes FIRST-LETTER: hands letters out in an order that depends on the host's seed alone,
# because real letters cannot be foreseen either, and mounts each volume at `/<letter>:`.
map_volumes() {
  letters=$(printf 'CDEFGHIJKLMNOPQRSTUVW' | sed "s/.*$1/$1/")
  : >"$VOLUMES"
  list_media | awk -v seed="$(rehearsal_seed)" -f "$GOLDPANE/lib/shuffle.awk" >/run/media
  while read -r device kind; do
    identified=$(identify_volume "$device")
    [ -n "$identified" ] || continue
    letter=${letters%"${letters#?}"} letters=${letters#?}
    mount_volume "$device" "${identified%% *}" "/$letter:" || continue
    printf '%s\t%s\t%s\t%s\t%s\n' "$letter" "/$letter:" "$kind" "${identified#* }" "$device" >>"$VOLUMES"
  done </run/media
  say "letters$(awk -F'\t' '{ printf " %s:=%s", $1, $4 }' "$VOLUMES") (seed $(rehearsal_seed))"
}

# mount_volume DEVICE FILESYSTEM DIRECTORY
mount_volume() {
  mkdir -p "$3"
  case $2 in
    iso9660 | udf) mount -t "$2" -o ro "$1" "$3" ;;
    vfat) mount -t vfat "$1" "$3" ;;
    *) return 1 ;;
  esac
}

unmount_media() {
  while IFS=$TAB read -r _ where _; do umount "$where" 2>/dev/null; done <"$VOLUMES"
}

# volumes_of_kind KIND: mount points in drive-letter order.
volumes_of_kind() { sort "$VOLUMES" | awk -F'\t' -v kind="$1" '$3 == kind { print $2 }'; }

# volumes_labelled LABEL: mount points in drive-letter order; without a label all of them.
volumes_labelled() {
  sort "$VOLUMES" | awk -F'\t' -v label="$1" 'label == "" || toupper($4) == toupper(label) { print $2 }'
}

# path_below DIRECTORY NAME…/NAME: the path as it is written on the volume; Windows does not mind the case.
path_below() {
  if [ -e "$1/$2" ]; then echo "$1/$2"; else find "$1" -ipath "$1/$2" 2>/dev/null | head -n 1; fi
}
