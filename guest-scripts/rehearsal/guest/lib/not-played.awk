# First file: what is played, `<pass> <component> <path prefix>`. Second file: the flattened answers.
# Prints a line for each pass and component with the settings that nothing plays.
FNR == 1 { file++ }
file == 1 { if ($0 !~ /^#/ && NF) { split($0, part, " "); played[++n] = part[1] "\t" part[2] "\t" part[3] } next }
{
  here = $1 "\t" $2 "\t" $3 "/"
  for (i = 1; i <= n; i++) if (index(here, played[i] "/") == 1 || index(here, played[i] "[") == 1) next
  setting = $3
  sub(/\[.*/, "", setting)
  key = $1 " " $2
  if ((key, setting) in seen) next
  seen[key, setting] = 1
  if (!(key in list)) order[++m] = key
  list[key] = list[key] " " setting
}
END { for (i = 1; i <= m; i++) print order[i] ":" list[order[i]] }
