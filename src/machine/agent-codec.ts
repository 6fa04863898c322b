import * as z from 'zod';
import { lineSplitter } from './line-splitter.ts';

/** What the guest agent answers. Noise is anything else: the guest's side of the channel is hostile input. */
export type AgentMessage =
  | { readonly kind: 'reply'; readonly value: unknown }
  | { readonly kind: 'error'; readonly text: string }
  | { readonly kind: 'noise' };

const AgentLine = z.union([
  z.object({ return: z.unknown() }).refine((line) => 'return' in line),
  z.object({ error: z.object({ class: z.string().max(200).default(''), desc: z.string().max(4000) }) }),
]);

/** Longest answer that is taken; a longer one becomes noise. */
const maxLineBytes = 16 * 1024 * 1024;
const delimiter = 0xff;

/**
 * A decoder that takes bytes in any chunks. A byte 0xFF, which no JSON holds, ends whatever was not whole: the agent
 * sends it before the answer to `guest-sync-delimited`. Source: qemu qga/qapi-schema.json
 */
export function agentDecoder() {
  const lines = lineSplitter(maxLineBytes);
  return (bytes: Uint8Array): readonly AgentMessage[] => {
    const messages: AgentMessage[] = [];
    let rest = bytes;
    for (let end = rest.indexOf(delimiter); end >= 0; end = rest.indexOf(delimiter)) {
      messages.push(...lines.push(rest.subarray(0, end)).map(agentMessage));
      lines.reset();
      rest = rest.subarray(end + 1);
    }
    return [...messages, ...lines.push(rest).map(agentMessage)];
  };
}

/** One command as it goes over the wire. */
export function encodeAgent(command: string, args: Readonly<Record<string, unknown>> = {}): string {
  return `${JSON.stringify({ execute: command, arguments: args })}\n`;
}

/** The command that brings both sides in step, after a delimiter that ends what the agent may have half read. */
export function encodeAgentSync(id: number): Buffer {
  return Buffer.concat([Buffer.of(delimiter), Buffer.from(encodeAgent('guest-sync-delimited', { id }))]);
}

function agentMessage(line: string): AgentMessage {
  const parsed = AgentLine.safeParse(parseJson(line));
  if (!parsed.success) return { kind: 'noise' };
  if ('error' in parsed.data) return { kind: 'error', text: parsed.data.error.desc };
  return { kind: 'reply', value: parsed.data.return };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
