-- A log as sorted sets, for an entity of many transactions. `<entity>:<name>:log` has event time in
-- ms as score and as member
--   sequence SEP sum SEP amount { SEP counterpart SEP previous sighting of that pair }
-- where sequence and sum run over the log, so a window's count and sum are the difference of two
-- members: O(log n) whatever the window. Each pair (entity, counterpart) also has a sorted set of
-- counterparts by last sighting, so distincts in order are one ZCOUNT. A late arrival rewrites the
-- members after it (their sequence, sum and, once, the previous sighting of the same pair), and
-- reads from them what the last-sighting sets no longer tell.

local MAX_EVENTS = <max_events>
local RENEW_AFTER_MS = 6 * 3600 * 1000
local SLACK_MS = TRIM_EVERY * RENEW_AFTER_MS + MAX_LATENESS_MS

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

local function windows(call, seen, at, amount, out, start)
  local count, sum, is_whole = 0, 0, false
  for i, width in ipairs(WINDOWS) do
    if not is_whole then count, sum, is_whole = window(call, seen, at, amount, width) end
    out[start + 1 + i], out[start + 1 + #WINDOWS + i] = count, sum
  end
end

-- Distinct counterparts per window. From the widest window down: a count can only fall, and where
-- this transaction's own counterpart is the only one left, it is the only one in every window below.
-- A window no wider than the gap holds this transaction alone.
local function distincts(call, seen, pair, at, place, own, out, start)
  local wider
  for i = #WINDOWS, 1, -1 do
    if wider ~= own and seen.gap ~= NEVER and seen.gap < WINDOWS[i] then
      local edge = at - WINDOWS[i]
      wider = call('ZCOUNT', pair, '(' .. number(edge), at)
      for _, row in ipairs(seen.later) do
        local time = tonumber(row.parts[3 + 2 * place])
        if time and time > edge and time <= at then wider = wider + 1 end
      end
    else
      wider = own
    end
    out[start + i] = wider
  end
end

local function sorted_amounts(call, seen, at)
  if seen.gap == NEVER then return {} end
  local members = call('ZRANGE', seen.log, at, '-inf', 'BYSCORE', 'REV', 'LIMIT', 1, BASELINE_N)
  local amounts = {}
  for i, member in ipairs(members) do
    local _, _, amount = head(member)
    amounts[i] = amount
  end
  return amounts
end

-- The most transactions in any BURST_MS that holds this one: the windows that end with it, or with
-- one of those after it.
local function sorted_burst(call, seen, at, count)
  for _, row in ipairs(seen.later) do
    local ends = tonumber(row.score)
    if ends >= at + BURST_MS then break end
    local left = call('ZRANGE', seen.log, ends - BURST_MS, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, 1)[1]
    local before = left and head(left) or base_of(call, seen.log)
    count = math.max(count, tonumber(row.parts[1]) - before)
  end
  return count
end

-- Users last seen on a shared entity after the sharing window began: how many, and who, most recent
-- first.
local function sorted_users(call, seen, user, at, inside)
  if inside == 1 and #seen.later == 0 then return 1, {user} end
  local edge, users = '(' .. number(at - SHARED_MS), seen.key .. ':user'
  local near = #seen.later == 0 and inside or call('ZCOUNT', users, edge, '+inf')
  return near, call('ZRANGE', users, '+inf', edge, 'BYSCORE', 'REV', 'LIMIT', 0, NAMED_MAX)
end

local function read_user(call, seen, at, amount, count_1m)
  local count, sum, is_whole = window(call, seen, at, amount, OUTLIERS_MS)
  local wider = {{count, sum}}
  if not is_whole then count, sum = window(call, seen, at, amount, BASELINE_MS) end
  wider[2] = {count, sum}
  seen.wider, seen.amounts = wider, sorted_amounts(call, seen, at)
  seen.burst = sorted_burst(call, seen, at, count_1m)
end

-- All keys of a log live as long as it is needed, and so does the word that it is here.
local function renew(call, key, entity)
  local expiry = number(RETENTION_MS[entity] + SLACK_MS)
  call('SET', key .. ':packed', MOVED, 'PX', expiry)
  call('PEXPIRE', key .. ':log', expiry)
  for _, other in ipairs(COUNTERPARTS[entity]) do call('PEXPIRE', key .. ':' .. other, expiry) end
end

-- Insert one transaction into an entity's sorted sets and put its values into `out` after `start`.
local function observe_sorted(call, key, entity, names, at, amount, out, start)
  local counterparts, seen = COUNTERPARTS[entity], {key = key, log = key .. ':log'}
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
  trim(call, seen, counterparts, RETENTION_MS[entity])
  -- Expiry is renewed when the entity has been quiet, and every few transactions. In between at most
  -- TRIM_EVERY - 1 arrive, each within RENEW_AFTER_MS of the one before and none later than accepted:
  -- SLACK_MS covers all of that, so a key never expires before its retention.
  local is_quiet = seen.gap == NEVER or seen.gap > RENEW_AFTER_MS
  if is_quiet or seen.sequence % TRIM_EVERY == 0 then renew(call, key, entity) end
  out[start + 1] = seen.gap
  windows(call, seen, at, amount, out, start)
  for place, other in ipairs(counterparts) do
    local pair_start = start + 1 + (1 + place) * #WINDOWS + place
    local own = names[other] ~= '' and 1 or 0
    out[pair_start] = previous[place] ~= NEVER and at - previous[place] or NEVER
    distincts(call, seen, key .. ':' .. other, at, place, own, out, pair_start)
    if other == 'user' and IS_SHARED[entity] then
      local inside = out[pair_start + SHARED_WINDOW]
      seen.near, seen.users = sorted_users(call, seen, names.user, at, inside)
    end
  end
  if entity == 'user' then read_user(call, seen, at, amount, out[start + 1 + BURST_WINDOW]) end
  return seen
end
