/** Preloaded into a command (NODE_OPTIONS): writes where each socket goes, and each name that is looked up. */
'use strict';

const dns = require('node:dns');
const { appendFileSync } = require('node:fs');
const net = require('node:net');

const log = (line) => appendFileSync(process.env.SOCKET_LOG, `${line}\n`);

const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function connectAndTell(...args) {
  const [options] = Array.isArray(args[0]) ? args[0] : args;
  if (options?.path) log(`unix ${options.path}`);
  else log(`tcp ${options?.host ?? options}:${options?.port ?? args[1]}`);
  return connect.apply(this, args);
};

const { lookup } = dns;
dns.lookup = (name, ...rest) => {
  log(`lookup ${name}`);
  return lookup(name, ...rest);
};
