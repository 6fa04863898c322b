import { Listr } from 'listr2'; export const impure = Listr;
