export type { AppRouter } from '../api/router.ts';
export { createCutroomClient, type CutroomClient, type CutroomClientOptions } from './create-client.ts';
export { problemOf, type ClientProblem } from './problem-of.ts';
