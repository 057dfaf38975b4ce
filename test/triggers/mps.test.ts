// MPS: a task means the setting, and is the run key.
import { fixture } from '../support/events';
import { keysOf, read } from '../support/triggers';

const issueAt = (path: string) => [
  {
    runKey: undefined,
    payload: { from: 'unreadable', issue: { path, message: expect.any(String) } },
  },
];

describe('MPS', () => {
  test('means the setting; its key is the task', () => {
    expect(read('mps', fixture('mps/workflow-task'))).toEqual([
      {
        runKey: { value: '245000654-WorkflowTask-f46dac7fe2436c47', chosenBy: 'event' },
        payload: { from: 'default' },
      },
    ]);
  });
  test('progress and end of one task are one run', () => {
    const event = fixture('mps/workflow-task') as { WorkflowTaskEvent: object };
    const progress = {
      ...event,
      WorkflowTaskEvent: { ...event.WorkflowTaskEvent, Status: 'PROCESSING' },
    };
    expect(keysOf('mps', progress)).toEqual(keysOf('mps', event));
  });
  const table: [event: object, path: string][] = [
    [{ EventType: 'WorkflowTask' }, 'WorkflowTaskEvent'],
    [{ EventType: 'WorkflowTask', WorkflowTaskEvent: {} }, 'WorkflowTaskEvent.TaskId'],
    [{ EventType: 'EditMediaTask', WorkflowTaskEvent: { TaskId: '1' } }, 'EditMediaTaskEvent'],
    [{ EventType: { toString: 1 } }, 'EventType'],
  ];
  test.each(table)('%j', (event, path) => expect(read('mps', event)).toEqual(issueAt(path)));
});
