// docs/triggers.md names every trigger, and its samples are events.
// docs/triggers.md names every trigger, and its samples are events.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TRIGGERS } from '../../src/triggers/select';

const claimants = (event: unknown): string[] =>
  TRIGGERS.filter((trigger) => trigger.claims(event)).map(({ name }) => name);

describe('docs/triggers.md', () => {
  const page = readFileSync(join(__dirname, '../../docs/triggers.md'), 'utf8');

  test.each(TRIGGERS.map(({ name }) => name))('tells where the events of %s are', (name) => {
    expect(page).toContain(`Files: \`${name}/\``);
  });

  const anchors = [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link);
  test.each(links)('has a section %s', (link) => expect(anchors).toContain(link));

  const samples = [...page.matchAll(/^ *```json\n([\s\S]*?)```/gm)].map(([, json = '']) =>
    json.trim(),
  );
  const events = samples.filter((json) => !json.startsWith('{"failed"'));
  test.each(events)('shows an event of one trigger: %s', (json) => {
    expect(claimants(JSON.parse(json))).toHaveLength(1);
  });
  test('shows the error of a batch as JSON', () => {
    const reports = samples.filter((json) => !events.includes(json));
    expect(reports.map((json) => Object.keys(JSON.parse(json)))).toEqual([
      ['failed', 'more', 'alsoFailed', 'invocationId'],
    ]);
  });
});
