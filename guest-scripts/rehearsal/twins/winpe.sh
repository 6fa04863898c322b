# shellcheck shell=dash
# Twin of winpe.cmd: says that Setup runs.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${0%/*}/goldpane.sh"
send_message '{"kind":"stage","stage":"winpe"}'
exit 0
