import { GoldpaneError } from '../../base/errors.ts';

/** The error for a directory, or anything else that is there, where a medium is wanted. */
export function notAFile(path: string): GoldpaneError {
  return new GoldpaneError('GP-MEDIA-MISSING', `${path} is no file`, {
    hint: 'Give the ISO, not what was unpacked of it',
  });
}
