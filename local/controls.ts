/** The laptop's own controls under /_local/: time, messages, face frames, bank, faults, figures. */
import * as z from 'zod';
import { staffRoles } from '../lambdas/contract/route';
import { parseIsoDate } from '../lambdas/core/calendar';
import { dayInChina, startOfDayInChina } from '../lambdas/core/china-day';
import type { SandboxBank } from './bank/bank';
import { orderSchema, type StandingOrder } from './bank/behaviour';
import type { Cloud } from './cloud/cloud';
import type { FaultRule } from './cloud/faults';
import { searchPlaintext } from './cloud/search';
import { type LocalRoute, ok, refuseLocally, withBody } from './gateway/local-routes';
import type { Laptop } from './laptop';
import { docsRoutes } from './openapi/docs-routes';
import { operatorEnvironment, runStaffCommand } from './operator';
import type { Rekognition } from './rekognition/rekognition';
import { sourceControls } from './sources/controls';
import type { SandboxSources } from './sources/sources';

export interface Controlled {
  readonly cloud: Cloud;
  readonly bank: SandboxBank;
  readonly sources: SandboxSources;
  readonly rekognition: Rekognition;
  /** Known once everything runs. */
  readonly laptop: () => Laptop;
}

export const controls = (controlled: Controlled): readonly LocalRoute[] => [
  ...clockControls(controlled),
  ...messageControls(controlled),
  ...faceControls(controlled),
  ...bankControls(controlled),
  ...sourceControls(controlled.sources),
  ...faultControls(controlled),
  ...staffControls(controlled),
  ...figureControls(controlled),
  ...docsRoutes(() => controlled.laptop().url),
];

function clockControls({ cloud: { clock } }: Controlled): LocalRoute[] {
  const tell = () =>
    ok({ now: new Date(clock.now()).toISOString(), today: dayInChina(clock.now()) });
  const when = z.union([
    z.strictObject({ date: z.string() }),
    z.strictObject({
      seconds: z
        .int()
        .min(0)
        .max(400 * 86_400),
    }),
  ]);
  return [
    { method: 'GET', path: '/_local/clock', summary: 'The laptop’s time', run: tell },
    {
      method: 'POST',
      path: '/_local/clock',
      summary: 'Moves the day, to 08:00 in China: {"date":"2027-01-15"}, or {"seconds":60}',
      run: withBody(when, async (asked) => {
        const target = 'date' in asked ? morningOf(asked.date) : clock.now() + asked.seconds * 1000;
        if (target === undefined) return refuseLocally(400, 'The date is not a day of a calendar.');
        if (target < clock.now()) return refuseLocally(409, 'The clock only moves forward.');
        await clock.moveTo(target);
        return tell();
      }),
    },
  ];
}

/** Eight o'clock: the nights before it are over. */
function morningOf(date: string): number | undefined {
  const day = parseIsoDate(date);
  return day.ok ? startOfDayInChina(day.value) + 8 * 3_600_000 : undefined;
}

function messageControls({ cloud: { outbox } }: Controlled): LocalRoute[] {
  const run = () =>
    ok({
      messages: outbox.messages().map(({ phoneNumber, message, sentAtMillis }) => ({
        phoneNumber,
        message,
        sentAt: new Date(sentAtMillis).toISOString(),
      })),
    });
  return [{ method: 'GET', path: '/_local/sms', summary: 'The outbox of text messages', run }];
}

function faceControls({ cloud, rekognition }: Controlled): LocalRoute[] {
  const credentials = z.strictObject({
    accessKeyId: z.string(),
    secretAccessKey: z.string(),
    sessionToken: z.string(),
  });
  const film = z.strictObject({ frames: z.array(z.base64()).min(1).max(20), credentials });
  return [
    {
      method: 'GET',
      path: '/_local/rekognition/liveness-sessions/{id}',
      summary: 'What the camera must see: the movements of the head',
      run: ({ params }) => ok({ challenge: rekognition.challengeOf(params.id ?? '') }),
    },
    {
      method: 'POST',
      path: '/_local/rekognition/liveness-sessions/{id}/frames',
      summary: 'What the camera saw: {"frames":["base64 JPEG", …],"credentials":{…}}',
      run: ({ params, body }) =>
        withBody(film, async (sent) => {
          const { principal } = cloud.credentials.prove(sent.credentials);
          const action = 'rekognition:StartFaceLivenessSession';
          cloud.authorizer.require(principal, [{ action, resource: '*' }]);
          const pictures = sent.frames.map((frame) => Buffer.from(frame, 'base64'));
          return ok({ status: await rekognition.submitFrames(params.id ?? '', pictures) });
        })({ body }),
    },
  ];
}

function bankControls({ bank }: Controlled): LocalRoute[] {
  return [
    {
      method: 'GET',
      path: '/_local/bank',
      summary: 'The sandbox bank: what it was told, and its instructions',
      run: () => ok(bank.overview()),
    },
    {
      method: 'POST',
      path: '/_local/bank',
      summary: 'How it treats the next: {"behaviour":{"mode":"fail"},"count":1}',
      run: withBody(orderSchema, async (order: StandingOrder) => {
        bank.order(order);
        return ok({ orders: bank.overview().orders });
      }),
    },
    {
      method: 'GET',
      path: '/_local/bank/statements/{date}',
      summary: 'All money the bank moved on a day that has ended',
      run: ({ params }) => {
        const statement = bank.statement(params.date ?? '');
        return statement ? ok({ statement }) : refuseLocally(409, 'The day has not ended.');
      },
    },
  ];
}

function staffControls({ cloud }: Controlled): LocalRoute[] {
  const staff = z.strictObject({ role: z.enum(staffRoles), label: z.string().default('somebody') });
  return [
    {
      method: 'POST',
      path: '/_local/staff',
      summary: 'npm run staff -- add, as the operator; the ticket creates one passkey',
      run: withBody(staff, async ({ role, label }) => {
        const words = ['add', '--role', role, '--label', label];
        const { ok: added, lines } = await runStaffCommand(cloud, words);
        const [said = '', ticket] = lines;
        return added ? ok({ said, ticket }) : refuseLocally(409, lines.join(' '));
      }),
    },
    {
      method: 'GET',
      path: '/_local/operator',
      summary: 'What a shell needs to be the account’s operator: npm run audit -- --laptop URL',
      run: () => ok({ environment: operatorEnvironment(cloud) }),
    },
  ];
}

function faultControls({ cloud: { faults } }: Controlled): LocalRoute[] {
  const fault = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('error'), code: z.string(), status: z.int().optional() }),
    z.strictObject({ kind: z.literal('timeoutBefore') }),
    z.strictObject({ kind: z.literal('timeoutAfter') }),
    z.strictObject({ kind: z.literal('duplicate') }),
    z.strictObject({ kind: z.literal('delay'), millis: z.int().min(0).max(60_000) }),
  ]);
  const rule = z.strictObject({
    service: z.string().optional(),
    action: z.string().optional(),
    functionName: z.string().optional(),
    cause: z.string().optional(),
    after: z.int().min(0).optional(),
    times: z.int().min(1).optional(),
    fault,
  });
  return [
    {
      method: 'POST',
      path: '/_local/faults',
      summary:
        'Makes AWS calls fail: {"service":"dynamodb","times":1,"fault":{"kind":"timeoutAfter"}}',
      run: withBody(rule, async (asked) => {
        faults.add(asked as FaultRule);
        return ok({ added: asked });
      }),
    },
    {
      method: 'DELETE',
      path: '/_local/faults',
      summary: 'No more faults',
      run: () => {
        faults.clear();
        return ok({ cleared: true });
      },
    },
  ];
}

function figureControls({ cloud, laptop }: Controlled): LocalRoute[] {
  const needles = z.strictObject({
    needles: z.array(z.strictObject({ label: z.string(), text: z.string().min(2) })).max(100),
  });
  return [
    {
      method: 'GET',
      path: '/_local/meter',
      summary: 'What every route and step has used: round trips, capacity units, KMS calls',
      run: () =>
        ok({ total: cloud.meter.total(), byCause: cloud.meter.byCause(), grants: grantsOf(cloud) }),
    },
    {
      method: 'GET',
      path: '/_local/schedules',
      summary: 'What the clock will start, and what it has started',
      run: () =>
        ok({ upcoming: laptop().schedules.upcoming(), fired: laptop().schedules.firings() }),
    },
    {
      method: 'GET',
      path: '/_local/dead-letters',
      summary: 'Events that failed every attempt',
      run: () => ok({ streams: laptop().streams.deadLetters(), invocations: cloud.deadLetters }),
    },
    {
      method: 'GET',
      path: '/_local/logs',
      summary: 'The latest log lines; ?group=…&contains=ERROR narrows them',
      run: ({ query }) =>
        ok({ lines: latestLines(cloud, query.group ?? '', query.contains ?? '') }),
    },
    {
      method: 'POST',
      path: '/_local/search',
      summary: 'Searches everything kept for plaintext: {"needles":[{"label":"phone","text":"…"}]}',
      run: withBody(needles, async (asked) =>
        ok({ hits: await searchPlaintext(cloud, asked.needles) }),
      ),
    },
  ];
}

const shownLines = 200;

const latestLines = ({ logs }: Cloud, group: string, contains: string) =>
  logs
    .names()
    .filter((name) => name.includes(group))
    .flatMap((name) => logs.lines(name).map((entry) => ({ group: name, ...entry })))
    .filter(({ line }) => line.includes(contains))
    .sort((a, b) => a.atMillis - b.atMillis)
    .slice(-shownLines)
    .map(({ group: name, atMillis, line }) => ({
      group: name,
      at: new Date(atMillis).toISOString(),
      line,
    }));

const grantsOf = ({ authorizer }: Cloud) => ({
  denied: authorizer.denials(),
  unused: authorizer.unusedGrants().map(({ roleId, action }) => `${roleId}: ${action}`),
});
