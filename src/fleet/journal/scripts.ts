/**
 * What Redis does in one step. Keys come as `KEYS[1]`, the prefix, which holds a hash tag: all lie in one slot.
 *
 * `{prefix}records`  id → record as JSON          `{prefix}revisions`  id → how often it was changed
 * `{prefix}line`     the exports that wait, by turn (see `lineScore`)
 * `{prefix}changes`  id → number of its last change, `{prefix}removed` the same of those that are gone
 * `{prefix}claims`   pass → the export that was taken with it
 * `{prefix}ends:{priority}`, `{prefix}now`        the fair clock (see `FairClock`)
 */

/** Numbers a change and tells everybody. Numbers are microseconds of Redis' clock, so that they go on after a restart. */
const tell = `
local function tell(id, rest)
  local last = tonumber(redis.call('GET', KEYS[1] .. 'seq') or '0')
  local time = redis.call('TIME')
  local seq = math.max(last + 1, time[1] * 1000000 + time[2])
  local text = string.format('%.0f', seq)
  redis.call('SET', KEYS[1] .. 'seq', text)
  redis.call('PUBLISH', KEYS[1] .. 'told', '{"seq":' .. text .. ',"before":' .. string.format('%.0f', last) .. ',"jobId":' .. cjson.encode(id) .. rest .. '}')
  return text
end
`;

/** ARGV: id, revision it must have ('' for a new one), record, score in line ('' for none), member of the line. */
export const saveScript = `${tell}
local id, revision, record, score, member = unpack(ARGV)
local known = redis.call('HGET', KEYS[1] .. 'revisions', id)
if (known or '') ~= revision then return '' end
redis.call('HSET', KEYS[1] .. 'records', id, record)
redis.call('HINCRBY', KEYS[1] .. 'revisions', id, 1)
if score ~= '' then redis.call('ZADD', KEYS[1] .. 'line', score, member)
else redis.call('ZREM', KEYS[1] .. 'line', member) end
local seq = tell(id, ',"record":' .. record)
redis.call('ZADD', KEYS[1] .. 'changes', seq, id)
redis.call('ZREM', KEYS[1] .. 'removed', id)
return seq
`;

/** ARGV: id, member of the line. */
export const removeScript = `${tell}
local id, member = unpack(ARGV)
if redis.call('HDEL', KEYS[1] .. 'records', id) == 0 then return '' end
redis.call('HDEL', KEYS[1] .. 'revisions', id)
redis.call('ZREM', KEYS[1] .. 'line', member)
redis.call('ZREM', KEYS[1] .. 'changes', id)
local seq = tell(id, '')
redis.call('ZADD', KEYS[1] .. 'removed', seq, id)
redis.call('ZREMRANGEBYRANK', KEYS[1] .. 'removed', 0, -1001)
return seq
`;

/** ARGV: a number. Answers the last number, what has changed since (id, number, record, …) and what is gone since. */
export const sinceScript = `
local last = redis.call('GET', KEYS[1] .. 'seq') or '0'
local changed = redis.call('ZRANGEBYSCORE', KEYS[1] .. 'changes', '(' .. ARGV[1], '+inf', 'WITHSCORES')
local found = {}
for index = 1, #changed, 2 do
  local record = redis.call('HGET', KEYS[1] .. 'records', changed[index])
  if record then
    found[#found + 1] = string.format('%.0f', tonumber(changed[index + 1]))
    found[#found + 1] = record
  end
end
local removed = redis.call('ZRANGEBYSCORE', KEYS[1] .. 'removed', '(' .. ARGV[1], '+inf', 'WITHSCORES')
return { last, found, removed }
`;

/** ARGV: priority, owner, seconds. Answers where the work begins, and takes that place. */
export const takeTurnScript = `
local priority, owner, cost = unpack(ARGV)
local now = tonumber(redis.call('HGET', KEYS[1] .. 'now', priority) or '0')
local finish = tonumber(redis.call('HGET', KEYS[1] .. 'ends:' .. priority, owner) or '0')
local start = math.max(now, finish)
redis.call('HSET', KEYS[1] .. 'ends:' .. priority, owner, string.format('%.3f', start + cost))
return string.format('%.3f', start)
`;

/** ARGV: priority, owner, seconds. */
export const giveTurnBackScript = `
redis.call('HINCRBYFLOAT', KEYS[1] .. 'ends:' .. ARGV[1], ARGV[2], -tonumber(ARGV[3]))
return ''
`;

/** ARGV: key, token. */
export const releaseScript = `
if redis.call('GET', ARGV[1]) == ARGV[2] then redis.call('DEL', ARGV[1]) end
return ''
`;
