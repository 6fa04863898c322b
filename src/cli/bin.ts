#!/usr/bin/env node
// Everything else is imported after this check: an older Node may not even be able to read it.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 13)) {
  // Compiled modules are kept in the temporary directory (node:module, Node 22.1): a command starts in half the time.
  (await import('node:module')).enableCompileCache();
  await import('./main.ts');
} else {
  process.stderr.write(`goldpane needs Node 22.13 or newer, and this is Node ${process.versions.node}\n`);
  process.exitCode = 2;
}
