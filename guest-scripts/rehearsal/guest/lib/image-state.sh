# How far the installed system is, kept on its disk.

# set_image_state STATE: where real Windows keeps it as well (Setup\State\State.ini).
set_image_state() {
  mkdir -p "${2:-/C:}/Windows/Setup/State"
  printf '[State]\r\nImageState=%s\r\n' "$1" >"${2:-/C:}/Windows/Setup/State/State.ini"
}

image_state() { sed -n 's/^ImageState=\([A-Z_]*\).*/\1/p' /C:/Windows/Setup/State/State.ini; }
