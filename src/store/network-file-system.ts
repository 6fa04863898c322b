// docs: statfs(2), f_type
const types: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x00c36400, 'Ceph'],
  [0x0bd00bd0, 'Lustre'],
  [0x5346414f, 'AFS'],
  [0x6b414653, 'AFS'],
  [0x786f4256, 'VirtualBox shared folder'],
]);

/** Name of the network file system with this magic number; undefined when it is none. */
export function networkFileSystem(type: number): string | undefined {
  return types.get(type);
}
