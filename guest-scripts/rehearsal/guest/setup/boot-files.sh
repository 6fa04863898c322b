# What makes the disk start: the EFI system partition and the firmware's boot entry.

write_boot_files() {
  # Windows copies the image first and fails here when no ModifyPartition formats the EFI partition.
  esp=$(partition_device "$ESP_PARTITION")
  mkdir -p /run/esp /run/target
  ntfs-3g -o no_def_opts,silent,big_writes "$WINDOWS_PARTITION" /run/target 2>/run/mount.log ||
    stop_setup "the Windows partition cannot be mounted: $(tail -n 1 /run/mount.log)"
  if [ -z "$ESP_PARTITION" ] || ! mount -t vfat "$esp" /run/esp 2>/run/mount.log; then
    stop_setup "boot files could not be written: no formatted EFI partition"
  fi
  boot=/run/target/Windows/Boot/EFI
  mkdir -p /run/esp/EFI/Microsoft/Boot /run/esp/EFI/Boot /run/esp/EFI/debian
  cp $boot/bootmgfw.efi $boot/grubx64.efi $boot/vmlinuz $boot/initrd.img /run/esp/EFI/Microsoft/Boot/
  cp $boot/bootmgfw.efi /run/esp/EFI/Boot/bootx64.efi
  cp $boot/grubx64.efi /run/esp/EFI/Boot/
  # Debian's signed GRUB looks for its configuration here and nowhere else.
  cp $boot/grub.cfg /run/esp/EFI/debian/
  umount /run/esp
  tool efibootmgr -q -c -d "$DISK" -p "$ESP_PARTITION" -L "Windows Boot Manager" \
    -l '\EFI\Microsoft\Boot\bootmgfw.efi' 2>/run/efibootmgr.log || stop_setup "no boot entry: $(tail -n 1 /run/efibootmgr.log)"
}

# hand_over: what the next boot needs, where Windows keeps it.
hand_over() {
  panther=/run/target/Windows/Panther
  mkdir -p $panther
  cp "$answer_file" $panther/unattend.xml
  sed '/Password\/Value/d' "$ANSWERS" >$panther/answers.tsv
  set_image_state IMAGE_STATE_UNDEPLOYABLE /run/target
  echo specialize >$panther/next-pass
  cp "$LOG" $panther/setupact.log
  umount /run/target
  unmount_media
}
