export const face = 1; export const load = () => import('./cli/main.ts');
