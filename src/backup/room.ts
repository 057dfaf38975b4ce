// How many targets may be looked at ahead of their turn: about a second's worth, so that no look is too old by then.
// A target leaves the room when it sends or waits for something.

export interface Room {
  /** Resolves when there is room; call what it returns, once or more often, to leave. */
  enter(): Promise<() => void>;
}

const SECONDS = 1;
const LEAST = 2;

/** @param perSecond the pace of now; the room shrinks and grows with it */
export function openRoom(perSecond: () => number): Room {
  const queue: (() => void)[] = [];
  let inside = 0;
  const size = () => Math.max(LEAST, Math.ceil(perSecond() * SECONDS));
  const admit = (): void => {
    while (inside < size() && queue.length > 0) {
      inside += 1;
      queue.shift()?.();
    }
  };
  return {
    enter: () =>
      new Promise((resolve) => {
        let isInside = true;
        const leave = (): void => {
          if (!isInside) return;
          isInside = false;
          inside -= 1;
          admit();
        };
        queue.push(() => resolve(leave));
        admit();
      }),
  };
}
