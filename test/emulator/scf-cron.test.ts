import { nextFires } from '../../emulator/scf/cron';

/** 2026-01-01 is a Thursday; 08:00 in UTC+8. */
const NEW_YEAR = '2026-01-01T00:00:00Z';

describe('when a timer fires (UTC+8 in, UTC out)', () => {
  const table: [name: string, cron: string, expected: string[]][] = [
    ['every day', '0 30 4 * * * *', ['2026-01-01T20:30:00', '2026-01-02T20:30:00']],
    [
      'the documented weekdays',
      '0 15 10 * * MON-FRI *',
      ['2026-01-01T02:15:00', '2026-01-02T02:15:00', '2026-01-05T02:15:00'],
    ],
    [
      'the documented Wednesday',
      '0 0 12 * * WED *',
      ['2026-01-07T04:00:00', '2026-01-14T04:00:00'],
    ],
    [
      'every five seconds, strictly later',
      '*/5 * * * * * *',
      ['2026-01-01T00:00:05', '2026-01-01T00:00:10'],
    ],
    ['every five minutes', '0 */5 * * * * *', ['2026-01-01T00:05:00', '2026-01-01T00:10:00']],
    [
      'from the first minute, every ten',
      '0 1/10 * * * * *',
      ['2026-01-01T00:01:00', '2026-01-01T00:11:00'],
    ],
    ['a list of hours', '0 0 9,21 * * * *', ['2026-01-01T01:00:00', '2026-01-01T13:00:00']],
    ['weekday 0 is Sunday', '0 0 8 ? * 0 *', ['2026-01-04T00:00:00', '2026-01-11T00:00:00']],
    ['names in lower case', '0 0 8 1 feb ? *', ['2026-02-01T00:00:00']],
    ['the last day of a month', '0 0 8 L * ? *', ['2026-01-31T00:00:00', '2026-02-28T00:00:00']],
    [
      'the weekday nearest to the 15th',
      '0 0 8 15W * ? *',
      ['2026-01-15T00:00:00', '2026-02-16T00:00:00'],
    ],
    [
      'the last weekday of a month',
      '0 0 8 LW * ? *',
      ['2026-01-30T00:00:00', '2026-02-27T00:00:00'],
    ],
    ['the second Thursday', '0 0 8 ? * 4#2 *', ['2026-01-08T00:00:00', '2026-02-12T00:00:00']],
    ['the last Friday', '0 0 8 ? * 5L *', ['2026-01-30T00:00:00', '2026-02-27T00:00:00']],
    [
      'a bare L among the weekdays is Saturday',
      '0 0 8 ? * L *',
      ['2026-01-03T00:00:00', '2026-01-10T00:00:00'],
    ],
    [
      'day and weekday: either is enough',
      '0 0 8 2 * MON *',
      ['2026-01-02T00:00:00', '2026-01-05T00:00:00'],
    ],
    ['29 February', '0 0 8 29 2 ? *', ['2028-02-29T00:00:00', '2032-02-29T00:00:00']],
    ['once only', '0 0 8 1 1 ? 2030', ['2030-01-01T00:00:00']],
    ['a year gone by', '0 0 8 1 1 ? 2020', []],
    ['a day that never comes', '0 0 8 30 2 ? *', []],
  ];

  test.each(table)('%s: %s', (_name, cron, expected) => {
    const fires = nextFires(cron, new Date(NEW_YEAR), Math.max(expected.length, 1));
    expect(fires.map((fire) => fire.toISOString())).toEqual(expected.map((time) => `${time}.000Z`));
  });
});

describe('what is not an SCF cron', () => {
  const table: [name: string, cron: string, message: RegExp][] = [
    [
      'five fields, the old form',
      '0 3 * * *',
      /has 5 fields, not 7: second minute hour day month weekday year/,
    ],
    ['six fields', '0 0 3 * * *', /has 6 fields/],
    ['nothing', '', /fields, not 7/],
    ['a nickname', '@daily', /has 1 fields/],
    ['second 60', '60 * * * * * *', /second "60" is not made of 0-59/],
    ['hour 24', '0 0 24 * * * *', /hour "24"/],
    ['day 0', '0 0 3 0 * * *', /day "0" is not made of 1-31/],
    ['day 32', '0 0 3 32 * * *', /day "32"/],
    ['month 13', '0 0 3 * 13 * *', /month "13"/],
    ['weekday 7', '0 0 3 * * 7 *', /weekday "7" is not made of 0-6 \(0 is Sunday\)/],
    ['year 2100', '0 0 3 * * * 2100', /year "2100" is not made of 1970-2099/],
    ['? outside day and weekday', '? 0 3 * * * *', /second "\?"/],
    ['W among the weekdays', '0 0 3 * * 1W *', /weekday "1W"/],
    ['# in the day', '0 0 3 1#2 * ? *', /day "1#2"/],
    ['the sixth Monday', '0 0 3 ? * 1#6 *', /weekday "1#6"/],
    ['a range backwards', '0 0 3 * * FRI-MON *', /larger/],
    ['an unknown name', '0 0 3 * * Funday *', /weekday "Funday"/],
  ];

  test.each(table)('%s: %s', (_name, cron, message) => {
    expect(() => nextFires(cron, new Date(NEW_YEAR))).toThrow(message);
  });
});
