// Many invocations of one warm instance; the heap after a full collection goes back by message. Needs --expose-gc.
const { loadFunction } = require('./function.cjs');

const { bundle, place, invocations, every } = JSON.parse(process.argv[2]);
const own = loadFunction(bundle, place);

async function measure() {
  const samples = [];
  for (let run = 1; run <= invocations; run += 1) {
    await (run % 2 === 0 ? own.withKey(run) : own.withoutKey(run));
    if (run % every !== 0) continue;
    // Twice: what the first collection only schedules, the second one frees.
    global.gc();
    await new Promise(setImmediate);
    global.gc();
    samples.push({ invocations: run, bytes: process.memoryUsage().heapUsed });
  }
  return samples;
}

measure().then((samples) => process.send(samples, () => process.exit(0)));
