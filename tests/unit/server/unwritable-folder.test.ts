import { expect, test } from 'vitest';
import { unwritableFolderText } from '../../../src/server/settings/unwritable-folder.ts';

const refused = (code: string, path: string) => Object.assign(new Error(code), { code, path });

test('a folder of another user is one line with the command that helps', () => {
  const text = unwritableFolderText(refused('EACCES', '/data/media/exports'), '/data/media') ?? '';
  expect(text).toContain(`sudo chown -R ${process.getuid?.()}:${process.getgid?.()}`);
  expect(text).not.toContain('\n');
  expect(unwritableFolderText(refused('EROFS', '/data/media'), '/data/media')).toContain('read-only');
});

test('other troubles are told by others', () => {
  expect(unwritableFolderText(refused('EACCES', '/elsewhere'), '/data/media')).toBeUndefined();
  expect(unwritableFolderText(refused('ENOSPC', '/data/media'), '/data/media')).toBeUndefined();
  expect(unwritableFolderText('EACCES', '/data/media')).toBeUndefined();
});
