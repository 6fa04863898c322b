import { statelessDetector } from './detector.ts';
import { fail, quote } from './fail.ts';

/** A script inside the guest that gave up, or Windows Setup itself by way of its error handler. */
export const setupStopped = statelessDetector((event, scene) => {
  if (event.kind !== 'guest.message' || event.message.kind !== 'error') return undefined;
  const { where, text } = event.message;
  const isSetup = /^(setup|errorhandler)/i.test(where);
  return fail(scene, {
    code: isSetup ? 'GP-GUEST-STOPPED' : 'GP-GUEST-ERROR',
    cause: isSetup ? `Setup stopped: ${quote(text)}` : `${where} gave up inside the guest: ${quote(text)}`,
    hint: isSetup
      ? "Look at the last screenshot; Setup's own words are in serial.log"
      : 'The last lines of serial.log tell what the script found',
  });
});
