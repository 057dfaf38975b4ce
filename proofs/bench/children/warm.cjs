// Invocations of a warm instance, interleaved with the same calls made by hand. Milliseconds go back by message.
const { loadFunction } = require('./function.cjs');

const { bundle, handSigned, sdkDeep, place, runs, warmUps } = JSON.parse(process.argv[2]);
const { post } = require(handSigned);
const { Agent } = require(place.secure ? 'node:https' : 'node:http');
const { sdkCaller } = require(sdkDeep);

const own = loadFunction(bundle, place);
const leased = loadFunction(bundle, place, { lease: true });
const callSdk = sdkCaller(place);
const order = { InstanceId: 'crs-demo0001', Remark: 'nightly' };
const write = (agent) => post(place, 'ManualBackupInstance', order, agent);

async function readAndWrite() {
  const filter = { InstanceId: 'crs-demo0001', Limit: 100, Offset: 0 };
  const agent = new Agent({ keepAlive: true });
  await post(place, 'DescribeInstanceBackups', filter, agent);
  await post(place, 'DescribeTaskList', filter, agent);
  await write(false);
  agent.destroy();
}

const TASKS = Object.entries({
  handNew: () => write(false),
  handKept: () => write(undefined),
  sdk: () => callSdk(order.InstanceId),
  withoutKey: own.withoutKey,
  handWithReads: readAndWrite,
  withKey: own.withKey,
  withLease: leased.withKey,
});

async function measure() {
  const samples = Object.fromEntries(TASKS.map(([name]) => [name, []]));
  for (let run = -warmUps; run < runs; run += 1) {
    for (let at = 0; at < TASKS.length; at += 1) {
      // In turn, so that none always comes after the same neighbour.
      const [name, task] = TASKS[(at + run + warmUps) % TASKS.length];
      const startedAt = performance.now();
      await task(run);
      if (run >= 0) samples[name].push(performance.now() - startedAt);
    }
  }
  return samples;
}

measure().then((samples) => process.send(samples, () => process.exit(0)));
