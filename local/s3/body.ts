/** Reads an upload's bytes: plain, or in the signed chunks the SDK sends a stream in. */
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../cloud/service';

/** More than any picture; what is longer is read to its end but not kept. */
export const maximumBodyBytes = 32 * 1024 * 1024;

/** Longer bodies are cut off in the middle: the caller may not even see an answer. */
const patienceBytes = 8 * maximumBodyBytes;

/** @throws AwsError EntityTooLarge */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maximumBodyBytes) chunks.push(chunk);
    if (bytes > patienceBytes) break;
  }
  if (bytes > maximumBodyBytes) {
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum size.', 400);
  }
  const body = Buffer.concat(chunks);
  const payload = String(request.headers['x-amz-content-sha256'] ?? '');
  return payload.startsWith('STREAMING-') ? unchunk(body) : body;
}

/** SIZE_IN_HEX[;chunk-signature=…]\r\nBYTES\r\n … 0\r\n and trailing checksums. */
function unchunk(body: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf('\r\n', at, 'latin1');
    const size = Number.parseInt(body.subarray(at, lineEnd).toString('latin1'), 16);
    if (lineEnd < 0 || Number.isNaN(size)) {
      throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly.');
    }
    if (size === 0) return Buffer.concat(parts);
    parts.push(body.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
