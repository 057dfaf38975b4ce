// Run key → marker. The remark is the only part of a request that the API returns, so the marker in it is the proof.
import type { BackupRecord } from '../redis-api';
import type { Target } from '../result';

/** Ten characters that identify the run, four that tell its request from another one under the same key. */
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

/** 36^10 is 3.7e15: the chance that any two of a million runs share a marker is about 1 in 7,300 (n²/2 over 36^10). */
const toLetters = (hash: string, length: number): string =>
  (BigInt(`0x${hash}`) % 36n ** BigInt(length)).toString(36).padStart(length, '0');

/**
 * The marker of one target of one run. The parts are hashed as JSON and not joined by a separator, so that a key which
 * contains the separator cannot collide with another one.
 */
export function toMarker(
  identity: RunIdentity,
  target: Target,
  content: string,
  sha256: Sha256,
): Marker {
  const framed = JSON.stringify([
    identity.namespace,
    identity.functionName,
    identity.trigger,
    identity.runKey,
    target.Region,
    target.InstanceId,
  ]);
  const [runHash, contentHash] = [sha256(framed), sha256(content)];
  return {
    run: toLetters(runHash, RUN_LENGTH),
    content: toLetters(contentHash, CONTENT_LENGTH),
  };
}

/** The marker as it is written: letters, digits and hyphens alone, which every known rule for remarks allows. */
export const formatMarker = ({ run, content }: Marker): string => `run-${run}-${content}`;

/** The marker, then the user's text: an API that cuts a long remark cuts the text. */
export const withMarker = (remark: string | undefined, marker: Marker): string =>
  remark === undefined || remark === ''
    ? formatMarker(marker)
    : `${formatMarker(marker)} ${remark}`;

/** A marker, anywhere in a text. */
export const MARKER = /\brun-([a-z0-9]{10})-([a-z0-9]{4})\b/i;

// Only the beginning counts. Our marker always stands before the user's text, so a look-alike in that text is never read.
const AT_START = new RegExp(`^\\s*${MARKER.source}`, 'i');

/** The marker that a remark begins with, if there is one; an API may have changed its letters to capitals. */
export function readMarker(remark: string): Marker | undefined {
  const [, run, content] = AT_START.exec(remark)?.map((part) => part.toLowerCase()) ?? [];
  return run === undefined || content === undefined ? undefined : { run, content };
}

/** The backups that carry a run's marker, each with whether it was made for the same request. */
export const findMarked = <Backup extends BackupRecord>(
  backups: readonly Backup[],
  marker: Marker,
): { readonly backup: Backup; readonly sameContent: boolean }[] =>
  backups.flatMap((backup) => {
    const { run, content } = readMarker(backup.Remark) ?? {};
    return run === marker.run ? [{ backup, sameContent: content === marker.content }] : [];
  });
