# Loads only the drivers that the machine's buses ask for: each module costs about 35 ms under TCG.
# /modules/dependencies holds `module: first second …`, dependencies in load order.

LOADED=

# load_module NAME…: each with what it depends on; names that are built into the kernel have no file.
load_module() {
  for wanted in "$@"; do
    for module in $(sed -n "s/^$wanted: *//p" /modules/dependencies) "$wanted"; do
      case " $LOADED " in *" $module "*) continue ;; esac
      LOADED="$LOADED $module"
      [ ! -e "/modules/$module.ko" ] || insmod "/modules/$module.ko" 2>>/run/insmod.log
    done
  done
}

# load_modules: by PCI id and ACPI device, then the file systems.
load_modules() {
  load_module virtio_pci
  for device in /sys/bus/pci/devices/*; do
    read -r vendor <"$device/vendor"
    read -r id <"$device/device"
    read -r class <"$device/class"
    # shellcheck disable=SC2046 # a list of names
    load_module $(modules_for "$vendor:$id:$class")
  done
  [ ! -e /sys/bus/acpi/devices/QEMU0001:00 ] || load_module pvpanic_mmio
  [ ! -e /sys/bus/acpi/devices/QEMU0002:00 ] || load_module qemu_fw_cfg
  load_module nls_cp437 nls_ascii nls_utf8 vfat fuse efivarfs isofs udf
  [ ! -s /run/insmod.log ] || say "drivers that did not load: $(tr '\n' ';' </run/insmod.log)"
}

# modules_for VENDOR:DEVICE:CLASS
modules_for() {
  case $1 in
    *:0x0106??) echo ahci sd_mod sr_mod ;;
    *:0x0c0330) echo xhci_pci usb_storage sd_mod ;;
    *:0x010802) echo nvme ;;
    0x1af4:0x1000:* | 0x1af4:0x1041:*) echo virtio_net ;;
    0x1af4:0x1001:* | 0x1af4:0x1042:*) echo virtio_blk ;;
    0x1af4:0x1003:* | 0x1af4:0x1043:*) echo virtio_console ;;
    0x1af4:0x1004:* | 0x1af4:0x1048:*) echo virtio_scsi sd_mod ;;
    0x8086:0x10d3:*) echo e1000e ;;
    0x1b36:0x0011:*) echo pvpanic_pci ;;
  esac
}
