export const lazy = () => import('../machine/leaf.ts');
