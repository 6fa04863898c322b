# What Setup looks at before it goes on.

# check_requirements: Windows 11's, unless the answer file has set LabConfig switches.
check_requirements() {
  missing=
  [ "$(tpm_version)" = 2.0 ] || [ -e /run/labconfig/TPM ] || missing="$missing TPM 2.0,"
  [ "$(secure_boot)" = 1 ] || [ -e /run/labconfig/SecureBoot ] || missing="$missing Secure Boot,"
  [ "$(cpu_count)" -ge 2 ] || [ -e /run/labconfig/CPU ] || missing="$missing two processors,"
  [ -z "$missing" ] || stop_setup "This PC can't run Windows 11: it lacks${missing%,}"
}

# check_language: a UILanguage that the medium does not have makes Setup ask for one.
check_language() {
  wanted=$(answer windowsPE Microsoft-Windows-International-Core-WinPE SetupUILanguage/UILanguage)
  has=$(sed -n 's/^\([A-Za-z-]*\) *=.*/\1/p' "$DISTRIBUTION/sources/lang.ini" | head -n 1)
  [ "$(echo "$wanted" | tr '[:upper:]' '[:lower:]')" = "$(echo "$has" | tr '[:upper:]' '[:lower:]')" ] ||
    stop_setup "the language page waits for a person: UILanguage is '$wanted', the medium has $has"
}

check_eula() {
  [ "$(answer windowsPE Microsoft-Windows-Setup UserData/AcceptEula)" = true ] ||
    stop_setup "the licence page waits for a person: AcceptEula is not true"
}
