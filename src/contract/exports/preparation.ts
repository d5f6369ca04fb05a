/** How far the export of an edit has been rendered before anybody asked for it. */
export interface ExportReadiness {
  /** 0..1; at 1 an export is a copy and a check. */
  readonly ready: number;
  /** What an export would take now, in seconds for a person. */
  readonly exportSeconds: number;
}

/** What `prepare` answers. */
export interface PreparedAnswer {
  /** Pieces of pictures that an export of the edit encodes. */
  readonly chunks: number;
  /** The share of the work that is done already, 0..1. */
  readonly ready: number;
  /** What an export would take now, in seconds for a person. */
  readonly seconds: number;
}
