# Every boot from the disk: what is left of the installation, then a running system.

for part in system-volume specialize oobe network; do
  . "$GOLDPANE/os/$part.sh"
done

screen "starting"
wait_for_block_devices
mount_system_volume
map_volumes D
say_facts
watch_power_button
bring_up_network
play_os_failure

case $(next_pass) in
  specialize)
    play_specialize
    play_oobe
    play_first_logon
    ;;
  oobe)
    play_oobe
    play_first_logon
    ;;
  none) ! agent_is_registered || start-guest-agent ;;
esac

say "running, $(image_state)"
wait_for_ever
