import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Edit } from '../../../edit/edit.ts';
import type { FrameShape } from '../episode/picture-at.ts';
import type { StudioStore } from '../model/studio-store.ts';
import type { Player } from '../player/player.ts';
import type { PictureStore } from '../timeline/picture-store.ts';
import type { Selection } from '../timeline/scene.ts';
import type { TimelineSurface } from '../timeline/surface.ts';

export type OpenDialog =
  | { readonly kind: 'keys' }
  | { readonly kind: 'export' }
  | { readonly kind: 'add' }
  | { readonly kind: 'voice' }
  | { readonly kind: 'tighten' }
  | { readonly kind: 'versions' }
  | { readonly kind: 'sync'; readonly angleId: string }
  | { readonly kind: 'files'; readonly angleId: string }
  | { readonly kind: 'relink'; readonly angleId: string; readonly filePath: string }
  | { readonly kind: 'framing'; readonly angleId: string };

/** What is open and chosen; of no interest to the server and to undo. */
export interface View {
  readonly selection: Selection | undefined;
  readonly dialog: OpenDialog | undefined;
  /** The shot whose actions are shown, and where, in pixels of the window. */
  readonly shotMenu: { readonly index: number; readonly x: number; readonly y: number } | undefined;
  /** A camera that was cut to at a frame of the take before it was known how long its recording is. */
  readonly doubted: { readonly angleId: string; readonly frame: number } | undefined;
  /** The cut that is being dragged: both sides of it are shown. */
  readonly trimmedCut: number | undefined;
  readonly isSnapping: boolean;
  /** A time is being typed that the playhead is to go to. */
  readonly isTypingTime: boolean;
  /** The shape in which the programme is looked at. */
  readonly shape: FrameShape;
  /** What draws the timeline while it is shown. */
  readonly timeline: TimelineSurface | undefined;
}

/** One open project and everything that lives as long as it is open. */
export interface Studio {
  readonly projectId: string;
  readonly store: StudioStore;
  readonly player: Player;
  readonly pictures: PictureStore;
  /** How long the files are, in seconds, as far as anybody has told; grows. */
  readonly lengths: Map<string, number>;
  /** Where a recording goes on in its next file, in seconds of each file; grows with the lengths. */
  readonly ends: Map<string, number>;
  readonly view: StoreApi<View>;
}

export function createView(): StoreApi<View> {
  return createStore<View>(() => ({
    selection: undefined,
    dialog: undefined,
    shotMenu: undefined,
    doubted: undefined,
    trimmedCut: undefined,
    isSnapping: true,
    isTypingTime: false,
    shape: 'programme',
    timeline: undefined,
  }));
}

export const StudioContext = createContext<Studio | undefined>(undefined);

export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (studio === undefined) throw new Error('This belongs into an open studio.');
  return studio;
}

export function useEdit(): Edit {
  return useStore(useStudio().store, ({ edit }) => edit);
}

export function useView<Part>(select: (view: View) => Part): Part {
  return useStore(useStudio().view, select);
}
