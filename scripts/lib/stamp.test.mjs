import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf, isStamped, writeStamp } from './stamp.mjs';

let folder;
let before;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamp-'));
  mkdirSync(join(folder, 'src'));
  mkdirSync(join(folder, 'dist'));
  write('src/a.ts', 'a');
  before = hash();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['a changed file', () => write('src/a.ts', 'b')],
  ['a new file', () => write('src/b.ts', '')],
  ['a removed file', () => rmSync(join(folder, 'src/a.ts'))],
])('%s asks for a new build', (_, change) => {
  change();
  expect(hash()).not.toBe(before);
});

test.each([
  ['a file touched', () => write('src/a.ts', 'a')],
  ['a result of the build', () => write('dist/a.js', 'a')],
  ['a link to what is not ours', () => symlinkSync('/', join(folder, 'src/root'))],
])('%s does not', (_, change) => {
  change();
  expect(hash()).toBe(before);
});

test('a stamp is good for the inputs it was made of', () => {
  const stamp = join(folder, 'stamp');
  expect(isStamped(stamp, before)).toBe(false);
  writeStamp(stamp, before);
  expect(isStamped(stamp, before)).toBe(true);
  write('src/a.ts', 'b');
  expect(isStamped(stamp, hash())).toBe(false);
});

function hash() {
  return hashOf([folder], { isIgnored: (name) => name === 'dist' });
}

function write(path, text) {
  writeFileSync(join(folder, path), text);
}
