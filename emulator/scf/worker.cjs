/**
 * One function instance, in a process of its own: loads the bundle as SCF's Node runtime does and runs one event
 * after another. Plain JavaScript, because it is started as it lies here, by tests and commands alike.
 *
 * In: {event, context, remainingTime}. Out: {type: 'ready'}, then one `returned` or `threw` an event.
 */
'use strict';

const [file, exportName] = process.argv.slice(2);

/** A host that is gone, however it went, takes its instances along. */
process.on('disconnect', () => process.exit());

try {
  const handler = require(file)[exportName];
  if (typeof handler !== 'function') throw new HandlerNotFound();
  process.on('message', (job) => run(handler, job));
  process.send({ type: 'ready' });
} catch (error) {
  const missing = error instanceof HandlerNotFound;
  end(missing ? { type: 'no handler' } : threw(error));
}

function HandlerNotFound() {}

async function run(handler, { event, context, remainingTime }) {
  try {
    const value = await handler(event, withFunctions(context, remainingTime));
    end({ type: 'returned', json: JSON.stringify(value) ?? 'null' });
  } catch (error) {
    end(threw(error));
  }
}

/** getRemainingTimeInMillis is in some of the platform's samples only: a handler must do without. */
function withFunctions(data, remainingTime) {
  const deadline = Date.now() + data.time_limit_in_ms;
  const context = { ...data, callbackWaitsForEmptyEventLoop: true };
  if (remainingTime) {
    context.getRemainingTimeInMillis = () => Math.max(0, deadline - Date.now());
  }
  return context;
}

function threw(error) {
  if (!(error instanceof Error)) {
    return { type: 'threw', name: typeof error, message: String(error), stack: String(error) };
  }
  return { type: 'threw', name: error.name, message: error.message, stack: String(error.stack) };
}

/** The NUL line tells the host that what was printed before it has all been read. */
function end(message) {
  process.stdout.write('\0\n');
  process.stderr.write('\0\n');
  process.send(message);
}
