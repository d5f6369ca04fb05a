import type { ServerResponse } from 'node:http';
import { errorBodyOf, problems, type Problem } from '../../contract/problems.ts';

export function sendJson(res: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  });
  res.end(text);
}

/** `{ error, code, issues? }`, the one shape of every error of the REST routes. */
export function sendProblem(res: ServerResponse, problem: Problem): void {
  const { http } = problems[problem.code];
  if (http === 429 || http === 503) res.setHeader('Retry-After', '5');
  sendJson(res, http, errorBodyOf(problem));
}
