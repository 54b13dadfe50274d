/** S3's operations on the stored objects, without their HTTP. */
import { createHash } from 'node:crypto';
import { AwsError } from '../cloud/service';
import type { BucketResource } from '../template/deployment';
import type { ObjectHead, ObjectStore } from './objects';

export interface NewObject {
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** ISO 8601; only in a bucket with object lock. */
  readonly retainUntil?: string | undefined;
  /** Refuse when the key holds an object already. */
  readonly onlyIfAbsent?: boolean;
}

export interface FoundObject {
  readonly head: ObjectHead;
  readonly body: Buffer;
}

export class Buckets {
  private readonly buckets: ReadonlyMap<string, BucketResource>;

  constructor(
    resources: readonly BucketResource[],
    private readonly objects: ObjectStore,
    private readonly now: () => number,
  ) {
    this.buckets = new Map(resources.map((bucket) => [bucket.name, bucket]));
  }

  /** @throws AwsError NoSuchBucket */
  bucket(name: string): BucketResource {
    const bucket = this.buckets.get(name);
    if (bucket) return bucket;
    throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404, {
      BucketName: name,
    });
  }

  find(name: string): BucketResource | undefined {
    return this.buckets.get(name);
  }

  put(bucketName: string, object: NewObject): ObjectHead {
    const bucket = this.bucket(bucketName);
    if (object.retainUntil && !bucket.hasObjectLock) {
      throw new AwsError('InvalidRequest', 'Bucket is missing Object Lock Configuration');
    }
    if (object.onlyIfAbsent && this.latest(bucketName, object.key)) {
      throw new AwsError(
        'PreconditionFailed',
        'At least one of the pre-conditions you specified did not hold',
        412,
      );
    }
    const { body, onlyIfAbsent, ...rest } = object;
    const head = {
      ...rest,
      lastModifiedMillis: this.now(),
      bytes: body.length,
      etag: createHash('md5').update(body).digest('hex'),
    };
    if (!isVersioned(bucket)) this.objects.remove(bucketName, object.key);
    this.objects.append(bucketName, { head, body });
    return head;
  }

  /** @throws AwsError NoSuchKey */
  head(bucketName: string, key: string): ObjectHead {
    this.bucket(bucketName);
    const head = this.latest(bucketName, key);
    if (head) return head;
    throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
  }

  get(bucketName: string, key: string): FoundObject {
    const head = this.head(bucketName, key);
    const version = this.objects.versions(bucketName, key).length - 1;
    return { head, body: this.objects.body(bucketName, head, version) };
  }

  /** In a versioned bucket, as every bucket with object lock is, only a marker hides the object. */
  delete(bucketName: string, key: string): void {
    const bucket = this.bucket(bucketName);
    if (!isVersioned(bucket)) {
      this.objects.remove(bucketName, key);
      return;
    }
    const body = Buffer.alloc(0);
    const head = {
      key,
      contentType: '',
      metadata: {},
      lastModifiedMillis: this.now(),
      bytes: 0,
      etag: '',
      isDeleted: true,
    };
    this.objects.append(bucketName, { head, body });
  }

  copy(source: { bucket: string; key: string }, bucketName: string, copy: Copy): ObjectHead {
    const { head, body } = this.get(source.bucket, source.key);
    const { contentType, metadata } = copy.replaced ?? head;
    return this.put(bucketName, { ...copy, contentType, metadata, body });
  }

  list(bucketName: string, prefix: string): ObjectHead[] {
    this.bucket(bucketName);
    return this.objects
      .keys(bucketName)
      .filter((key) => key.startsWith(prefix))
      .map((key) => this.latest(bucketName, key))
      .filter((head) => head !== undefined);
  }

  /** Every version of every object that has not expired, for a search of what is stored. */
  *everything(): Iterable<{ readonly bucket: string } & FoundObject> {
    for (const bucket of this.buckets.keys()) {
      for (const key of this.objects.keys(bucket)) {
        this.latest(bucket, key);
        for (const [version, head] of this.objects.versions(bucket, key).entries()) {
          yield { bucket, head, body: this.objects.body(bucket, head, version) };
        }
      }
    }
  }

  private latest(bucketName: string, key: string): ObjectHead | undefined {
    const head = this.objects.versions(bucketName, key).at(-1);
    if (head && this.isExpired(bucketName, head)) {
      this.objects.remove(bucketName, key);
      return undefined;
    }
    return head?.isDeleted ? undefined : head;
  }

  /** S3 counts whole days, to the midnight (UTC) after the last of them. */
  private isExpired(bucketName: string, { lastModifiedMillis }: ObjectHead): boolean {
    const { expirationDays } = this.bucket(bucketName);
    if (expirationDays === undefined) return false;
    const days = Math.ceil(lastModifiedMillis / dayMillis) + expirationDays;
    return days * dayMillis <= this.now();
  }
}

const dayMillis = 86_400_000;

export interface Copy {
  readonly key: string;
  readonly retainUntil?: string | undefined;
  /** Given when the caller replaces what the source says of itself. */
  readonly replaced?: Pick<NewObject, 'contentType' | 'metadata'> | undefined;
}

const isVersioned = (bucket: BucketResource) => bucket.isVersioned || bucket.hasObjectLock;
