# shellcheck shell=dash
# Twin of rehearsal-settings.ps1.
set -e
greeting=hello
[ "$1" != -Greeting ] || greeting=$2
directory=${GOLDPANE_ROOT:-}/C:/ProgramData/rehearsal
mkdir -p "$directory"
printf 'greeting=%s\r\n' "$greeting" >"$directory/settings.ini"
echo "greeting is $greeting"
