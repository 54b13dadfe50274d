/** Claims about the wire: AWS's own client understands the answers, dates and errors. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { AwsError } from '../../../local/cloud/service';
import { Laptop, MACHINE, machine, ok, START, tokenTask } from './laptop';

let server: Server;
let client: SFNClient;
let laptop: Laptop;

beforeAll(async () => {
  laptop = new Laptop(machine({ Sign: tokenTask() }), { answers: () => ok() });
  server = endpointOf(laptop);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'operator', secretAccessKey: 'none' },
  });
});

afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('a workflow is started, answered, described and read through the SDK', async () => {
  const input = JSON.stringify({ orderId: 'o-1' });
  const start = new StartExecutionCommand({ stateMachineArn: MACHINE, name: 'o-1', input });
  const { executionArn, startDate } = await client.send(start);
  expect(startDate).toEqual(new Date(START));
  await laptop.engine.atRest();

  const answer = new SendTaskSuccessCommand({ taskToken: laptop.token, output: '{"signed":true}' });
  await client.send(answer);
  const described = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(described).toMatchObject({ status: 'SUCCEEDED', input, output: '{"signed":true}' });
  expect(described.stopDate).toEqual(new Date(START));

  const { events } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
  const submitted = events?.find(({ type }) => type === 'TaskSubmitted');
  expect(submitted).toMatchObject({
    timestamp: new Date(START),
    taskSubmittedEventDetails: { resourceType: 'lambda', resource: 'invoke.waitForTaskToken' },
  });
  expect(events?.[0]?.executionStartedEventDetails?.roleArn).toMatch(/role\/WorkflowRole$/);
  const list = await client.send(new ListExecutionsCommand({ stateMachineArn: MACHINE }));
  expect(list.executions?.map(({ name }) => name)).toEqual(['o-1']);

  await expect(client.send(start)).rejects.toBeInstanceOf(ExecutionAlreadyExists);
  await expect(client.send(answer)).rejects.toBeInstanceOf(TaskTimedOut);
});

/** The endpoint in front of the services, as far as this test needs one. */
function endpointOf(served: Laptop): Server {
  return createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(body));
    };
    try {
      send(200, await served.send(action, JSON.parse(Buffer.concat(chunks).toString())));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      send(error.status, { __type: error.code, message: error.message, ...error.members });
    }
  });
}
