export type { ErrorCode } from './base/error-codes.ts';
export { GoldpaneError } from './base/errors.ts';
