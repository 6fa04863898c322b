# Reads a UDF volume descriptor sequence as lines of hex and prints the logical volume's label
# (ECMA-167 3/10.6: tag 6, a 128-byte dstring at byte 84; its first byte is 8 or 16 bits a character).
function digit(c) { return index("0123456789abcdef", c) - 1 }
substr($0, 1, 4) == "0600" {
  field = substr($0, 169, 256)
  wide = substr(field, 1, 2) == "10"
  for (i = wide ? 5 : 3; i < 253; i += wide ? 4 : 2) {
    code = 16 * digit(substr(field, i, 1)) + digit(substr(field, i + 1, 1))
    if (code < 32) break
    out = out sprintf("%c", code)
  }
  print out
  exit
}
