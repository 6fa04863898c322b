import type { Detector } from './detector.ts';
import { reduced } from './detector.ts';
import { isMarker } from './scene.ts';

/**
 * The good ends. A marker counts once per boot; a layer is complete when its marker was heard and the guest then shut
 * itself down. Its state says whether this boot's marker was heard.
 */
export const successMarker: Detector<boolean> = {
  initial: false,
  next(heard, event, scene) {
    const { options, boot } = scene;
    switch (event.kind) {
      case 'boot.started':
        return reduced(false);
      case 'guest.message':
        if (heard || !isMarker(options, event)) return reduced(heard);
        return reduced(true, options.kind === 'install' ? { kind: 'ready' } : { kind: 'done', layer: options.layer });
      case 'boot.finished':
        if (event.end.reason === 'reset') return reduced(heard, { kind: 'reboot', boot });
        if (event.end.reason !== 'shutdown' || !scene.marker) return reduced(heard);
        return reduced(heard, { kind: 'complete', layer: options.layer, boot });
      default:
        return reduced(heard);
    }
  },
};
