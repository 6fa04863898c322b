# The oobeSystem pass up to the first logon.

SHELL_SETUP=Microsoft-Windows-Shell-Setup

play_oobe() {
  screen "out-of-box experience"
  say "stage oobe"
  [ -e "$ANSWERS" ] || cp /C:/Windows/Panther/answers.tsv "$ANSWERS"
  [ -n "$(nic_name)" ] || stop_setup "OOBE waits for a person: no network adapter"
  accounts=$(awk -F'\t' '$1 == "oobeSystem" && $3 ~ /LocalAccount\[[0-9]+\]\/Name$/ { print $4 }' "$ANSWERS")
  if grep -q 'UserAccounts/AdministratorPassword' "$ANSWERS"; then
    accounts="Administrator
$accounts"
  fi
  [ -n "$accounts" ] || stop_setup "OOBE waits for a person: no account"
  : >/C:/Windows/System32/config/SAM
  echo "$accounts" | while read -r account; do
    [ -n "$account" ] || continue
    mkdir -p "/C:/Users/$account"
    echo "$account:" >>/C:/Windows/System32/config/SAM
  done
  blank_passwords /C:/Windows/Panther/unattend.xml
}

# play_first_logon: its commands run when somebody logs on, which takes AutoLogon.
play_first_logon() {
  say "stage first-logon"
  [ "$(answer oobeSystem $SHELL_SETUP AutoLogon/Enabled)" = true ] || stop_setup "nobody logs on: AutoLogon is not enabled"
  screen "first logon of $(answer oobeSystem $SHELL_SETUP AutoLogon/Username)"
  set_image_state IMAGE_STATE_COMPLETE
  set_next_pass none
  run_answer_commands oobeSystem $SHELL_SETUP FirstLogonCommands CommandLine
  rm -f /C:/Windows/Panther/answers.tsv
}

# blank_passwords FILE: Windows blanks them in the cached answer file once their pass is done.
# Written over in place, so that no copy stays in free clusters.
blank_passwords() {
  awk -f "$GOLDPANE/os/blank-passwords.awk" "$1" >/run/blanked.xml
  dd if=/run/blanked.xml of="$1" conv=notrunc 2>/dev/null
}
