# shellcheck shell=dash
# Twin of report-facts.ps1: tells the host what the system runs on.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${GOLDPANE_ROOT:-}/C:/ProgramData/goldpane/goldpane.sh"

# send_fact NAME JSON-VALUE
send_fact() {
  echo "$1 = $2"
  send_message "{\"kind\":\"fact\",\"name\":\"$1\",\"value\":$2}"
}

machine-facts | while IFS='=' read -r name value; do
  case $name in
    secureBoot) send_fact secureBoot "$value" ;;
    tpm) send_fact tpm "\"$value\"" ;;
  esac
done
