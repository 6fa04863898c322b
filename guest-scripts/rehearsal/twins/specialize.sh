# shellcheck shell=dash
# Twin of specialize.ps1: prepares the installed system. It always ends with 0.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${0%/*}/goldpane.sh"
send_message '{"kind":"stage","stage":"specialize"}'
mkdir -p "$SYSTEM/Windows/Setup/Scripts"
cp "${0%/*}/ErrorHandler.cmd" "$SYSTEM/Windows/Setup/Scripts/"
exit 0
