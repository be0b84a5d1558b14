import { expect, test } from 'vitest';
import { kindName } from './kinds.ts';

test.each([
  ['cached_input', 'Cached input'],
  ['output_image_count:hd/1024x1024', 'Image made, hd/1024x1024'],
  ['file_search', 'File search'],
  ['ocr_page', 'ocr page'],
])('%s is called "%s"', (kind, name) => {
  expect(kindName(kind)).toBe(name);
});
