// The bucket of leases: which reading of COS is true. Without a race nothing is written.
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import type { Endpoint } from '../../src/redis-api';
import { type RaceReading, raceLease } from '../cloud/lease';
import { type Finding, measured, unseen } from './finding';

/** Of several creations at once one is answered 200, or none; anything else contradicts what a lease needs. */
function toRace({ created, taken, other }: RaceReading): Finding {
  const detail = `of ${created + taken + other.length} creations at once ${created} were answered 200, ${taken} FileAlreadyExists`;
  if (other.length > 0) return unseen('lease-race', `${detail}, others not: ${other[0]}`);
  const values = ['none wins', 'one wins'];
  return measured('lease-race', values[created], detail);
}

export const toFindings = (race: RaceReading): Finding[] => [
  toRace(race),
  race.missing === 'unreadable'
    ? unseen('lease-missing', 'an object that is not there could not be asked for')
    : measured(
        'lease-missing',
        race.missing,
        `an object that is not there is answered ${race.missing}`,
      ),
  race.created === 0
    ? unseen('lease-read', 'nothing was created that could be read')
    : measured(
        'lease-read',
        race.readAtOnce ? 'read at once' : '2 s later',
        race.readAtOnce ? 'read straight after it was created' : 'not read straight after',
      ),
];

/** Creates one object twenty times at once, and leaves it there. */
export const calibrateLeases = async (
  bucket: Endpoint,
  credential: Credential,
  name: string,
): Promise<Finding[]> => toFindings(await raceLease(bucket, credential, name));
