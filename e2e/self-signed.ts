import { createSign, generateKeyPairSync } from "node:crypto";

/** A key and a certificate for one host of a test, in PEM; nobody but a browser that was told to will trust it. */
export interface SelfSigned {
  readonly key: string;
  readonly cert: string;
}

const OID = { ecdsaWithSha256: "06082a8648ce3d040302", commonName: "0603550403" } as const;
const TAG = { integer: 0x02, bits: 0x03, utf8: 0x0c, sequence: 0x30, set: 0x31, utcTime: 0x17, version: 0xa0 } as const;

/** Makes a certificate that is good for two days around now (X.509, RFC 5280). */
export function createSelfSigned(host: string): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(TAG.sequence, Buffer.from(OID.ecdsaWithSha256, "hex"));
  const pair = der(TAG.sequence, Buffer.from(OID.commonName, "hex"), der(TAG.utf8, Buffer.from(host)));
  const name = der(TAG.sequence, der(TAG.set, pair));
  const body = der(
    TAG.sequence,
    der(TAG.version, der(TAG.integer, Buffer.of(2))),
    der(TAG.integer, Buffer.of(1)),
    algorithm,
    name,
    der(TAG.sequence, toTime(-1), toTime(1)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
  );
  const signature = createSign("sha256").update(body).sign(privateKey);
  const whole = der(TAG.sequence, body, algorithm, der(TAG.bits, Buffer.of(0), signature));
  const lines = whole.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
  };
}

function toTime(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]|\..*/g, "");
  return der(TAG.utcTime, Buffer.from(`${text.slice(2)}Z`));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
