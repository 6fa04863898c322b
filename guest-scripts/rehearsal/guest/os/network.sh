# The network, and the power button.

bring_up_network() {
  nic=$(nic_name)
  [ -n "$nic" ] || return 0
  ip link set "$nic" up
  udhcpc -b -S -t 5 -T 2 -i "$nic" -s "$GOLDPANE/bin/dhcp-event" >/dev/null 2>&1 &
}

# watch_power_button: QEMU's system_powerdown is an ACPI power button.
watch_power_button() {
  acpid -f -c "$GOLDPANE/etc/acpi" -l /run/acpid.log >/dev/null 2>&1 &
}
