# $WinPEDriver$: Setup searches the root of every drive for it and loads each package it finds.

check_drivers() {
  : >/run/infs
  for volume in $(volumes_labelled ""); do
    folder=$(path_below "$volume" "\$WinPEDriver\$")
    [ -z "$folder" ] || take_packages "$folder"
  done
  twice=$(sed 's|.*/||' /run/infs | tr '[:upper:]' '[:lower:]' | sort | uniq -d | head -n 1)
  # Seen on 24H2 and later: a driver that is already loaded ends the whole installation.
  [ -z "$twice" ] || stop_setup "0x80070103 - 0x40031: $twice is offered twice"
  grep -qi '/viostor\.inf$' /run/infs || say "not played: Windows would not see a virtio disk, no \$WinPEDriver\$ holds viostor.inf"
}

# take_packages FOLDER: each folder in it is a driver package and must hold an .inf.
take_packages() {
  names=
  for package in "$1"/*/; do
    [ -d "$package" ] || continue
    package=${package%/}
    find "$package" -iname '*.inf' >/run/package-infs
    [ -s /run/package-infs ] || stop_setup "driver package ${package#/} holds no .inf"
    cat /run/package-infs >>/run/infs
    names="$names ${package##*/}"
  done
  say "drivers ${1#/}:${names:- none}"
}
