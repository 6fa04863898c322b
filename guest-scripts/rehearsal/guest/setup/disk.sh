# DiskConfiguration: which disk, its partitions (PARTITIONS), and their file systems.

PARTITIONS=/run/partitions.tsv # number, sfdisk line, format, label

# choose_disk: sets DISK and DISK_ITEM from the DiskID that InstallTo names.
choose_disk() {
  setup=Microsoft-Windows-Setup
  install_to=ImageInstall/OSImage/InstallTo
  disk_id=$(answer windowsPE $setup $install_to/DiskID)
  INSTALL_PARTITION=$(answer windowsPE $setup $install_to/PartitionID)
  available=$(answer windowsPE $setup ImageInstall/OSImage/InstallToAvailablePartition)
  [ -z "$disk_id" ] || [ "$available" != true ] || stop_setup "InstallTo and InstallToAvailablePartition exclude each other"
  DISK_ITEM=$(awk -F'\t' -v id="${disk_id:-0}" '$1 == "windowsPE" && $3 ~ /^DiskConfiguration\/Disk\[[0-9]+\]\/DiskID$/ && $4 == id { sub(/\/DiskID$/, "", $3); print $3; exit }' "$ANSWERS")
  [ -n "$DISK_ITEM" ] || stop_setup "the disk page waits for a person: no DiskConfiguration for disk ${disk_id:-0}"
  DISK=$(disk_with_id "${disk_id:-0}")
  [ -n "$DISK" ] || stop_setup "no disk ${disk_id:-0}: no disk, or no driver for its controller"
  [ "$(answer windowsPE $setup "$DISK_ITEM/WillWipeDisk")" = true ] || [ -z "$(ls -d "/sys/block/${DISK##*/}/${DISK##*/}"* 2>/dev/null)" ] ||
    stop_setup "disk ${disk_id:-0} has partitions and WillWipeDisk is not true"
  say "disk ${disk_id:-0} is ${DISK##*/}, $(($(cat "/sys/block/${DISK##*/}/size") / 2097152)) GiB"
}

# disk_with_id N: fixed writable disks. With more than one the numbers depend on which driver came
# first, so the rehearsal takes the order that hurts: the last one found is disk 0.
disk_with_id() {
  for block in /sys/block/nvme*n* /sys/block/sd* /sys/block/vd*; do
    [ -e "$block" ] && [ "$(cat "$block/removable")" = 0 ] && [ "$(cat "$block/ro")" = 0 ] && echo "/dev/${block##*/}"
  done | sort -r >/run/disks
  [ "$(wc -l </run/disks)" -lt 2 ] || say "more than one writable disk: DiskID is ambiguous"
  sed -n "$(($1 + 1))p" /run/disks
}

# plan_partitions: CreatePartitions first, then what ModifyPartitions says of each (PartitionID counts from 1).
plan_partitions() {
  awk -F'\t' -v disk="$DISK_ITEM/" -f "$GOLDPANE/setup/partitions.awk" "$ANSWERS" >"$PARTITIONS"
  [ -s "$PARTITIONS" ] || stop_setup "the disk page waits for a person: no CreatePartition"
  [ -n "$INSTALL_PARTITION" ] || INSTALL_PARTITION=$(awk -F'\t' '$3 == "NTFS" { last = $1 } END { print last }' "$PARTITIONS")
  grep -q "^$INSTALL_PARTITION$TAB" "$PARTITIONS" || stop_setup "InstallTo names partition $INSTALL_PARTITION, which nothing creates"
}

partition_disk() {
  plan_partitions
  { echo 'label: gpt' && cut -f 2 "$PARTITIONS"; } | tool sfdisk -q --wipe always --wipe-partitions always "$DISK" >/run/sfdisk.log 2>&1 ||
    stop_setup "disk could not be partitioned: $(tail -n 1 /run/sfdisk.log)"
  WINDOWS_PARTITION=$(partition_device "$INSTALL_PARTITION")
  tries=0
  while [ ! -b "$WINDOWS_PARTITION" ] && [ $tries -lt 50 ]; do
    sleep 0.1
    tries=$((tries + 1))
  done
}

# partition_device N: nvme0n1 has partitions nvme0n1p1, vda has vda1.
partition_device() { case $DISK in *[0-9]) echo "${DISK}p$1" ;; *) echo "$DISK$1" ;; esac; }

format_volumes() {
  sectors=$(windows_volume_sectors)
  while IFS=$TAB read -r number _ format label; do
    device=$(partition_device "$number")
    case $format in
      FAT32) set -- mkfs.fat -F 32 -n "$label" "$device" ;;
      NTFS) set -- mkntfs -Q -F -L "$label" "$device" ${sectors:+"$sectors"} ;;
      *) continue ;;
    esac
    tool "$@" >/run/format.log 2>&1 || stop_setup "partition $number could not be formatted: $(tail -n 1 /run/format.log)"
  done <"$PARTITIONS"
  ESP_PARTITION=$(awk -F'\t' '$2 ~ /C12A7328/ { print $1; exit }' "$PARTITIONS")
  grep -q "^$INSTALL_PARTITION$TAB.*${TAB}NTFS$TAB" "$PARTITIONS" || stop_setup "partition $INSTALL_PARTITION is not formatted with NTFS"
}
