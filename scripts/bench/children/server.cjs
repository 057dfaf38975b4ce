// The Redis API as a stopwatch wants it: a fixed answer to each action, after a fixed time, in a process of its own.
const { createServer } = require('node:http');

const LATENCY_MS = Number(process.argv[2]);

const RESPONSES = {
  ManualBackupInstance: { TaskId: 6954228 },
  DescribeInstanceBackups: { BackupSet: [], TotalCount: 0 },
  DescribeTaskList: { Tasks: [], TotalCount: 0 },
};
const RequestId = 'abe0a290-0000-4000-8000-000000000000';

const server = createServer((request, response) => {
  const Response = { ...RESPONSES[request.headers['x-tc-action']], RequestId };
  const answer = () =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ Response }));
  request.resume().once('end', () => (LATENCY_MS > 0 ? setTimeout(answer, LATENCY_MS) : answer()));
});

server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.once('disconnect', () => process.exit(0));
