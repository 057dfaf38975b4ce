/** A list that shifts while it is read may show a row twice. Keeps one of each: in its first place, as last shown. */
export const uniqueBy = <Row>(
  rows: readonly Row[],
  getId: (row: Row) => string | number,
): Row[] => [...new Map(rows.map((row) => [getId(row), row])).values()];
