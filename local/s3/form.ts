/** Reads a multipart/form-data body: the form in which a browser uploads one file to S3. */
import { AwsError } from '../cloud/service';

export interface UploadForm {
  /** By lower-case name, without the file. */
  readonly fields: ReadonlyMap<string, string>;
  readonly file: Buffer;
  readonly fileName: string;
}

/** The boundary's name in the content type; undefined for another type of body. */
export const boundaryOf = (contentType: string): string | undefined => {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType) ?? [];
  return quoted ?? plain;
};

/** @throws AwsError MalformedPOSTRequest; as in S3 whatever follows the file is ignored. */
export function readForm(body: Buffer, boundary: string): UploadForm {
  const fields = new Map<string, string>();
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  while (at >= 0) {
    const start = at + delimiter.length;
    const next = body.indexOf(`\r\n--${boundary}`, start, 'latin1');
    const headEnd = body.indexOf('\r\n\r\n', start, 'latin1');
    if (next < 0 || headEnd < 0 || headEnd > next) break;
    const head = body.subarray(start, headEnd).toString('utf8');
    const content = body.subarray(headEnd + 4, next);
    const name = /[;\s]name="([^"]*)"/i.exec(head)?.[1]?.toLowerCase();
    if (name === 'file') {
      return { fields, file: content, fileName: /filename="([^"]*)"/i.exec(head)?.[1] ?? '' };
    }
    if (name) fields.set(name, content.toString('utf8'));
    at = next + 2;
  }
  throw new AwsError(
    'MalformedPOSTRequest',
    'The body of your POST request is not well-formed multipart/form-data.',
  );
}
