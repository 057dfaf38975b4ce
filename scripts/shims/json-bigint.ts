// Stands in for `json-bigint` in the bundle: the SDK only writes with it, and no request of ours holds a BigInt.

/** As the package is called: `jsonBigint({ useNativeBigInt: true })`, of which the SDK uses `stringify` alone. */
export default function jsonBigint(): Pick<JSON, 'stringify'> {
  return JSON;
}
