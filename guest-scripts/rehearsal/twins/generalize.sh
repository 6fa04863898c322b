# shellcheck shell=dash
# Twin of generalize.ps1: plays sysprep, which needs its answer file and leaves its state.
# shellcheck source=SCRIPTDIR/goldpane.sh
. "${GOLDPANE_ROOT:-}/C:/ProgramData/goldpane/goldpane.sh"

medium=$(volume-path GP_LAYER) || give_up generalize 'no attached volume is labelled GP_LAYER'
[ -s "$medium/sysprep/unattend.xml" ] || give_up generalize 'the layer medium has no answer file for sysprep'
printf '[State]\r\nImageState=IMAGE_STATE_GENERALIZE_RESEAL_TO_OOBE\r\n' >"$SYSTEM/Windows/Setup/State/State.ini" ||
  give_up generalize 'cannot write the state of the image'
sync
