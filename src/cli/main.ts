// What takes no command is answered at once: nothing but its text is imported.
const argv = process.argv.slice(2);

if (argv.length === 1 && /^(-h|--help)$/.test(argv[0] ?? '')) {
  process.stdout.write((await import('./root-help.ts')).rootHelp());
} else if (argv.length === 1 && /^(-V|--version)$/.test(argv[0] ?? '')) {
  process.stdout.write(`${(await import('./package-version.ts')).packageVersion()}\n`);
} else {
  process.exitCode = await (await import('./run-command-line.ts')).runCommandLine(argv, process.argv[1]);
}
