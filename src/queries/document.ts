// What every page is made of: escaped text, one document without a script or an asset, and headers that allow none.
import { escapeUnseen } from '../logger';
import { PAGE_STYLE } from './page-style';
import { type Language, TEXTS } from './page-texts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text fit for an element's content and for a quoted attribute; what is not seen is written out. */
export const escapeHtml = (text: string): string =>
  escapeUnseen(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  // Nothing of the page can run or load, whatever an instance is called.
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'",
  'Referrer-Policy': 'no-referrer',
  Vary: 'Accept, Accept-Language',
};

/** What a document is written in. */
const TAGS: Readonly<Record<Language, string>> = { en: 'en', zh: 'zh-Hans' };

export interface Page {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export type Tone = 'good' | 'bad' | 'none';

/** Often enough for a screen on a wall, and seldom enough for the limits of the API. */
const REFRESH_SECONDS = 300;

/** The whole document. `title` is text, `lines` and `main` are markup. */
export const renderDocument = (
  tone: Tone,
  title: string,
  lines: readonly string[],
  main: readonly string[],
  language: Language = 'en',
): Page => ({
  body: [
    `<!doctype html><html lang="${TAGS[language]}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="refresh" content="${REFRESH_SECONDS}">`,
    '<meta name="color-scheme" content="light dark"><meta name="robots" content="noindex">',
    `<title>${escapeHtml(title)} · ${TEXTS[language].title}</title><style>${PAGE_STYLE}</style></head><body>`,
    `<header class="${tone}"><h1>${escapeHtml(title)}</h1>`,
    ...lines.map((line) => `<p>${line}</p>`),
    `</header><main>`,
    ...main,
    '</main></body></html>',
  ].join('\n'),
  headers: HEADERS,
});
