import { describe, expect, test } from 'vitest';
import { sourceFrame, type ExchangeEdit } from '../../../src/interchange/exchange-edit.ts';
import { parseConfig } from '../../../src/contract/config/parse-config.ts';
import { exchangeOfConfig } from '../../../src/interchange/config-exchange.ts';
import { episodeConfig } from '../contract/config-v2-samples.ts';
import { readEdit } from '../../../src/interchange/formats.ts';
import { exchangeOf, projectOf } from '../../../src/interchange/project-exchange.ts';

function read(
  text: string,
  fileName = 'edit',
  fps?: number,
): { edit: ExchangeEdit; notes: readonly string[] } {
  const found = readEdit(text, { fileName, fps });
  if (!found.isOk) throw new Error(found.problem.message);
  return found;
}

function refusal(text: string): string {
  const found = readEdit(text, { fileName: 'edit.xml', fps: undefined });
  if (found.isOk) throw new Error('was read');
  return found.problem.message;
}

const seen = ({ angles, shots }: ExchangeEdit): string[] =>
  shots.map(({ angle, from, to }) => {
    const shown = angles[angle];
    return shown ? `${shown.name} ${sourceFrame(shown, from)}–${sourceFrame(shown, to)}` : '?';
  });

describe('ATEM Mini ISO', () => {
  const source = (index: number, name: string, file: string, more = {}) => ({
    ...{ _index_: index, name, type: 'Video', file, startTimecode: '10:00:00:00', ...more },
  });
  const head = {
    ...{ version: 1, masterTimecode: '10:00:00:00', videoMode: '1080p29.97' },
    sources: [
      source(1, 'Anna', 'Video ISO Files/Show CAM 1 01.mp4'),
      source(2, 'Ben', 'Video ISO Files/Show CAM 2 01.mp4', { startTimecode: '10:00:02:00' }),
      { _index_: 3, name: 'Colour bars', type: 'ColorBars' },
      source(1301, 'Mic 1', 'Audio Source Files/Show MIC 1 01.wav', { type: 'Audio' }),
    ],
    mixEffectBlocks: [{ _index_: 0, source: 1 }],
  };
  const at = (masterTimecode: string, block: object) => ({ masterTimecode, mixEffectBlocks: [block] });
  const project = (...changes: object[]) => [head, ...changes].map((line) => JSON.stringify(line)).join('\n');

  test("the human's cuts, angles by their time code, and a recording of sound beside them", () => {
    const { edit, notes } = read(
      project(
        at('10:00:04:00', { source: 2 }),
        at('10:00:06:00', { transitionActive: true }),
        at('10:00:07:00', { source: 1, transitionActive: false }),
        at('10:00:08:00', { source: 3 }),
        at('10:00:09:00', { onAir: false }),
      ),
      'Show.drp',
    );
    expect(edit).toMatchObject({ name: 'Show', width: 1920, height: 1080, isDropFrame: false });
    expect([edit.rate.num, edit.rate.den]).toEqual([30_000n, 1001n]);
    // Time code of the mixer counts thirty frames to the second, whatever they last.
    expect(seen(edit)).toEqual(['Anna 0–120', 'Ben 60–135', 'Anna 195–270']);
    expect(edit.angles.map(({ name, hasPicture }) => [name, hasPicture])).toEqual([
      ['Anna', true],
      ['Ben', true],
      ['Mic 1', false],
    ]);
    expect(notes.join(' ')).toContain('1 mixes were made cuts');
    expect(notes.join(' ')).toContain('1 shots of sources that were not recorded');
    const { project: made, notes: lost } = projectOf(edit);
    expect(made.angles.map(({ filePath }) => filePath)).toEqual(['Show CAM 1 01.mp4', 'Show CAM 2 01.mp4']);
    expect(made.angles[1]?.offsetSeconds).toBeCloseTo(-2.002, 5);
    expect(lost).toEqual(['1 recordings of sound alone were left out: projects hold cameras so far.']);
    expect(seen(exchangeOf(made).edit)).toEqual(seen(edit));
  });

  test('without an end, with torn lines, and with a mode that nobody knows', () => {
    const { edit, notes } = read(`${project(at('10:00:04:00', { source: 2 }))}\n{"masterTimec`, 'Show.drp');
    expect(seen(edit)).toEqual(['Anna 0–120', 'Ben 60–90']);
    expect(notes.join(' ')).toContain('does not say when the recording ended');
    expect(refusal(JSON.stringify({ ...head, videoMode: 'fast' }))).toContain(
      'its video mode fast is not known',
    );
    expect(refusal(JSON.stringify({ ...head, masterTimecode: '1' }))).toContain('time code');
  });
});

describe('EDL', () => {
  const list = (...lines: string[]) => ['TITLE: Talk', 'FCM: NON-DROP FRAME', ...lines].join('\r\n');

  test('cuts, dissolves, black, sound, and names of files in comments', () => {
    const { edit, notes } = read(
      list(
        '001  CAM1     V     C        01:00:10:00 01:00:12:00 01:00:00:00 01:00:02:00',
        '* FROM CLIP NAME: Cam 1.mov',
        '002  CAM1     V     C        01:00:12:00 01:00:12:00 01:00:02:00 01:00:02:00',
        '002  CAM2     V     D    010 01:00:08:00 01:00:10:00 01:00:02:00 01:00:04:00',
        '* FROM CLIP NAME: Cam 1.mov',
        '* TO CLIP NAME: Cam 2.mov',
        '003  CAM2     A     C        01:00:08:00 01:00:10:00 01:00:02:00 01:00:04:00',
        '004  BL       V     C        00:00:00:00 00:00:01:00 01:00:04:00 01:00:05:00',
        '005  CAM1     B     C        01:00:15:00 01:00:16:00 01:00:05:00 01:00:06:00',
        '* FROM CLIP NAME: Cam 1.mov',
        '006  CAM1     V     C        01:00:15:99 01:00:16:00 01:00:06:00 01:00:07:00',
      ),
      'talk.edl',
      25,
    );
    expect(seen(edit)).toEqual(['Cam 1.mov 250–300', 'Cam 2.mov 200–250', 'Cam 1.mov 375–400']);
    expect(edit.startTimecode).toBe(90_000);
    expect(notes).toEqual([
      'Cam 1.mov and Cam 2.mov were taken to begin at 01:00:00:00, because an EDL does not say where files begin.',
      '25 frames without a picture were left out; what follows moved up.',
      '1 events were left out: their time codes are not right.',
      '1 transition was made a cut.',
      '1 event of sound only was left out.',
    ]);
  });

  test('drop-frame time code is counted as it is meant', () => {
    const text =
      'TITLE: x\nFCM: DROP FRAME\n001  A V C 00:00:59;29 00:01:00;03 00:00:59;29 00:01:00;03\n* FROM CLIP NAME: a.mov\n';
    const { edit } = read(text);
    expect(edit.isDropFrame).toBe(true);
    expect(seen(edit)).toEqual(['a.mov 1799–1801']);
  });
});

test('OTIO: tracks cover each other, what is missing is called by its name, and rates are exact', () => {
  const time = (value: number, rate = 29.97) => ({ OTIO_SCHEMA: 'RationalTime.1', rate, value });
  const range = (start: number, length: number) => ({ start_time: time(start), duration: time(length) });
  const clip = (name: string, start: number, length: number) => ({
    ...{ OTIO_SCHEMA: 'Clip.1', name, source_range: range(start, length) },
    media_reference: { OTIO_SCHEMA: 'MissingReference.1' },
  });
  const gap = (length: number) => ({ OTIO_SCHEMA: 'Gap.1', source_range: range(0, length) });
  const tracks = {
    ...{ OTIO_SCHEMA: 'Stack.1' },
    children: [
      { OTIO_SCHEMA: 'Track.1', kind: 'Video', children: [clip('a', 100, 50)] },
      { OTIO_SCHEMA: 'Track.1', kind: 'Video', children: [gap(10), clip('b', 0, 20)] },
      { OTIO_SCHEMA: 'Track.1', kind: 'Audio', children: [clip('c', 0, 50)] },
    ],
  };
  const { edit } = read(JSON.stringify({ OTIO_SCHEMA: 'Timeline.1', name: 'x', tracks }));
  expect(seen(edit)).toEqual(['a 100–110', 'b 0–20', 'a 130–150']);
  expect([edit.rate.num, edit.rate.den]).toEqual([30_000n, 1001n]);
});

describe('XML that means harm, or is none', () => {
  const body = '<xmeml version="4"><sequence><name>x</name></sequence></xmeml>';

  test.each([
    [`<!DOCTYPE xmeml [<!ENTITY a "b">]>${body}`, 'declares entities'],
    [`<!DOCTYPE xmeml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xmeml>&a;</xmeml>`, 'declares entities'],
    [`<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]><a>&y;</a>`, 'declares entities'],
    ['<xmeml><sequence></xmeml>', 'not well-formed'],
    ['<svg/>', 'XML of another kind (svg)'],
    [body, 'no sequence with a frame rate'],
    [`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, 'cannot be imported'],
    ['', 'no events'],
    ['{"OTIO_SCHEMA":"Clip.1"}', 'not an OpenTimelineIO timeline'],
    ['PK\u0003\u0004', 'no events'],
  ])('is refused in words: %#', (text, why) => {
    expect(refusal(text)).toContain(why);
  });

  test('a document type that names its DTD elsewhere is not fetched and does not matter', () => {
    const text = `<!DOCTYPE xmeml SYSTEM "http://127.0.0.1:1/x.dtd">${body}`;
    expect(refusal(text)).toContain('no sequence with a frame rate');
  });

  test('names with characters of XML come back as they were', () => {
    const text = `<?xml version="1.0"?><!DOCTYPE fcpxml><fcpxml version="1.10"><resources>
      <format id="r1" frameDuration="1001/24000s" width="1920" height="1080"/>
      <asset id="r2" name="A &amp; &#66;" start="3600s" duration="100s" hasVideo="1" src="file:///x/a%20b.mov"/>
      </resources><project name="&lt;x&gt;"><sequence format="r1" tcFormat="NDF"><spine>
      <asset-clip ref="r2" start="3601001/1000s" duration="1001/24s" name="x"/>
      </spine></sequence></project></fcpxml>`;
    const { edit } = read(text);
    expect(edit.name).toBe('<x>');
    expect(edit.angles[0]).toMatchObject({ name: 'A & B', filePath: '/x/a b.mov' });
    expect(seen(edit)).toEqual(['A & B 24–1024']);
  });
});

test('a config of version 2 goes out with its shots, and says what it cannot take along', () => {
  const parsed = parseConfig(episodeConfig());
  if (!parsed.isOk || parsed.config.version !== 2) throw new Error('the sample is not valid');
  const { edit, notes } = exchangeOfConfig(parsed.config);
  expect(edit.shots.length).toBeGreaterThan(0);
  expect(edit.angles.every(({ filePath }) => filePath.includes('.'))).toBe(true);
  for (const note of notes) expect(note).toMatch(/^\d+ .*\.$/);
});
