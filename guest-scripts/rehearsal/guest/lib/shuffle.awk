# Prints its lines in an order that `seed` alone decides (Park and Miller's generator: the same
# numbers in every awk, which srand and rand do not promise).
function below(n) { state = (state * 16807) % 2147483647; return state % n }
{ line[NR] = $0 }
END {
  state = (seed % 2147483646) + 1
  for (i = 0; i < 8; i++) below(2)
  for (i = NR; i > 1; i--) { j = below(i) + 1; held = line[i]; line[i] = line[j]; line[j] = held }
  for (i = 1; i <= NR; i++) print line[i]
}
