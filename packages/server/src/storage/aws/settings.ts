/** Where objects stand in S3. */
export interface S3Settings {
  readonly bucket: string;
  readonly region: string | undefined;
  readonly endpoint: string | undefined;
  readonly prefix: string | undefined;
}

/** What the environment says of it. */
export interface S3Variables extends Omit<S3Settings, "bucket"> {
  readonly bucket: string | undefined;
}

/** Puts the variables together; throws an `Error` that names the one that is missing. */
export function toS3Settings({ bucket, ...others }: S3Variables): S3Settings | undefined {
  if (bucket !== undefined) return { bucket, ...others };
  const given = Object.entries(others).find(([, value]) => value !== undefined);
  if (given) throw new Error(`S3_BUCKET is needed beside S3_${given[0].toUpperCase()}`);
  return undefined;
}
