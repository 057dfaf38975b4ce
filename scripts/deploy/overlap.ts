// Two stages that back up the same instance at the same time make two backups of it, each rightly once.
import type { OtherFunction } from './api';
import type { TriggerState } from './model';

/** A warning for each timer of the other function that fires with one of ours and names one of its instances. */
export function overlapText(own: readonly TriggerState[], { name, triggers }: OtherFunction) {
  return own
    .filter(isTimer)
    .flatMap((mine) =>
      triggers
        .filter(
          (theirs) => isTimer(theirs) && theirs.desc === mine.desc && asksTheSame(mine, theirs),
        )
        .map(
          (theirs) =>
            `warning: ${name} has the timer ${theirs.TriggerName} at the same time for the same instances: each is backed up twice`,
        ),
    );
}

const isTimer = ({ Type, enabled }: TriggerState): boolean => Type === 'timer' && enabled;

function asksTheSame(mine: TriggerState, theirs: TriggerState): boolean {
  const named = idsIn(theirs.argument);
  const common = idsIn(mine.argument).some((id) => named.includes(id));
  return common || withoutRemark(mine.argument) === withoutRemark(theirs.argument);
}

const idsIn = (argument: string): string[] => argument.match(/crs-[a-z0-9]+/g) ?? [];

/** Two selectors are compared as they are written. */
const withoutRemark = (argument: string): string => argument.replace(/,?"Remark":"[^"]*"/, '');
