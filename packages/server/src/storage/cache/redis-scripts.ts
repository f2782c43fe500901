import { type CommandParser, defineScript } from "@redis/client";

// Each script is one atomic step: nobody sees a value whose leases still stand, or fills between check and write.

/** Keeps the first token of an absent key; answers `[value]`, or `[null, token]`. */
const leaseKey = defineScript({
  NUMBER_OF_KEYS: 2,
  SCRIPT: `
    local value = redis.call('GET', KEYS[1])
    if value then return {value} end
    if redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {false, ARGV[1]} end
    return {false, redis.call('GET', KEYS[2])}`,
  parseCommand(parser: CommandParser, value: string, lease: string, token: string, leaseMs: number) {
    parser.pushKeys([value, lease]);
    parser.push(token, String(leaseMs));
  },
  transformReply: (reply: readonly (string | null)[]) => reply,
});

/** Keeps a value if its token is still good. */
const fillKey = defineScript({
  NUMBER_OF_KEYS: 2,
  SCRIPT: `
    if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
    redis.call('DEL', KEYS[2])
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1`,
  parseCommand(parser: CommandParser, value: string, lease: string, token: string, text: string, ttlMs: number) {
    parser.pushKeys([value, lease]);
    parser.push(token, text, String(ttlMs));
  },
  transformReply: (reply: number) => reply,
});

/** Keeps a value and voids leases. */
const setKey = defineScript({
  NUMBER_OF_KEYS: 2,
  SCRIPT: `
    redis.call('DEL', KEYS[2])
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return 1`,
  parseCommand(parser: CommandParser, value: string, lease: string, text: string, ttlMs: number) {
    parser.pushKeys([value, lease]);
    parser.push(text, String(ttlMs));
  },
  transformReply: (reply: number) => reply,
});

export const REDIS_SCRIPTS = { leaseKey, fillKey, setKey };
