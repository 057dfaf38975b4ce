// A certificate for 127.0.0.1 that nobody else has signed, made afresh: no private key lies in the repository.
import { generateKeyPairSync, sign } from 'node:crypto';

const SEQUENCE = 0x30;
const SET = 0x31;
const OID = { commonName: '550403', ecdsaWithSha256: '2a8648ce3d040302', subjectAltName: '551d11' };

/** One DER value: tag, length, content (ITU-T X.690). */
function der(tag: number, ...content: Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const long =
    body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(body.length < 0x80 ? [body.length] : long)]), body]);
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const text = (tag: number, value: string) => der(tag, Buffer.from(value));
const utcTime = (at: Date) => text(0x17, `${at.toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`);

/** PEM key and certificate for 127.0.0.1 alone, self-signed, valid for a day on either side (RFC 5280 §4.1). */
export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der(SEQUENCE, oid(OID.ecdsaWithSha256));
  const name = der(SEQUENCE, der(SET, der(SEQUENCE, oid(OID.commonName), text(0x0c, 'nobody'))));
  const [from, to] = [-1, 1].map((days) => utcTime(new Date(Date.now() + days * 86_400_000)));
  const names = der(SEQUENCE, der(0x87, Uint8Array.of(127, 0, 0, 1)));
  const extensions = der(
    0xa3,
    der(SEQUENCE, der(SEQUENCE, oid(OID.subjectAltName), der(0x04, names))),
  );
  const toBeSigned = der(
    SEQUENCE,
    ...[der(0xa0, der(0x02, Uint8Array.of(2))), der(0x02, Uint8Array.of(1)), algorithm, name],
    ...[der(SEQUENCE, from ?? der(0x05), to ?? der(0x05)), name],
    ...[publicKey.export({ type: 'spki', format: 'der' }), extensions],
  );
  const signature = der(0x03, Uint8Array.of(0), sign('sha256', toBeSigned, privateKey));
  const certificate = der(SEQUENCE, toBeSigned, algorithm, signature).toString('base64');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  };
}
