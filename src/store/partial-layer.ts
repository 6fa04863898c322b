import type { LayerKey } from '../base/ids.ts';
import type { StoredLayer } from './find-layer.ts';
import type { LayerRecord } from './layer-record.ts';
import type { Store } from './store.ts';

/** What a layer's first boot starts from. */
export type LayerOrigin =
  | {
      readonly kind: 'fresh';
      readonly diskGib: number;
      /** Template of the UEFI variables, as the firmware's descriptor names it. */
      readonly uefiVars: { readonly path: string; readonly format: 'raw' | 'qcow2' };
    }
  | { readonly kind: 'layer'; readonly parent: StoredLayer };

/** A layer that is being made, or was when its build died. Hold its lock while you use it. */
export type PartialLayer = {
  readonly store: Store;
  readonly key: LayerKey;
  readonly directory: string;
  readonly record: LayerRecord;
  readonly origin: LayerOrigin;
};
