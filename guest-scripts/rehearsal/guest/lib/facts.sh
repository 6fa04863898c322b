# What the machine is, read from the kernel.

EFI_GLOBAL=8be4df61-93ca-11d2-aa0d-00e098032b8c # UEFI specification: EFI_GLOBAL_VARIABLE

# secure_boot: 1, 0 or none. An efivarfs file starts with four bytes of attributes.
secure_boot() {
  variable=/sys/firmware/efi/efivars/SecureBoot-$EFI_GLOBAL
  if [ -e "$variable" ]; then
    tail -c 1 "$variable" | hexdump -v -e '/1 "%d"'
  else
    echo none
  fi
}

# tpm_version: 2.0, 1.2 or none.
tpm_version() {
  case $(cat /sys/class/tpm/tpm0/tpm_version_major 2>/dev/null) in
    2) echo 2.0 ;;
    1) echo 1.2 ;;
    *) echo none ;;
  esac
}

cpu_count() { grep -c ^processor /proc/cpuinfo; }

memory_mib() { awk '/^MemTotal/ { print int($2 / 1024) }' /proc/meminfo; }

# nic_name: the first network interface that is not the loopback.
nic_name() {
  for nic in /sys/class/net/*; do
    case ${nic##*/} in lo) ;; *) [ ! -e "$nic" ] || { echo "${nic##*/}"; return; } ;; esac
  done
}

say_facts() {
  say "facts secureboot=$(secure_boot) tpm=$(tpm_version) cpus=$(cpu_count) memory=$(memory_mib)M nic=$(nic_name)"
}

# fw_cfg NAME: a string the host passed with -fw_cfg, without the spaces that pad it.
fw_cfg() {
  sed 's/ *$//' "/sys/firmware/qemu_fw_cfg/by_name/opt/goldpane/$1/raw" 2>/dev/null
}

rehearsal_seed() {
  seed=$(fw_cfg rehearsal-seed)
  echo "${seed:-0}"
}
