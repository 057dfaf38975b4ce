// Accept, weighed: RFC 9110 §12.4.2 and §12.5.1. A page is for who asks for one; everybody else gets JSON.
import { preferredType } from '../../src/queries/accept';

const [JSON_TYPE, HTML, TEXT] = ['application/json', 'text/html', 'text/plain'] as const;

const table: [client: string, accept: string | undefined, type: string][] = [
  ['none', undefined, JSON_TYPE],
  ['an empty one', '', JSON_TYPE],
  ['curl', '*/*', JSON_TYPE],
  ['axios', 'application/json, text/plain, */*', JSON_TYPE],
  ['Java', 'text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', HTML],
  ['a browser', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', HTML],
  ['in capitals', 'TEXT/HTML', HTML],
  ['the page rather than JSON', 'application/json;q=0.4, text/html', HTML],
  ['JSON rather than the page', 'text/html;q=0.4, application/json;q=0.5', JSON_TYPE],
  ['the same of both', 'text/html, application/json', JSON_TYPE],
  ['a group, its members less', 'text/*, text/html;q=0.1, application/json;q=0.2', TEXT],
  ['the page not at all', 'text/html;q=0, */*;q=0.1', JSON_TYPE],
  ['a weight with blanks', 'application/json ; q=0.1 , text/html ; q=0.2', HTML],
  ['a weight that is none', 'application/json;q=0.1, text/html;q=high', JSON_TYPE],
  [
    'Prometheus',
    'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
    TEXT,
  ],
  ['nothing that there is', 'image/png', JSON_TYPE],
  ['another group', 'application/text/html', JSON_TYPE],
];
test.each(table)('%s', (_client, accept, type) => {
  expect(preferredType(accept, [JSON_TYPE, HTML, TEXT])).toBe(type);
});
