# shellcheck shell=dash
# Twin of bootstrap.ps1: brings up the guest agent, then says that the install is finished until the power goes off.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${0%/*}/goldpane.sh"

if [ "$1" = -Announce ]; then
  while send_message '{"kind":"ready"}' 1; do sleep 1; done
  exit 1
fi

send_message '{"kind":"stage","stage":"first-logon"}'
mkdir -p "$STATE" || give_up bootstrap "cannot write to $STATE"
for name in goldpane.ps1 start-step.ps1 run-step.ps1 goldpane.json goldpane.sh start-step.sh run-step.sh json.awk; do
  cp "${0%/*}/$name" "$STATE/" || give_up bootstrap "cannot copy $name"
done
start-guest-agent || give_up bootstrap 'the guest agent does not start'
sync
setsid sh "$0" -Announce </dev/null >/dev/null 2>&1 &
