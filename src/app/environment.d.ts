declare namespace NodeJS {
  interface ProcessEnv {
    /** Written into the pages when they are built (`next.config.ts`). */
    readonly CUTROOM_PAGES_UNDER?: string;
  }
}
