/** Exit code of QEMU when the program of `tinyBios` has run: isa-debug-exit makes 2n + 1 of the byte it gets. */
export const tinyBiosExitCode = 33;

/** Port of the device isa-debug-exit that the program writes to. */
export const debugExitPort = 0xf4;

const imageBytes = 64 * 1024;
/** Where the processor begins. Source: Intel SDM volume 3, 9.1.4 */
const resetVector = 0xfff0;
/** Where the last 64 KiB of a BIOS appear below 1 MiB. */
const shadow = 0xf0000;
const [realMode, protectedMode, descriptors, descriptorTable] = [0, 0x20, 0x40, 0x60];

/**
 * A BIOS that does one thing: it enters 32-bit protected mode, waits for the floating point unit, resets it and leaves.
 * That is the least of what firmware does that a KVM was seen to fail on; 16-bit code, and 32-bit code without that
 * wait, it ran.
 */
export function tinyBios(): Buffer {
  const image = Buffer.alloc(imageBytes, 0xf4);
  const put = (at: number, ...bytes: readonly number[]) => Buffer.from(bytes).copy(image, at);
  // jmp far F000:0000
  put(resetVector, 0xea, 0x00, 0x00, 0x00, 0xf0);
  // cli; lgdt cs:[descriptorTable]; mov eax, cr0; or al, 1; mov cr0, eax; jmp far 8:protectedMode
  put(realMode, 0xfa, 0x2e, 0x0f, 0x01, 0x16, descriptorTable, 0x00);
  put(realMode + 7, 0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0);
  put(realMode + 15, 0x66, 0xea, ...doubleWord(shadow + protectedMode), 0x08, 0x00);
  // mov ax, 16; mov ds, ax; finit; out debugExitPort, al; hlt
  put(protectedMode, 0x66, 0xb8, 0x10, 0x00, 0x8e, 0xd8, 0x9b, 0xdb, 0xe3, 0xe6, debugExitPort, 0xf4);
  // Null, then flat code and flat data of 4 GiB, marked as used: the processor cannot mark them in read-only memory.
  put(descriptors, 0, 0, 0, 0, 0, 0, 0, 0);
  put(descriptors + 8, 0xff, 0xff, 0, 0, 0, 0x9b, 0xcf, 0);
  put(descriptors + 16, 0xff, 0xff, 0, 0, 0, 0x93, 0xcf, 0);
  put(descriptorTable, 23, 0, ...doubleWord(shadow + descriptors));
  return image;
}

function doubleWord(value: number): readonly number[] {
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, (value >> 24) & 0xff];
}
