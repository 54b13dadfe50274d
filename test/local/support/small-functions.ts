/** Handlers of the small stage: bundled as ours are, each made to show one behaviour. */
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';

interface Context {
  readonly functionName: string;
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

const dynamodb = new DynamoDBClient({});
const s3 = new S3Client({});

export const describe = async (event: unknown, context: Context) => ({
  event,
  now: Date.now(),
  constructed: new Date().toISOString(),
  parsed: new Date('2020-02-29T00:00:00Z').toISOString(),
  isDate:
    new Date() instanceof Date && new (new Date().constructor as DateConstructor)() <= new Date(),
  environment: process.env,
  context: { ...context, remainingMillis: context.getRemainingTimeInMillis() },
});

export const store = async ({ id }: { id: string }) => {
  console.log(JSON.stringify({ message: 'storing', id }));
  const Item = { pk: { S: id }, at: { N: String(Date.now()) } };
  await dynamodb.send(new PutItemCommand({ TableName: process.env.TABLE, Item }));
  return { stored: id };
};

/** Its role may put, not scan. */
export const scan = async () =>
  dynamodb.send(new ScanCommand({ TableName: process.env.TABLE })).then(
    () => 'allowed',
    (error: Error) => ({ name: error.name, message: error.message }),
  );

export const presign = async ({ key }: { key: string }) =>
  createPresignedPost(s3, {
    Bucket: process.env.BUCKET ?? '',
    Key: key,
    Expires: 300,
    Fields: { 'Content-Type': 'image/jpeg' },
    Conditions: [['content-length-range', 1, 8 * 1024 * 1024], { 'Content-Type': 'image/jpeg' }],
  });

let calls = 0;

export const misbehave = async ({ how }: { how: string }) => {
  calls += 1;
  if (how === 'throw') throw new TypeError('the handler threw');
  if (how === 'hang') return new Promise(() => {});
  if (how === 'spin') for (;;) calls += 1;
  if (how === 'exit') process.exit(3);
  if (how === 'stray') return new Promise((_resolve) => setTimeout(() => stray(), 5));
  return { calls };
};

const stray = () => {
  throw new RangeError('thrown outside the call');
};
