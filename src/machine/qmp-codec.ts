import * as z from 'zod';
import { type LineSplitter, lineSplitter } from './line-splitter.ts';

/** What QEMU says on its control socket. Source: qemu docs/interop/qmp-spec.rst */
export type QmpMessage =
  | { readonly kind: 'greeting'; readonly version: string }
  | { readonly kind: 'event'; readonly name: string; readonly data: Readonly<Record<string, unknown>> }
  | { readonly kind: 'reply'; readonly id: number | undefined; readonly value: unknown }
  | { readonly kind: 'error'; readonly id: number | undefined; readonly text: string }
  | { readonly kind: 'noise'; readonly text: string };

const QmpLine = z.union([
  z.object({ event: z.string(), data: z.record(z.string(), z.unknown()).default({}) }),
  z.object({ return: z.unknown(), id: z.number().optional() }).refine((line) => 'return' in line),
  z.object({ error: z.object({ class: z.string(), desc: z.string() }), id: z.number().optional() }),
  z.object({
    QMP: z.object({
      version: z.object({ qemu: z.object({ major: z.number(), minor: z.number(), micro: z.number() }) }),
    }),
  }),
]);

/** Longest reply: `query-blockstats` of our machine has 30 KiB. */
const maxLineBytes = 16 * 1024 * 1024;

/** A decoder that takes bytes in any chunks and gives whole messages; what is no message comes out as noise. */
export function qmpDecoder(lines: LineSplitter = lineSplitter(maxLineBytes)) {
  return (bytes: Uint8Array): readonly QmpMessage[] =>
    lines
      .push(bytes)
      .filter((line) => line.trim() !== '')
      .map(qmpMessage);
}

/** One command as it goes over the wire. */
export function encodeQmp(id: number, command: string, args: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ execute: command, arguments: args, id })}\n`;
}

function qmpMessage(line: string): QmpMessage {
  const parsed = QmpLine.safeParse(parseJson(line));
  if (!parsed.success) return { kind: 'noise', text: line };
  const message = parsed.data;
  if ('event' in message) return { kind: 'event', name: message.event, data: message.data };
  if ('error' in message) {
    return { kind: 'error', id: message.id, text: `${message.error.class}: ${message.error.desc}` };
  }
  if ('return' in message) return { kind: 'reply', id: message.id, value: message.return };
  const { major, minor, micro } = message.QMP.version.qemu;
  return { kind: 'greeting', version: `${major}.${minor}.${micro}` };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
