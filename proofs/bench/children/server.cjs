// The Redis API as a stopwatch wants it: a fixed answer to each action, after a fixed time, in a process of its own.
const { readFileSync } = require('node:fs');
const http = require('node:http');
const https = require('node:https');

const { latencyMs, tls } = JSON.parse(process.argv[2]);

const RESPONSES = {
  ManualBackupInstance: { TaskId: 6954228 },
  DescribeInstanceBackups: { BackupSet: [], TotalCount: 0 },
  DescribeTaskList: { Tasks: [], TotalCount: 0 },
};
const RequestId = 'abe0a290-0000-4000-8000-000000000000';

const respond = (request, response) => {
  const Response = { ...RESPONSES[request.headers['x-tc-action']], RequestId };
  const answer = () =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ Response }));
  request.resume().once('end', () => (latencyMs > 0 ? setTimeout(answer, latencyMs) : answer()));
};

const server =
  tls === undefined
    ? http.createServer(respond)
    : https.createServer({ key: readFileSync(tls.key), cert: readFileSync(tls.cert) }, respond);

server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit(0));
