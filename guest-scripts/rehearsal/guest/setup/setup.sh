# The first boot: plays Windows Setup from the medium, up to its restart from the disk.

for part in answer-file requirements image drivers disk boot-files; do
  . "$GOLDPANE/setup/$part.sh"
done

screen "Setup"
wait_for_block_devices
map_volumes C
say_facts
find_distribution
take_answer_file

say "stage windowsPE"
run_answer_commands windowsPE Microsoft-Windows-Setup RunSynchronous Path
play_setup_failure
check_requirements
check_language
check_eula
choose_image
check_drivers
choose_disk

say "stage partition"
partition_disk
say "stage format"
format_volumes
say "stage apply"
apply_image
say "stage boot-files"
write_boot_files
hand_over

if failing shutdown-early; then
  say "playing shutdown-early"
  shutdown -P
  wait_for_ever
fi
say "restart into the installed system"
shutdown -r
wait_for_ever
