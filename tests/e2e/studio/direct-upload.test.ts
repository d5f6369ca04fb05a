import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBucket, type TestBucket } from '../../storage/support/bucket.ts';
import { startCeph, type CephServer } from '../../storage/support/ceph.ts';
import { makeLargeFootage } from '../../storage/support/large-footage.ts';
import { launchBrowser } from '../support/browser.ts';
import { buildPages } from '../support/built.ts';
import { startStudioServer, type StudioServer } from './support/studio-server.ts';
import { dropFootage, openProject } from './support/studio-tab.ts';

let folder = '';
let browser: Browser;
let ceph: CephServer;
let bucket: TestBucket;
let server: StudioServer;

beforeAll(async () => {
  await buildPages();
  folder = await mkdtemp(join(tmpdir(), 'cutroom-direct-'));
  browser = await launchBrowser();
  ceph = await startCeph();
  bucket = await createBucket(ceph);
  // The server of this test runs in this process, and finds its credentials where the SDK looks for them.
  Object.assign(process.env, bucket.environment);
  server = await startStudioServer({ ...bucket.environment, STORAGE: `s3://${bucket.name}/house` });
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  await ceph?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function allowPages(): Promise<void> {
  const rule = { AllowedOrigins: [server.url], AllowedMethods: ['PUT'], AllowedHeaders: ['*'] };
  const CORSConfiguration = { CORSRules: [rule] };
  await bucket.client.send(new PutBucketCorsCommand({ Bucket: bucket.name, CORSConfiguration }));
}

/** What a page asks for: parts of files at the storage, and bytes of files at the server. */
function follow(page: Page) {
  const parts: number[] = [];
  let throughServer = 0;
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin === ceph.endpoint && request.method() === 'PUT')
      parts.push(Number(url.searchParams.get('partNumber')));
    if (request.method() === 'PATCH') throughServer += 1;
  });
  return { parts, throughServer: () => throughServer };
}

/** Numbers of the parts that the bucket has of what is under way. */
async function arrivedParts(): Promise<number[]> {
  const Bucket = bucket.name;
  const { Uploads = [] } = await bucket.client.send(new ListMultipartUploadsCommand({ Bucket }));
  const [upload] = Uploads;
  const { Parts = [] } = await bucket.client.send(
    new ListPartsCommand({ Bucket, Key: upload?.Key, UploadId: upload?.UploadId }),
  );
  return Parts.map(({ PartNumber = 0 }) => PartNumber);
}

async function expectInBucket(name: string, path: string): Promise<void> {
  const Key = `house/sources/${name}`;
  const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
  const there = Buffer.from((await Body?.transformToByteArray()) ?? []);
  expect(Buffer.compare(there, await readFile(path))).toBe(0);
}

describe('footage that is dropped on a page, where there is a bucket', () => {
  it('goes through the server where the bucket does not let the page', async () => {
    const path = await makeLargeFootage(join(folder, 'closed.mp4'), 2 ** 20);
    const { page, close } = await openProject(browser, server.url);
    const asked = follow(page);
    await dropFootage(page, [path]);
    await page.getByRole('button', { name: /^Cut to 1 / }).waitFor();
    expect(asked.throughServer()).toBeGreaterThan(0);
    await expectInBucket('closed.mp4', path);
    await close();
  });

  it('goes straight to the bucket, and on where it stopped after a reload with the same file', async () => {
    await allowPages();
    const path = await makeLargeFootage(join(folder, 'direct.mp4'), 70 * 2 ** 20);
    const { page, close } = await openProject(browser, server.url);
    const asked = follow(page);
    const isFifth = (url: URL) => url.origin === ceph.endpoint && url.searchParams.get('partNumber') === '5';
    await page.route(isFifth, (route) => route.abort('connectionreset'));
    await dropFootage(page, [path]);
    await page.getByText('The connection is lost; it goes on by itself when it is back.').waitFor();
    await expect.poll(arrivedParts).toEqual([1, 2, 3, 4]);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await page.getByText('Choose it again, and the upload goes on where it stopped.').waitFor();
    await page.unroute(isFifth);
    const before = asked.parts.length;
    await dropFootage(page, [path]);
    await page.getByRole('button', { name: /^Cut to 1 / }).waitFor();
    expect(asked.parts.slice(before)).toEqual([5]);
    expect(asked.throughServer()).toBe(0);
    await expectInBucket('direct.mp4', path);
    await close();
  });

  it('and is no footage is refused in words', async () => {
    const { page, close } = await openProject(browser, server.url);
    const asked = follow(page);
    const buffer = Buffer.from('these are no pictures '.repeat(2000));
    const input = page.locator('input[type=file][multiple]').first();
    await input.setInputFiles({ name: 'notes.mp4', mimeType: 'video/mp4', buffer });
    const row = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem');
    await row.getByRole('button', { name: 'Dismiss notes.mp4' }).waitFor();
    expect([asked.parts, asked.throughServer()]).toEqual([[1], 0]);
    await close();
  });
});
