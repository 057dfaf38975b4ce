// The bundle as the platform calls it: the events and the context of the two runs that are measured.
const CONTEXT = {
  function_name: 'scf-redis-backup',
  namespace: 'default',
  tencentcloud_region: 'ap-guangzhou',
  time_limit_in_ms: 30_000,
};

const InstanceId = 'crs-demo0001';

/** A function to call, given the settings. They are read when the bundle is loaded: for others it is loaded once more. */
exports.loadFunction = (file, { host, secure, secretId, secretKey }, settings = {}) => {
  const endpoint = `${secure ? 'https' : 'http'}://${host}`;
  delete require.cache[require.resolve(file)];
  Object.assign(process.env, {
    REDIS_API_ENDPOINT: endpoint,
    // The server answers a lease like anything else: 200.
    LEASE_BUCKET: settings.lease ? endpoint : '',
    WEBHOOK_AUTH: 'platform',
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
  });
  const { main_handler } = require(file);
  const invoke = async (event, number) => {
    const result = await main_handler(event, { ...CONTEXT, request_id: `run-${number}` });
    const body = result.body === undefined ? result : JSON.parse(result.body);
    if (body.Outcome !== 'accepted') throw new Error(`not accepted: ${JSON.stringify(result)}`);
  };
  return {
    /** A webhook without a key: one write. */
    withoutKey: (number) =>
      invoke(
        {
          httpMethod: 'POST',
          path: '/',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ InstanceId }),
        },
        number,
      ),
    /** A call with a run key: two reads, then the write. */
    withKey: (number) => invoke({ InstanceId, IdempotencyKey: `key-${number}` }, number),
  };
};
