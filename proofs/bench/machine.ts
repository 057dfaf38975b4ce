// Where and with what the numbers were made: they mean nothing without it.
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { version as esbuild } from 'esbuild/package.json';
import { version as sdk } from 'tencentcloud-sdk-nodejs/package.json';
import { version } from '../../package.json';

export function describeMachine(now: Date): string[] {
  const [first, ...others] = cpus();
  const gigabytes = (totalmem() / 2 ** 30).toFixed(0);
  return [
    `${now.toISOString().slice(0, 10)}, scf-redis-backup ${version}`,
    `Node ${process.versions.node} (V8 ${process.versions.v8}), tencentcloud-sdk-nodejs ${sdk}, esbuild ${esbuild}`,
    `${others.length + 1} × ${first?.model.trim() ?? 'unknown processor'}, ${gigabytes} GB, ${type()} ${release()}`,
    `load average at the end: ${loadavg()[0]?.toFixed(1)}`,
  ];
}
