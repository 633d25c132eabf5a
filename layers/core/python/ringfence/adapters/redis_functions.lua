-- Windows, decisions and alerts, atomically. Loaded as a library whose name carries its content
-- hash, so that two releases can run side by side. Constants in <angle brackets> come from
-- ringfence/domain/velocity.py: they are written once, there.
--
-- An entity's log is a sorted set: score is event time in ms, member is
--   sequence SEP sum SEP amount { SEP counterpart SEP previous sighting of that pair }
-- where sequence and sum run over the log, so a window's count and sum are the difference of two
-- members: O(log n) whatever the window. Each pair (entity, counterpart) also has a sorted set of
-- counterparts by last sighting, so distincts in order are one ZCOUNT. A late arrival rewrites the
-- members after it (their sequence, sum and, once, the previous sighting of the same pair), and
-- reads from them what the last-sighting sets no longer tell.

local SEP = '\31'
local NEVER = -1
local WINDOWS = {<windows_ms>}
local ENTITIES = {<entities>}
local COUNTERPARTS = {<counterparts>}
local SHARED = {<shared>}
local SHARED_MS = <shared_ms>
local BASELINE_MS = <baseline_ms>
local BASELINE_N = <baseline_transactions>
local NAMED_MAX = <named_users_max>
local MAX_EVENTS = <max_events>
local RETENTION_MS = {<retention_ms>}
local TRIM_EVERY = 16

local function split(member)
  local parts = {}
  for part in string.gmatch(member .. SEP, '(.-)' .. SEP) do parts[#parts + 1] = part end
  return parts
end

local function number(n) return string.format('%.0f', n) end

local function write_member(parts)
  return string.format('%015.0f', parts[1]) .. SEP .. table.concat(parts, SEP, 2)
end

-- The log around a transaction: its predecessor, and those after it, oldest first.
local function around(call, log, at)
  local before = call('ZRANGE', log, at, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
  local after = call('ZRANGE', log, '(' .. number(at), '+inf', 'BYSCORE', 'WITHSCORES')
  return before, after
end

-- Sequence and sum that stand before the first member kept.
local function base_of(call, log)
  local first = call('ZRANGE', log, 0, 0)[1]
  if not first then return 0, 0 end
  local parts = split(first)
  return tonumber(parts[1]) - 1, tonumber(parts[2]) - tonumber(parts[3])
end

-- When each counterpart of this transaction was last seen with the entity, at or before it.
local function previous_sightings(call, key, names, counterparts, later)
  local previous = {}
  for place, other in ipairs(counterparts) do
    local name = names[other]
    previous[place] = NEVER
    if name ~= '' then
      local found = nil
      for _, row in ipairs(later) do
        if row.parts[2 + 2 * place] == name then
          found = tonumber(row.parts[3 + 2 * place])
          break
        end
      end
      if not found then found = tonumber(call('ZSCORE', key .. ':' .. other, name) or NEVER) end
      previous[place] = found
    end
  end
  return previous
end

local function shift_later(call, log, later, amount, at, names, counterparts)
  local is_relinked = {}
  for _, row in ipairs(later) do
    local parts = row.parts
    parts[1] = tonumber(parts[1]) + 1
    parts[2] = number(tonumber(parts[2]) + amount)
    for place, other in ipairs(counterparts) do
      if not is_relinked[place] and names[other] ~= '' and parts[2 + 2 * place] == names[other] then
        parts[3 + 2 * place] = number(at)
        is_relinked[place] = true
      end
    end
    call('ZREM', log, row.member)
    call('ZADD', log, row.score, write_member(parts))
  end
end

local function trim(call, key, counterparts, sequence, retention)
  local log = key .. ':log'
  local surplus = call('ZCARD', log) - MAX_EVENTS
  if surplus > 0 then call('ZREMRANGEBYRANK', log, 0, surplus - 1) end
  if sequence % TRIM_EVERY ~= 0 then return end
  local newest = call('ZRANGE', log, -1, -1, 'WITHSCORES')[2]
  local horizon = number(tonumber(newest) - retention)
  call('ZREMRANGEBYSCORE', log, '-inf', '(' .. horizon)
  for _, other in ipairs(counterparts) do
    local pair = key .. ':' .. other
    call('ZREMRANGEBYSCORE', pair, '-inf', '(' .. horizon)
    local pair_surplus = call('ZCARD', pair) - MAX_EVENTS
    if pair_surplus > 0 then call('ZREMRANGEBYRANK', pair, 0, pair_surplus - 1) end
  end
end

-- Count and sum of (t - width, t], as differences of running totals.
local function window(call, log, sequence, sum, edge, base)
  local left = call('ZRANGE', log, edge, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
  if not left then return sequence - base.sequence, sum - base.sum, true end
  local parts = split(left)
  return sequence - tonumber(parts[1]), sum - tonumber(parts[2]), false
end

local function windows(call, log, sequence, sum, at, out)
  local base = {}
  base.sequence, base.sum = base_of(call, log)
  local counts, sums, is_whole = {}, {}, false
  for i, width in ipairs(WINDOWS) do
    if is_whole then
      counts[i], sums[i] = counts[i - 1], sums[i - 1]
    else
      counts[i], sums[i], is_whole = window(call, log, sequence, sum, at - width, base)
    end
  end
  for _, count in ipairs(counts) do out[#out + 1] = count end
  for _, total in ipairs(sums) do out[#out + 1] = total end
  return base
end

local function distincts(call, pair, at, place, later, out)
  for _, width in ipairs(WINDOWS) do
    local edge = at - width
    local count = call('ZCOUNT', pair, '(' .. number(edge), at)
    for _, row in ipairs(later) do
      local seen = tonumber(row.parts[3 + 2 * place])
      if seen and seen > edge and seen <= at then count = count + 1 end
    end
    out[#out + 1] = count
  end
end

-- Insert one transaction into one entity's log and append its values to `out`.
local function observe_entity(call, prefix, entity, names, at, amount, out)
  local key = prefix .. entity .. ':' .. names[entity]
  local log, counterparts = key .. ':log', COUNTERPARTS[entity]
  local before, after = around(call, log, at)
  local later = {}
  for i = 1, #after, 2 do
    later[#later + 1] = {member = after[i], score = after[i + 1], parts = split(after[i])}
  end
  local sequence, sum, gap
  if before[1] then
    local parts = split(before[1])
    sequence, sum, gap = tonumber(parts[1]) + 1, tonumber(parts[2]) + amount, at - tonumber(before[2])
  else
    local base_sequence, base_sum = base_of(call, log)
    sequence, sum, gap = base_sequence + 1, base_sum + amount, NEVER
  end
  local previous = previous_sightings(call, key, names, counterparts, later)
  shift_later(call, log, later, amount, at, names, counterparts)
  local parts = {sequence, number(sum), number(amount)}
  for place, other in ipairs(counterparts) do
    parts[#parts + 1] = names[other]
    parts[#parts + 1] = number(previous[place])
    if names[other] ~= '' then call('ZADD', key .. ':' .. other, 'GT', at, names[other]) end
  end
  call('ZADD', log, at, write_member(parts))
  local retention = RETENTION_MS[entity]
  trim(call, key, counterparts, sequence, retention)
  out[#out + 1] = gap
  local base = windows(call, log, sequence, sum, at, out)
  call('PEXPIRE', log, number(retention))
  for place, other in ipairs(counterparts) do
    local pair = key .. ':' .. other
    local is_never = names[other] == '' or previous[place] == NEVER
    out[#out + 1] = is_never and NEVER or at - previous[place]
    distincts(call, pair, at, place, later, out)
    call('PEXPIRE', pair, number(retention))
  end
  return {key = key, log = log, sequence = sequence, sum = sum, base = base, later = later}
end

local function absent(entity, out)
  out[#out + 1] = NEVER
  for _ = 1, 2 * #WINDOWS do out[#out + 1] = 0 end
  for _ = 1, #COUNTERPARTS[entity] do
    out[#out + 1] = NEVER
    for _ = 1, #WINDOWS do out[#out + 1] = 0 end
  end
end

local function previous_amounts(call, user, at)
  local members = call('ZRANGE', user.log, at, '-inf', 'BYSCORE', 'REV', 'LIMIT', 1, BASELINE_N)
  local amounts = {}
  for i, member in ipairs(members) do
    amounts[i] = tonumber(string.match(member, '^%d+' .. SEP .. '%d+' .. SEP .. '(%d+)'))
  end
  return amounts
end

-- Users on a shared entity inside the sharing window, most recent first.
local function shared_users(call, seen, entity, at)
  if not seen then return {} end
  local edge = at - SHARED_MS
  local pair = seen.key .. ':user'
  if #seen.later == 0 then
    return call('ZRANGE', pair, at, '(' .. number(edge), 'BYSCORE', 'REV', 'LIMIT', 0, NAMED_MAX)
  end
  local rows, place = {}, 1
  for i, other in ipairs(COUNTERPARTS[entity]) do if other == 'user' then place = i end end
  local found = call('ZRANGE', pair, at, '(' .. number(edge), 'BYSCORE', 'REV', 'WITHSCORES')
  for i = 1, #found, 2 do rows[#rows + 1] = {found[i], tonumber(found[i + 1])} end
  for _, row in ipairs(seen.later) do
    local time = tonumber(row.parts[3 + 2 * place])
    if time and time > edge and time <= at then rows[#rows + 1] = {row.parts[2 + 2 * place], time} end
  end
  table.sort(rows, function(a, b) return a[2] > b[2] or (a[2] == b[2] and a[1] > b[1]) end)
  local names = {}
  for i = 1, math.min(#rows, NAMED_MAX) do names[i] = rows[i][1] end
  return names
end

local function measure(call, prefix, names, at, amount)
  local values, seen = {}, {}
  for _, entity in ipairs(ENTITIES) do
    if names[entity] == '' then
      absent(entity, values)
    else
      seen[entity] = observe_entity(call, prefix, entity, names, at, amount, values)
    end
  end
  local user = seen.user
  local count, sum = window(call, user.log, user.sequence, user.sum, at - BASELINE_MS, user.base)
  values[#values + 1], values[#values + 2] = count, sum
  local shared = {}
  for i, entity in ipairs(SHARED) do shared[i] = shared_users(call, seen[entity], entity, at) end
  return {values, previous_amounts(call, user, at), shared}
end

-- observe(KEYS: prefix; ARGV: id, fingerprint, event ms, amount, keep ms, one name per entity)
-- -> {"seen", decision, alert seq} | {"conflict"} | {"new", values, amounts, shared users}
local function observe(keys, args)
  local call = redis.call
  local record = keys[1] .. 'tx:' .. args[1]
  local known = call('HMGET', record, 'fingerprint', 'decision', 'alert_seq', 'reading')
  if known[1] and known[1] ~= args[2] then return {'conflict'} end
  if known[2] then return {'seen', known[2], known[3] or '0'} end
  local reading
  if known[4] then
    reading = cmsgpack.unpack(known[4])
  else
    local names = {}
    for i, entity in ipairs(ENTITIES) do names[entity] = args[5 + i] end
    reading = measure(call, keys[1], names, tonumber(args[3]), tonumber(args[4]))
    call('HSET', record, 'fingerprint', args[2], 'reading', cmsgpack.pack(reading))
    call('PEXPIRE', record, args[5])
  end
  return {'new', reading[1], reading[2], reading[3]}
end

-- reserve(KEYS: prefix; ARGV: id, fingerprint, keep ms) -> "new" | "pending" | "decided" | "conflict"
local function reserve(keys, args)
  local record = keys[1] .. 'tx:' .. args[1]
  local known = redis.call('HMGET', record, 'fingerprint', 'decision')
  if not known[1] then
    redis.call('HSET', record, 'fingerprint', args[2])
    redis.call('PEXPIRE', record, args[3])
    return 'new'
  end
  if known[1] ~= args[2] then return 'conflict' end
  return known[2] and 'decided' or 'pending'
end

-- commit(KEYS: prefix; ARGV: id, fingerprint, decision, alert json or "", channel, second, outcome,
--        decision us, keep ms, alerts kept) -> {decision, alert seq, 1 when it was stored by this call}
local function commit(keys, args)
  local call, prefix = redis.call, keys[1]
  local record = prefix .. 'tx:' .. args[1]
  local known = call('HMGET', record, 'decision', 'alert_seq')
  if known[1] then return {known[1], known[2] or '0', 0} end
  local seq = 0
  if args[4] ~= '' then
    seq = call('INCR', prefix .. 'alert_seq')
    local alert = '{"seq":' .. number(seq) .. ',' .. string.sub(args[4], 2)
    call('XADD', prefix .. 'alerts', 'MAXLEN', '~', args[10], number(seq) .. '-0', 'alert', alert)
    call('PUBLISH', args[5], alert)
    call('HINCRBY', prefix .. 'totals', 'alerts', 1)
  end
  call('HSET', record, 'fingerprint', args[2], 'decision', args[3], 'alert_seq', number(seq))
  call('HDEL', record, 'reading')
  call('PEXPIRE', record, args[9])
  call('HINCRBY', prefix .. 'totals', 'decisions', 1)
  local second = prefix .. 'second:' .. args[6]
  call('HINCRBY', second, args[7], 1)
  if seq > 0 then call('HINCRBY', second, 'alerts', 1) end
  local slowest = tonumber(call('HGET', second, 'us_max') or 0)
  if tonumber(args[8]) > slowest then call('HSET', second, 'us_max', args[8]) end
  call('EXPIRE', second, 900)
  return {args[3], number(seq), 1}
end

redis.register_function('observe_<release>', observe)
redis.register_function('reserve_<release>', reserve)
redis.register_function('commit_<release>', commit)
