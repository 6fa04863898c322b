// The command line's entry: replaced when the first command exists.
process.stdout.write('goldpane 0.1.0\n');
