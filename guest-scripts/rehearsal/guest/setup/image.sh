# Which image of install.wim, and its way to the disk.

# choose_image: sets IMAGE to the index. Looked up before anything is wiped.
choose_image() {
  tool wimlib-imagex info "$DISTRIBUTION/sources/install.wim" |
    awk -F': *' '/^Index:/ { index_ = $2 } /^Name:/ { print index_ "\t" $2 } /^Description:/ { print index_ "\t" $2 }' >/run/images.tsv
  key_path=ImageInstall/OSImage/InstallFrom
  item=$(awk -F'\t' -v list="$key_path/" '$1 == "windowsPE" && index($3, list "MetaData") == 1 && $3 ~ /\/Key$/ { sub(/\/Key$/, "", $3); print $3; exit }' "$ANSWERS")
  [ -n "$item" ] || stop_setup "the edition page waits for a person: no /IMAGE/INDEX and no /IMAGE/NAME"
  key=$(answer windowsPE Microsoft-Windows-Setup "$item/Key" | tr '[:lower:]' '[:upper:]')
  wanted=$(answer windowsPE Microsoft-Windows-Setup "$item/Value")
  case $key in
    /IMAGE/INDEX) IMAGE=$(awk -F'\t' -v wanted="$wanted" '$1 == wanted { print $1; exit }' /run/images.tsv) ;;
    /IMAGE/NAME | /IMAGE/DESCRIPTION) IMAGE=$(awk -F'\t' -v wanted="$wanted" '$2 == wanted { print $1; exit }' /run/images.tsv) ;;
    *) stop_setup "ImageInstall asks by $key, which Setup does not know" ;;
  esac
  [ -n "$IMAGE" ] || stop_setup "install.wim has no image with $key $wanted"
  say "image $IMAGE ($key $wanted)"
}

apply_image() {
  tool wimlib-imagex apply "$DISTRIBUTION/sources/install.wim" "$IMAGE" "$WINDOWS_PARTITION" >/run/apply.log 2>&1 ||
    stop_setup "the image could not be applied: $(tail -n 1 /run/apply.log)"
}
