/** The function that the host's own tests run: it does what the event's `act`, or its JSON body's, asks for. */
'use strict';

const { writeSync } = require('node:fs');

let calls = 0;
console.log('loaded');

const ACTS = {
  echo: (event) => event,
  context: (_event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis?.() }),
  environment: () => process.env,
  calls: () => calls,
  pid: () => process.pid,
  nothing: () => undefined,
  return: ({ value }) => value,
  sleep: ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms, process.pid)),
  spin: () => {
    for (;;);
  },
  throw: ({ message }) => {
    throw new TypeError(message);
  },
  'throw text': () => {
    throw 'plain text';
  },
  circular: () => {
    const value = {};
    value.self = value;
    return value;
  },
  exit: () => process.exit(3),
  'crash later': () => {
    setTimeout(() => {
      throw new Error('from a timer');
    });
    return new Promise(() => {});
  },
  log: ({ lines }) => {
    for (const line of lines) console.log(line);
    console.error('to stderr');
    process.stdout.write('no line end');
  },
  'log and exit': () => {
    writeSync(1, 'last words\n');
    process.exit(0);
  },
  big: ({ bytes }) => 'x'.repeat(bytes),
};

exports.main_handler = async (event, context) => {
  calls += 1;
  const { act = 'echo', ...rest } = typeof event?.body === 'string' ? bodyOf(event) : (event ?? {});
  return ACTS[act](act === 'echo' ? event : rest, context);
};

exports.not_a_function = 'text';

function bodyOf({ body }) {
  return body.startsWith('{') ? JSON.parse(body) : {};
}
