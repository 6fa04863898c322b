import * as z from 'zod';
import type { Nonce } from './ids.ts';

/** What a guest script may say on COM1. Unknown kinds are kept as text: a newer script never breaks an older host. */
export const GuestMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stage'), stage: z.enum(['winpe', 'specialize', 'oobe', 'first-logon']) }),
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('done'), layer: z.string().max(200) }),
  z.object({
    kind: z.literal('fact'),
    name: z.string().max(100),
    value: z.union([z.string().max(1000), z.number(), z.boolean()]),
  }),
  z.object({ kind: z.literal('error'), where: z.string().max(200), text: z.string().max(4000) }),
]);
export type GuestMessage = z.infer<typeof GuestMessage>;

/** Longest line that is looked at; the rest of a longer one is dropped. */
export const maxLineBytes = 64 * 1024;

/** One line of COM1: a message that carries this boot's nonce, or text that proves nothing. */
export type GuestLine =
  | { readonly kind: 'message'; readonly message: GuestMessage }
  | { readonly kind: 'text'; readonly text: string };

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal control sequences are what is removed here
const terminalNoise = /\u001b\[[0-9;=?]*[ -/]*[@-~]|\u001b[@-_]|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/**
 * Reads one line of COM1, without its line end. The firmware mirrors its console to the same port, so a frame may
 * have terminal codes around it or text before it.
 */
export function parseGuestLine(line: string, nonce: Nonce): GuestLine {
  const text = line.replaceAll(terminalNoise, '');
  const prefix = `@goldpane ${nonce} `;
  const start = text.indexOf(prefix);
  if (start < 0) return { kind: 'text', text };
  const message = GuestMessage.safeParse(parseJson(text.slice(start + prefix.length)));
  return message.success ? { kind: 'message', message: message.data } : { kind: 'text', text };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
