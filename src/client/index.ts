export type { AppRouter } from '../api/router.ts';
export { createCutroomClient, type CutroomClient, type CutroomClientOptions } from './create-client.ts';
export type { CredentialOptions } from './credentials.ts';
export { isFinal } from '../contract/exports/export-states.ts';
export { problemOf, type ClientProblem } from './problem-of.ts';
