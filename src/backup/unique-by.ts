/** A list that moves while it is read shows a row twice: each row once, in the place of its first and as its last says. */
export const uniqueBy = <Row>(rows: readonly Row[], idOf: (row: Row) => string | number): Row[] => [
  ...new Map(rows.map((row) => [idOf(row), row])).values(),
];
