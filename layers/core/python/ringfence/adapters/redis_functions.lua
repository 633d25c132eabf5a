-- Windows, decisions and alerts, atomically. Loaded as a library whose name carries its content
-- hash, so that two releases can run side by side. Constants in <angle brackets> come from
-- ringfence/domain: they are written once, there. redis_labels.lua stands before this file.
--
-- An entity's log is a sorted set: score is event time in ms, member is
--   sequence SEP sum SEP amount { SEP counterpart SEP previous sighting of that pair }
-- where sequence and sum run over the log, so a window's count and sum are the difference of two
-- members: O(log n) whatever the window. Each pair (entity, counterpart) also has a sorted set of
-- counterparts by last sighting, so distincts in order are one ZCOUNT. A late arrival rewrites the
-- members after it (their sequence, sum and, once, the previous sighting of the same pair), and
-- reads from them what the last-sighting sets no longer tell.

local SEP = '\31'
local WINDOWS = {<windows_ms>}
local COUNTERPARTS = {<counterparts>}
local SHARED = {<shared>}
local SHARED_MS = <shared_ms>
local SHARED_WINDOW = <shared_window> -- its place in WINDOWS
local BURST_MS = <burst_ms>
local BURST_WINDOW = <burst_window> -- its place in WINDOWS
local BASELINE_MS = <baseline_ms>
local OUTLIERS_MS = <outliers_ms>
local BASELINE_N = <baseline_transactions>
local NAMED_MAX = <named_users_max>
local MAX_EVENTS = <max_events>
local RETENTION_MS = {<retention_ms>}
local TRIM_EVERY = 16
local LAYOUT = '<layout>'
local RENEW_AFTER_MS = 6 * 3600 * 1000
local SLACK_MS = TRIM_EVERY * RENEW_AFTER_MS + <max_lateness_ms>

local HEAD = '^(%d+)' .. SEP .. '(%d+)' .. SEP .. '(%d+)'

local function split(member)
  local parts = {}
  for part in string.gmatch(member .. SEP, '(.-)' .. SEP) do parts[#parts + 1] = part end
  return parts
end

-- Sequence, sum and amount of a member.
local function head(member)
  local sequence, sum, amount = string.match(member, HEAD)
  return tonumber(sequence), tonumber(sum), tonumber(amount)
end

local function write_member(parts)
  return string.format('%015.0f', parts[1]) .. SEP .. table.concat(parts, SEP, 2)
end

-- The log around a transaction: its predecessor (member and time), and the rows after it, oldest
-- first. Most arrive in order, so the newest member is looked at before any search.
local function around(call, log, at)
  local newest = call('ZRANGE', log, -1, -1, 'WITHSCORES')
  if not newest[1] then return nil, nil, {} end
  if tonumber(newest[2]) <= at then return newest[1], tonumber(newest[2]), {} end
  local before = call('ZRANGE', log, at, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
  local after = call('ZRANGE', log, '(' .. number(at), '+inf', 'BYSCORE', 'WITHSCORES')
  local later = {}
  for i = 1, #after, 2 do
    later[#later + 1] = {member = after[i], score = after[i + 1], parts = split(after[i])}
  end
  return before[1], tonumber(before[2]), later
end

-- Sequence and sum that stand before the first member kept.
local function base_of(call, log)
  local first = call('ZRANGE', log, 0, 0)[1]
  if not first then return 0, 0 end
  local sequence, sum, amount = head(first)
  return sequence - 1, sum - amount
end

-- When each counterpart of this transaction was last seen with the entity, at or before it. The
-- predecessor often has the same one, a later row of the same pair remembers it; else the set knows.
local function previous_sightings(call, seen, names, counterparts)
  local previous = {}
  local before = seen.before and split(seen.before)
  for place, other in ipairs(counterparts) do
    local name, found = names[other], nil
    if name == '' then
      found = NEVER
    elseif before and before[2 + 2 * place] == name then
      found = seen.before_at
    else
      for _, row in ipairs(seen.later) do
        if row.parts[2 + 2 * place] == name then
          found = tonumber(row.parts[3 + 2 * place])
          break
        end
      end
    end
    if not found and not seen.before and #seen.later == 0 then found = NEVER end
    previous[place] = found or tonumber(call('ZSCORE', seen.key .. ':' .. other, name) or NEVER)
  end
  return previous
end

local function shift_later(call, seen, amount, at, names, counterparts)
  local is_relinked = {}
  for _, row in ipairs(seen.later) do
    local parts = row.parts
    parts[1] = tonumber(parts[1]) + 1
    parts[2] = number(tonumber(parts[2]) + amount)
    for place, other in ipairs(counterparts) do
      if not is_relinked[place] and names[other] ~= '' and parts[2 + 2 * place] == names[other] then
        parts[3 + 2 * place] = number(at)
        is_relinked[place] = true
      end
    end
    call('ZREM', seen.log, row.member)
    call('ZADD', seen.log, row.score, write_member(parts))
  end
end

local function trim(call, seen, counterparts, retention)
  -- A log never holds more members than its running sequence says.
  if seen.sequence > MAX_EVENTS then
    local surplus = call('ZCARD', seen.log) - MAX_EVENTS
    if surplus > 0 then call('ZREMRANGEBYRANK', seen.log, 0, surplus - 1) end
  end
  if seen.sequence % TRIM_EVERY ~= 0 then return end
  local newest = call('ZRANGE', seen.log, -1, -1, 'WITHSCORES')[2]
  local horizon = '(' .. number(tonumber(newest) - retention)
  call('ZREMRANGEBYSCORE', seen.log, '-inf', horizon)
  for _, other in ipairs(counterparts) do
    local pair = seen.key .. ':' .. other
    call('ZREMRANGEBYSCORE', pair, '-inf', horizon)
    local surplus = call('ZCARD', pair) - MAX_EVENTS
    if surplus > 0 then call('ZREMRANGEBYRANK', pair, 0, surplus - 1) end
  end
end

-- Count and sum of (t - width, t] as differences of running totals, and whether that is all there is.
local function window(call, seen, at, amount, width)
  if seen.gap ~= NEVER and seen.gap >= width then return 1, amount, false end
  local left = nil
  if seen.before then
    left = call('ZRANGE', seen.log, at - width, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
  end
  if left then
    local sequence, sum = head(left)
    return seen.sequence - sequence, seen.sum - sum, false
  end
  if not seen.base then
    local sequence, sum = base_of(call, seen.log)
    seen.base = {sequence, sum}
  end
  return seen.sequence - seen.base[1], seen.sum - seen.base[2], true
end

local function windows(call, seen, at, amount, out)
  local counts, sums, is_whole = {}, {}, false
  for i, width in ipairs(WINDOWS) do
    if is_whole then
      counts[i], sums[i] = counts[i - 1], sums[i - 1]
    else
      counts[i], sums[i], is_whole = window(call, seen, at, amount, width)
    end
  end
  for _, count in ipairs(counts) do out[#out + 1] = count end
  for _, total in ipairs(sums) do out[#out + 1] = total end
end

-- Distinct counterparts per window. From the widest window down: a count can only fall, and where
-- this transaction's own counterpart is the only one left, it is the only one in every window below.
-- A window no wider than the gap holds this transaction alone.
local function distincts(call, seen, pair, at, place, own, out)
  local first = #out
  for i = #WINDOWS, 1, -1 do
    local wider = out[first + i + 1]
    if wider == own or seen.gap == NEVER or seen.gap >= WINDOWS[i] then
      out[first + i] = own
    else
      local edge = at - WINDOWS[i]
      local count = call('ZCOUNT', pair, '(' .. number(edge), at)
      for _, row in ipairs(seen.later) do
        local time = tonumber(row.parts[3 + 2 * place])
        if time and time > edge and time <= at then count = count + 1 end
      end
      out[first + i] = count
    end
  end
end

-- Insert one transaction into one entity's log and append its values to `out`.
local function observe_entity(call, prefix, entity, names, at, amount, out)
  local key, counterparts = prefix .. entity .. ':' .. names[entity], COUNTERPARTS[entity]
  local seen = {key = key, log = key .. ':log'}
  seen.before, seen.before_at, seen.later = around(call, seen.log, at)
  if seen.before then
    local sequence, sum = head(seen.before)
    seen.sequence, seen.sum, seen.gap = sequence + 1, sum + amount, at - seen.before_at
  else
    local sequence, sum = base_of(call, seen.log)
    seen.sequence, seen.sum, seen.gap = sequence + 1, sum + amount, NEVER
  end
  local previous = previous_sightings(call, seen, names, counterparts)
  shift_later(call, seen, amount, at, names, counterparts)
  local parts = {seen.sequence, number(seen.sum), number(amount)}
  for place, other in ipairs(counterparts) do
    parts[#parts + 1] = names[other]
    parts[#parts + 1] = number(previous[place])
    if names[other] ~= '' then call('ZADD', key .. ':' .. other, 'GT', at, names[other]) end
  end
  call('ZADD', seen.log, at, write_member(parts))
  local retention = RETENTION_MS[entity]
  trim(call, seen, counterparts, retention)
  -- Expiry is renewed when the entity has been quiet, and every few transactions. In between at most
  -- TRIM_EVERY - 1 arrive, each within RENEW_AFTER_MS of the one before and none later than accepted:
  -- SLACK_MS covers all of that, so a key never expires before its retention.
  local is_renewed = seen.gap == NEVER or seen.gap > RENEW_AFTER_MS
    or seen.sequence % TRIM_EVERY == 0
  local expiry = number(retention + SLACK_MS)
  if is_renewed then call('PEXPIRE', seen.log, expiry) end
  out[#out + 1] = seen.gap
  windows(call, seen, at, amount, out)
  seen.burst = out[#out - 2 * #WINDOWS + BURST_WINDOW]
  for place, other in ipairs(counterparts) do
    local pair = key .. ':' .. other
    local own = names[other] ~= '' and 1 or 0
    local is_known = previous[place] ~= NEVER
    out[#out + 1] = is_known and at - previous[place] or NEVER
    distincts(call, seen, pair, at, place, own, out)
    if other == 'user' then seen.users = out[#out - #WINDOWS + SHARED_WINDOW] end
    if is_renewed or (own == 1 and not is_known) then call('PEXPIRE', pair, expiry) end
  end
  return seen
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
  if user.gap == NEVER then return {} end
  local members = call('ZRANGE', user.log, at, '-inf', 'BYSCORE', 'REV', 'LIMIT', 1, BASELINE_N)
  local amounts = {}
  for i, member in ipairs(members) do
    local _, _, amount = head(member)
    amounts[i] = amount
  end
  return amounts
end

-- Users last seen on a shared entity after the sharing window began, most recent first.
local function shared_users(call, seen, user, at)
  if not seen then return {} end
  if seen.users == 1 and #seen.later == 0 then return {user} end
  local edge = '(' .. number(at - SHARED_MS)
  return call('ZRANGE', seen.key .. ':user', '+inf', edge, 'BYSCORE', 'REV', 'LIMIT', 0, NAMED_MAX)
end

local function users_near(call, seen, at)
  if #seen.later == 0 then return seen.users end
  return call('ZCOUNT', seen.key .. ':user', '(' .. number(at - SHARED_MS), '+inf')
end

-- The most transactions in any BURST_MS that holds this one: the windows that end with it, or with
-- one of those after it.
local function burst(call, user, at, count)
  for _, row in ipairs(user.later) do
    local ends = tonumber(row.score)
    if ends >= at + BURST_MS then break end
    local left = call('ZRANGE', user.log, ends - BURST_MS, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
    local before = left and head(left) or base_of(call, user.log)
    count = math.max(count, tonumber(row.parts[1]) - before)
  end
  return count
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
  local count, sum, is_whole = window(call, user, at, amount, OUTLIERS_MS)
  values[#values + 1] = count
  if not is_whole then count, sum = window(call, user, at, amount, BASELINE_MS) end
  values[#values + 1], values[#values + 2] = count, sum
  values[#values + 1] = burst(call, user, at, user.burst)
  values[#values + 1] = users_near(call, seen.device, at)
  local shared = {}
  for i, entity in ipairs(SHARED) do shared[i] = shared_users(call, seen[entity], names.user, at) end
  return {values, previous_amounts(call, user, at), shared, label_values(call, prefix, names, at)}
end

-- observe(KEYS: prefix; ARGV: id, fingerprint, event ms, amount, keep ms, one name per entity)
-- -> {"seen", decision, alert seq} | {"conflict"} | {"new", values, amounts, shared users, labels,
--    layout of the reading, which an earlier release may have stored}
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
    reading[5] = LAYOUT
    call('HSET', record, 'fingerprint', args[2], 'reading', cmsgpack.pack(reading))
    call('PEXPIRE', record, args[5])
  end
  return {'new', unpack(reading, 1, 5)}
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
  call('XADD', prefix .. 'decisions', '*', 'id', args[1])
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
