import { createTestRedis } from "../../../test/servers/test-servers.ts";
import { describeCache } from "../contract/cache.ts";
import { createRedisCache } from "./redis.ts";

describeCache("Redis", async () => {
  const redis = await createTestRedis();
  const [cache, peer] = [await createRedisCache(redis), await createRedisCache(redis)];
  return { cache, peer, elapse: () => {} };
});
