import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { AwsV4Signer } from "aws4fetch";
import type { DownloadUrlOptions } from "../ports.ts";
import type { S3Name } from "./s3-reader.ts";

/**
 * Makes an address that holds the right to read one object for a while. It is good no longer than the credentials that sign it.
 * The client says where the object is; nothing is asked of the service.
 */
export async function toDownloadUrl(
  client: S3Client,
  name: S3Name,
  { expiresInS, fileName }: DownloadUrlOptions,
): Promise<string> {
  const url = await readAddress(client, {
    ...name,
    ResponseContentDisposition: `attachment; filename="${fileName}"`,
    ResponseCacheControl: "no-store",
  });
  url.searchParams.set("X-Amz-Expires", String(expiresInS));
  const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials();
  const region = await client.config.region();
  const signer = new AwsV4Signer({
    ...{ method: "GET", url: url.href, service: "s3", region, signQuery: true, accessKeyId, secretAccessKey },
    ...(sessionToken !== undefined && { sessionToken }),
  });
  return (await signer.sign()).url.href;
}

interface Address {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
}

/** Has the client make the call up to where it would be signed and sent. */
async function readAddress(client: S3Client, asked: ConstructorParameters<typeof GetObjectCommand>[0]): Promise<URL> {
  const command = new GetObjectCommand(asked);
  let address: Address | undefined;
  command.middlewareStack.add(
    () => async (given) => {
      address = given.request as Address;
      return { response: {}, output: { $metadata: {} } };
    },
    { step: "finalizeRequest", priority: "high", name: "readAddress" },
  );
  await client.send(command);
  if (address === undefined) throw new TypeError("the client made no request");
  const { protocol, hostname, port, path, query = {} } = address;
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, typeof value === "string" ? value : "");
  return url;
}
