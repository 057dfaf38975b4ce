// What the `Status` of an instance means for a backup (https://cloud.tencent.com/document/product/239/20018).

const STATES: Readonly<Record<number, string>> = {
  0: 'to be initialised',
  [-2]: 'isolated',
  [-3]: 'to be deleted',
};

/**
 * The state of an instance that cannot be backed up, or undefined for one that may be. 1, "in process", may be: whether
 * a running backup of its own sets it is not documented, and the API says no by itself where it must. A state not
 * listed here may be as well.
 */
export const unavailableReason = (status: number): string | undefined => STATES[status];
