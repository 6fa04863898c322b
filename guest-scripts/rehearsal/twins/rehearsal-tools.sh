# shellcheck shell=dash
# Twin of rehearsal-tools.ps1.
set -e
name=hello
[ "$1" != -Name ] || name=$2
tools=${GOLDPANE_ROOT:-}/C:/Tools
mkdir -p "$tools"
printf '@echo Hello from goldpane\r\n' >"$tools/$name.cmd"
echo "installed $name"
