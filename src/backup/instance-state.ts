// What the `Status` of an instance means for a backup (https://cloud.tencent.com/document/product/239/20018).

const STATES: Readonly<Record<number, string>> = {
  0: 'to be initialised',
  [-2]: 'isolated',
  [-3]: 'to be deleted',
};

/**
 * The state of an instance that cannot be backed up; undefined for one that is worth trying. That includes 1, "in
 * process" (no page says whether a running backup sets it), and unknown states: the API refuses where it must.
 */
export const unavailableReason = (status: number): string | undefined => STATES[status];
