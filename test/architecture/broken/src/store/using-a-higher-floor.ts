export async function gone() { await using lazy = await import('../cli/main.ts'); return lazy; }
