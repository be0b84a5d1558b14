import { createHash, createHmac } from 'node:crypto';
import type { SeenRequest } from './scripted-upstream.ts';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;

/**
 * The signature a request should carry, worked out from nothing but itself and the secret, as "Create a
 * signed AWS API request" in the IAM User Guide has it; and the one it does carry.
 */
export function awsSignatures({ method, path, headers, body }: SeenRequest, secret: string) {
  const [, accessKeyId, date = '', region = '', service = '', signed = '', carried] =
    AUTHORIZATION.exec(headers['authorization'] ?? '') ?? [];
  const canonical = [
    method,
    path.split('/').map(encodeURIComponent).join('/'),
    '',
    ...signed.split(';').map((name) => `${name}:${headers[name] ?? ''}`),
    '',
    signed,
    headers['x-amz-content-sha256'] ?? sha256(body),
  ].join('\n');
  const scope = [date, region, service, 'aws4_request'];
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope.join('/'), sha256(canonical)];
  const key = scope.reduce<string | Buffer>((each, part) => hmac(each, part), `AWS4${secret}`);
  return { accessKeyId, region, service, carried, due: hmac(key, text.join('\n')).toString('hex') };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
