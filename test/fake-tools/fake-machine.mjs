/** Reads goldpane's command line back, by the rules of QEMU's own parser. */
export function parseMachine(args) {
  const all = (name) => args.flatMap((arg, at) => (arg === name ? [args[at + 1]] : []));
  const json = (name) => all(name).map((text) => JSON.parse(text));
  const chardevs = new Map(
    all('-chardev')
      .map((text) => pairs(text))
      .map((pair) => [pair.id, pair.path]),
  );
  const nodes = new Map(json('-blockdev').map((node) => [node['node-name'], node.file.filename]));
  const drives = json('-device').filter(({ driver }) => driver === 'ide-cd');
  const network = json('-netdev')[0];
  const tpm = chardevs.get('tpm-socket');
  return {
    accelerator: all('-accel')[0].split(',')[0],
    nonce: pairs(all('-smbios')[0]).sku,
    disk: nodes.get('disk-image'),
    files: [...nodes.values()],
    cds: drives.map(({ drive, bootindex }) => ({ path: nodes.get(drive), isBootable: bootindex !== undefined })),
    fwCfg: Object.fromEntries(
      all('-fw_cfg')
        .map((text) => pairs(text))
        .map(({ name, string }) => [name, string]),
    ),
    sockets: {
      qmp: chardevs.get('qmp'),
      com1: chardevs.get('com1'),
      agent: chardevs.get('agent-socket'),
      vnc: pairs(all('-vnc')[0] ?? '').vnc?.replace('unix:', ''),
    },
    connectTo: [tpm, network?.type === 'stream' ? network.addr.path : undefined].filter(Boolean),
  };
}

/** `a,key=value`: a doubled comma is a comma. */
function pairs(text) {
  const found = {};
  for (const part of text.replaceAll(',,', '\0').split(',')) {
    const [key, ...value] = part.replaceAll('\0', ',').split('=');
    found[key] = value.join('=');
  }
  return found;
}
