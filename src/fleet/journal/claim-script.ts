/**
 * ARGV: pass, then owners and how many exports of each may run at once ('' for any number), pair by pair; or '*' for pass and
 * any number of everybody's. An owner is what stands before the `~` of an id, '' for the first administrator.
 *
 * Answers the export that was taken with the pass already, or else the first in line that may run; '' where there is none.
 * '?' and a list of owners as JSON where it depends on them how many may run.
 *
 * What runs is what was taken with other passes and has not ended.
 */
export const claimScript = `
local pass = ARGV[1]
local claimed = redis.call('HGET', KEYS[1] .. 'claims', pass)
if claimed then return claimed end

local mostOf = {}
for index = 2, #ARGV - 1, 2 do mostOf[ARGV[index]] = ARGV[index + 1] end
local function most(owner) if ARGV[2] == '*' then return '' else return mostOf[owner] end end
local function ownerOf(id) return string.match(id, '^([%w_-]+)~') or '' end

local counted
local function running(owner)
  if not counted then
    counted = {}
    for _, id in ipairs(redis.call('HVALS', KEYS[1] .. 'claims')) do
      local record = redis.call('HGET', KEYS[1] .. 'records', id)
      local status = record and cjson.decode(record).status
      if status == 'pending' or status == 'processing' then counted[ownerOf(id)] = (counted[ownerOf(id)] or 0) + 1 end
    end
  end
  return counted[owner] or 0
end

local function take(member, score)
  local id = string.sub(member, 17)
  redis.call('ZREM', KEYS[1] .. 'line', member)
  redis.call('HSET', KEYS[1] .. 'claims', pass, id)
  local priority = tostring(10 - math.floor(score / 2 ^ 47))
  local start = (score % 2 ^ 47) / 1000
  local now = tonumber(redis.call('HGET', KEYS[1] .. 'now', priority) or '0')
  redis.call('HSET', KEYS[1] .. 'now', priority, string.format('%.3f', math.max(now, start)))
  return id
end

local unknown, isAsked = {}, {}
local at, step = 0, 1
while #unknown < 100 do
  local some = redis.call('ZRANGE', KEYS[1] .. 'line', at, at + step - 1, 'WITHSCORES')
  if #some == 0 then break end
  for index = 1, #some, 2 do
    local owner = ownerOf(string.sub(some[index], 17))
    local may = most(owner)
    if may == nil then
      if not isAsked[owner] then unknown[#unknown + 1] = owner end
      isAsked[owner] = true
    elseif #unknown == 0 and (may == '' or running(owner) < tonumber(may)) then
      return take(some[index], tonumber(some[index + 1]))
    end
  end
  at = at + step
  step = 200
end
if #unknown > 0 then return '?' .. cjson.encode(unknown) end
return ''
`;
