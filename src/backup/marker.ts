// Run key → marker. The remark is the only thing of ours that the API gives back, so the marker in it is the proof.
import type { BackupRecord } from '../redis-api';
import type { Target } from '../result';

/** Ten characters that find the run, four that tell its request from another under the same key. */
export interface Marker {
  readonly run: string;
  readonly content: string;
}

/** The function and the delivery a run belongs to; stable over processes, versions and redeliveries. */
export interface RunIdentity {
  readonly namespace: string;
  readonly functionName: string;
  readonly trigger: string;
  readonly runKey: string;
}

/** SHA-256 of a text (its UTF-8 bytes), as lower-case hexadecimal digits. */
export type Sha256 = (text: string) => string;

const RUN_LENGTH = 10;
const CONTENT_LENGTH = 4;

/** 36^10 is 3.7e15: among a million runs, the chance that two share a marker is about one in 7,000. */
const toLetters = (hash: string, length: number): string =>
  (BigInt(`0x${hash}`) % 36n ** BigInt(length)).toString(36).padStart(length, '0');

/**
 * The marker of one target of one run. JSON is the framing: no two different lists of texts have the same one, so a key
 * that contains another's separator cannot collide with it.
 */
export function toMarker(
  run: RunIdentity,
  target: Target,
  content: string,
  sha256: Sha256,
): Marker {
  const framed = JSON.stringify([
    run.namespace,
    run.functionName,
    run.trigger,
    run.runKey,
    target.Region,
    target.InstanceId,
  ]);
  const [runHash, contentHash] = [sha256(framed), sha256(content)];
  return {
    run: toLetters(runHash, RUN_LENGTH),
    content: toLetters(contentHash, CONTENT_LENGTH),
  };
}

/** The user's text, uncut, with the marker behind it. */
export function withMarker(remark: string | undefined, { run, content }: Marker): string {
  const marker = `[run:${run}.${content}]`;
  return remark === undefined || remark === '' ? marker : `${remark} ${marker}`;
}

// Only the very end counts. A user's own text always has our marker behind it, so a look-alike in it is never read.
const AT_END = /(?:^|\s)\[run:([a-z0-9]{10})\.([a-z0-9]{4})\]\s*$/;

/** The marker at the end of a remark, if there is one. */
export function readMarker(remark: string): Marker | undefined {
  const [, run, content] = AT_END.exec(remark) ?? [];
  return run === undefined || content === undefined ? undefined : { run, content };
}

/** A backup of the run, and whether it was made for the same request; one that was, if there are several. */
export function findRun(
  backups: readonly BackupRecord[],
  marker: Marker,
): { readonly backup: BackupRecord; readonly sameContent: boolean } | undefined {
  const found = backups.flatMap((backup) => {
    const { run, content } = readMarker(backup.Remark) ?? {};
    return run === marker.run ? [{ backup, sameContent: content === marker.content }] : [];
  });
  return found.find(({ sameContent }) => sameContent) ?? found[0];
}
