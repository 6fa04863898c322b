# Loads only the drivers that the machine's buses ask for: each module costs about 35 ms under TCG.

# load_modules: by PCI id and ACPI device, then the file systems; all in one process.
load_modules() {
  wanted="virtio_pci nls_cp437 nls_ascii nls_utf8 vfat fuse efivarfs isofs udf"
  for device in /sys/bus/pci/devices/*; do
    read -r vendor <"$device/vendor"
    read -r id <"$device/device"
    read -r class <"$device/class"
    add_modules_for "$vendor:$id:$class"
  done
  [ ! -e /sys/bus/acpi/devices/QEMU0001:00 ] || wanted="$wanted pvpanic_mmio"
  [ ! -e /sys/bus/acpi/devices/QEMU0002:00 ] || wanted="$wanted qemu_fw_cfg"
  [ "$role" = setup ] || wanted="$wanted button evdev"
  # shellcheck disable=SC2086 # a list of names
  modprobe -a $wanted 2>/run/modprobe.log
}

# add_modules_for VENDOR:DEVICE:CLASS
add_modules_for() {
  case $1 in
    *:0x0106??) wanted="$wanted ahci sd_mod sr_mod" ;;
    *:0x0c0330) wanted="$wanted xhci_pci usb_storage sd_mod" ;;
    *:0x010802) wanted="$wanted nvme" ;;
    0x1af4:0x1000:* | 0x1af4:0x1041:*) wanted="$wanted virtio_net" ;;
    0x1af4:0x1001:* | 0x1af4:0x1042:*) wanted="$wanted virtio_blk" ;;
    0x1af4:0x1003:* | 0x1af4:0x1043:*) wanted="$wanted virtio_console" ;;
    0x1af4:0x1004:* | 0x1af4:0x1048:*) wanted="$wanted virtio_scsi sd_mod" ;;
    0x8086:0x10d3:*) wanted="$wanted e1000e" ;;
    0x1b36:0x0011:*) wanted="$wanted pvpanic_pci" ;;
  esac
}
