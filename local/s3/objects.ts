/** Where S3's objects lie: in memory, or as files of a folder; versioned keys forget nothing. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ObjectHead {
  readonly key: string;
  readonly contentType: string;
  /** The caller's own, without the x-amz-meta- prefix. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly lastModifiedMillis: number;
  readonly bytes: number;
  /** MD5 in hex. */
  readonly etag: string;
  readonly retainUntil?: string | undefined;
  /** A delete marker: the key looks empty, its former versions are kept. */
  readonly isDeleted?: boolean;
}

export interface StoredObject {
  readonly head: ObjectHead;
  readonly body: Buffer;
}

/** All versions of a key, oldest first; the last is what a reader sees. */
export interface ObjectStore {
  versions(bucket: string, key: string): readonly ObjectHead[];
  body(bucket: string, head: ObjectHead, version: number): Buffer;
  append(bucket: string, object: StoredObject): void;
  /** Forgets every version. */
  remove(bucket: string, key: string): void;
  keys(bucket: string): readonly string[];
}

export class MemoryObjects implements ObjectStore {
  private readonly buckets = new Map<string, Map<string, StoredObject[]>>();

  versions(bucket: string, key: string): readonly ObjectHead[] {
    return (this.bucket(bucket).get(key) ?? []).map(({ head }) => head);
  }

  body(bucket: string, { key }: ObjectHead, version: number): Buffer {
    return this.bucket(bucket).get(key)?.[version]?.body ?? Buffer.alloc(0);
  }

  append(bucket: string, object: StoredObject): void {
    const versions = this.bucket(bucket).get(object.head.key) ?? [];
    this.bucket(bucket).set(object.head.key, [...versions, object]);
  }

  remove(bucket: string, key: string): void {
    this.bucket(bucket).delete(key);
  }

  keys(bucket: string): readonly string[] {
    return [...this.bucket(bucket).keys()].sort();
  }

  private bucket(name: string): Map<string, StoredObject[]> {
    const bucket = this.buckets.get(name) ?? new Map<string, StoredObject[]>();
    this.buckets.set(name, bucket);
    return bucket;
  }
}

/** One folder per bucket and key: heads.json, and the body of version n as the file n. */
export class FolderObjects implements ObjectStore {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
  }

  versions(bucket: string, key: string): readonly ObjectHead[] {
    return readHeads(this.folder(bucket, key));
  }

  body(bucket: string, { key }: ObjectHead, version: number): Buffer {
    return readFileSync(join(this.folder(bucket, key), String(version)));
  }

  append(bucket: string, { head, body }: StoredObject): void {
    const folder = this.folder(bucket, head.key);
    const heads = readHeads(folder);
    mkdirSync(folder, { recursive: true });
    // The body first: a version that heads.json names is there in full.
    writeFileSync(join(folder, String(heads.length)), body);
    writeFileSync(join(folder, 'heads.json'), JSON.stringify([...heads, head]));
  }

  remove(bucket: string, key: string): void {
    rmSync(this.folder(bucket, key), { recursive: true, force: true });
  }

  keys(bucket: string): readonly string[] {
    const directory = join(this.directory, bucket);
    if (!existsSync(directory)) return [];
    return readdirSync(directory)
      .map((name) => readHeads(join(directory, name))[0]?.key)
      .filter((key) => key !== undefined)
      .sort();
  }

  /** A key may hold what no file name may: the folder is named by the key's digest. */
  private folder(bucket: string, key: string): string {
    return join(this.directory, bucket, createHash('sha256').update(key).digest('hex'));
  }
}

function readHeads(folder: string): ObjectHead[] {
  const path = join(folder, 'heads.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : [];
}
