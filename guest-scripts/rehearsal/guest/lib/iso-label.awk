# Reads sectors 16… of a CD as lines of hex and prints `<filesystem> <label>` (ECMA-119 8.4, Joliet,
# ECMA-167 2/9.1). Windows prefers UDF's label to Joliet's, and Joliet's to that of ISO 9660.
function text(hex, step, first,   i, code, out) {
  for (i = first; i + 1 <= length(hex); i += step) {
    code = 16 * digit(substr(hex, i, 1)) + digit(substr(hex, i + 1, 1))
    if (code >= 32 && code < 127) out = out sprintf("%c", code)
  }
  sub(/ +$/, "", out)
  return out
}
function digit(c) { return index("0123456789abcdef", c) - 1 }
{
  id = substr($0, 3, 10)
  if (id == "4344303031" && substr($0, 1, 2) == "01") { kind = "iso9660"; label = text(substr($0, 81, 64), 2, 1) }
  # Joliet: a supplementary descriptor with one of three escape sequences; its text is UCS-2, big endian.
  if (id == "4344303031" && substr($0, 1, 2) == "02" && substr($0, 177, 6) ~ /^252f4[035]$/) joliet = text(substr($0, 81, 64), 4, 3)
  if (id ~ /^4e53523[0-9]/) udf = 1
}
END {
  if (joliet != "") label = joliet
  if (udf) print "udf " label
  else if (kind != "") print kind " " label
}
