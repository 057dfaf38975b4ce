// The SDK as most samples have it: unbundled, from its root, which loads every product.
const { redis } = require('tencentcloud-sdk-nodejs');

exports.Client = redis.v20180412.Client;
