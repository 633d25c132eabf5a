-- Windows of a busy entity, on its blocks (redis_blocks.lua). Counts and sums are differences of two
-- running totals. Each pair (entity, counterpart) also has a sorted set of counterparts by last
-- sighting, so distincts in order are one ZCOUNT. A late arrival reads the rows after it for the pairs
-- that were seen on both sides of it; it writes its block, the entries after that, and for each
-- counterpart at most one row: where that pair was seen next.

local MAX_EVENTS = <max_events>
local SUM_MAX = <sum_max> -- running sums are rebased from here on

-- Find where a transaction stands: how many come before it, their sum and the gap to the last of them.
local function stand(log, at)
  log.is_late, log.horizon = at < log.last, math.max(at, log.last) - RETENTION_MS[log.entity]
  log.before, log.before_sum, log.before_at = log.count, log.sum, log.last
  if log.is_late then
    log.place, log.row = find(log, at)
    log.before, log.before_sum = running(log, log.place, log.row)
    log.before_at = log.row > 0 and time_in(text_of(log, log.places[log.place]), log.row)
  end
  log.gap = log.before_at and remembered(log.entity, at - log.before_at) or NEVER
end

-- ── Reading ──────────────────────────────────────────────────────────────────────────────────────

-- {count, sum} of each (t - width, t] with `own` more transactions of `amount` at t. An entity counts
-- its newest MAX_EVENTS, and this one.
local function windows_of(log, at, widths, own, amount)
  local out, least, least_sum = {}, math.min(log.count + own - MAX_EVENTS, log.before), nil
  for i, width in ipairs(widths) do
    out[i] = {own, own * amount}
    if log.gap ~= NEVER and log.gap < width then
      local count, sum = log.base_count, log.base_sum
      if at - width >= log.first then count, sum = running_at(log, at - width, i) end
      if count < least then
        least_sum = least_sum or sum_up_to(log, least)
        count, sum = least, least_sum
      end
      out[i] = {log.before - count + own, log.before_sum - sum + own * amount}
    end
  end
  return out
end

-- Times and running sums of up to `most` rows that end with the last one before t, oldest first, and
-- what was the sum before them.
local function rows_before(log, most)
  local place, row, block = log.place, log.row, log.is_late and log.places[log.place]
  if not log.is_late then row, block = log.tail_rows, {id = log.tail, sum = log.tail_sum} end
  local parts, times, sums = {}, {}, {}
  while block and most > 0 do
    local first = math.max(0, row - most)
    local from, to = first * ROW_BYTES_OF_BLOCK, row * ROW_BYTES_OF_BLOCK - 1
    local text = log.call('GETRANGE', rows_of(log, block.id), from, to)
    if text == '' then break end -- lost
    parts[#parts + 1] = {text, row - first, block.sum}
    most = most - row + first
    if most > 0 then
      place = (place or #read_directory(log)) - 1
      block = log.places[place]
      row = block and block.rows
    end
  end
  for i = #parts, 1, -1 do
    local text, rows, base = unpack(parts[i])
    sums[0] = sums[0] or base
    local fields = {struct.unpack('<' .. string.rep('I6I7', rows), text)}
    for at = 1, 2 * rows, 2 do
      times[#times + 1], sums[#sums + 1] = fields[at], base + fields[at + 1]
    end
  end
  return times, sums
end

local function amounts_of(log, at)
  local amounts = {}
  if log.gap == NEVER then return amounts end
  local times, sums = rows_before(log, BASELINE_N + 1)
  for row = #times, math.max(1, #times - BASELINE_N + 1), -1 do
    if at - times[row] >= LONGEST_MS[log.entity] then break end
    amounts[#amounts + 1] = sums[row] - sums[row - 1]
  end
  return amounts
end

-- The pairs of the rows after t, a text a block; the first of them is that of `place`.
local function pairs_after(log)
  if log.later then return log.later end
  log.later = {}
  for place = math.max(log.place, 1), #log.places do
    local skipped = place == log.place and log.row or 0
    local key = pairs_of(log, log.places[place].id)
    local text = log.call('GETRANGE', key, skipped * log.pair_bytes, -1)
    log.later[#log.later + 1] = {key = key, skipped = skipped, text = text}
  end
  return log.later
end

-- Of the rows after t, when their pairs were last seen before, where that was not after t.
local function sightings_before(log, at)
  local found, most = {}, math.floor(1024 / log.others)
  for other = 1, log.others do found[other] = {} end
  for _, part in ipairs(pairs_after(log)) do
    local rows = #part.text / log.pair_bytes
    for first = 1, rows, most do
      local count = math.min(most, rows - first + 1)
      local format = '<' .. string.rep(PRIORS[log.entity], count)
      local priors = {struct.unpack(format, part.text, (first - 1) * log.pair_bytes + 1)}
      for other = 1, log.others do
        local times = found[other]
        for i = 3 * other - 2, 3 * log.others * count, 3 * log.others do
          local prior = priors[i]
          if prior <= at and prior > 0 then times[#times + 1] = prior end
        end
      end
    end
  end
  return found
end

-- Distinct counterparts per window. From the widest window down: a count can only fall, and where
-- this transaction's own counterpart is the only one left, it is the only one in every window below.
-- A window no wider than the gap holds this transaction alone.
local function distincts(log, other, at, seen_later, own, out, start)
  local wider
  for i = #WINDOWS, 1, -1 do
    if wider ~= own and log.gap ~= NEVER and log.gap < WINDOWS[i] then
      local edge = at - WINDOWS[i]
      wider = log.call('ZCOUNT', log.key .. ':' .. other, '(' .. number(edge), at)
      for _, time in ipairs(seen_later) do
        if time > edge then wider = wider + 1 end
      end
      wider = math.max(own, math.min(wider, MAX_EVENTS))
    else
      wider = own
    end
    out[start + i] = wider
  end
end

-- The times of the rows from `since` to before `till`, oldest first, with t among them.
local function times_around(log, at, since, till)
  local first, row = find(log, since - 1)
  local times, own = {}, nil
  for place = math.max(first, 1), #log.places do
    local block = log.places[place]
    local text = text_of(log, block)
    for later = place == first and row + 1 or 1, text and block.rows or 0 do
      local time = time_in(text, later)
      if time > at and not own then
        own = #times + 1
        times[own] = at
      end
      if time >= till then return times, own end
      times[#times + 1] = time
    end
  end
  if own then return times, own end
  times[#times + 1] = at -- what came after it is lost
  return times, #times
end

-- The most transactions in any BURST_MS that holds this one: the windows that end with it, or with
-- one of those after it.
local function burst_of(log, at, count)
  if not log.is_late then return count end
  local times, own = times_around(log, at, at - BURST_MS, at + BURST_MS)
  local left = 1
  for last = own, #times do
    while times[left] <= times[last] - BURST_MS do left = left + 1 end
    count = math.max(count, last - left + 1)
  end
  return math.min(count, MAX_EVENTS)
end

-- Users last seen on a shared entity after the sharing window began: how many, and who, most recent
-- first.
local function users_of(log, user, at, inside)
  if inside == 1 and not log.is_late then return 1, {user} end
  local edge, users = '(' .. number(at - SHARED_MS), log.key .. ':user'
  local near = log.is_late and log.call('ZCOUNT', users, edge, '+inf') or inside
  return near, log.call('ZRANGE', users, '+inf', edge, 'BYSCORE', 'REV', 'LIMIT', 0, NAMED_MAX)
end

-- ── Writing ──────────────────────────────────────────────────────────────────────────────────────

-- Where a pair was seen next after t: the part of `pairs_after` and the byte in it.
local function seen_next(log, other, digest)
  for _, part in ipairs(pairs_after(log)) do
    local found = string.find(part.text, digest, 1, true)
    while found do
      if (found - 7) % log.pair_bytes == 22 * (other - 1) then return part, found - 6 end
      found = string.find(part.text, digest, found + 1, true)
    end
  end
end

-- When each pair was last seen at or before t, 0 for never; of the next sighting, t is the last one
-- before it from now on.
local function link_sightings(log, names, at)
  local priors, known, entity = {}, log.values, log.entity
  for other, entity_of in ipairs(COUNTERPARTS[entity]) do
    local name, last = names[entity_of], 0
    local digest = digest_of(name)
    log.names[other] = digest
    if name ~= '' and not log.is_late and known[log.names_at + other] == digest then
      last = log.last
    elseif name ~= '' then
      last = tonumber(log.call('ZSCORE', log.key .. ':' .. entity_of, name) or 0)
    end
    if last > at then
      local part, start = seen_next(log, other, digest)
      last = 0
      if part then
        last = struct.unpack('<I6', part.text, start)
        local own = struct.pack('<I6', at)
        log.call('SETRANGE', part.key, part.skipped * log.pair_bytes + start - 1, own)
        part.text = string.sub(part.text, 1, start - 1) .. own .. string.sub(part.text, start + 6)
      end
    end
    priors[other] = last
  end
  return priors
end

local function insert(log, at, amount, priors)
  local fields = {}
  for other = 1, log.others do
    fields[2 * other - 1], fields[2 * other] = priors[other], log.names[other]
  end
  local pair = struct.pack(PAIRS[log.entity], unpack(fields, 1, 2 * log.others))
  if not log.is_late then
    append(log, at, amount, pair)
    log.places = nil
    return
  end
  log.names = {} -- the last row stays what it was
  insert_late(log, log.place, log.row, at, amount, pair)
end

-- Drop the blocks of which nothing counts any more.
local function drop_blocks(log)
  local counted = log.count - MAX_EVENTS
  local is_over = log.over or log.first < log.horizon or log.base_count < counted
  if log.size == 1 or not is_over and log.base_sum < SUM_MAX then return end
  local places = read_directory(log)
  pass_over(log, function(next_block) return next_block.count <= counted end)
  local count, sum = log.base_count, log.base_sum
  if sum >= SUM_MAX then
    for _, block in ipairs(places) do
      block.count, block.sum = block.count - count, block.sum - sum
    end
    log.count, log.sum, log.tail_sum = log.count - count, log.sum - sum, log.tail_sum - sum
    log.base_count, log.base_sum = 0, 0
    clear_hints(log)
  elseif not log.over then
    return
  end
  write_directory(log)
end

local function trim(log)
  local horizon = '(' .. number(log.horizon)
  drop_blocks(log)
  for _, other in ipairs(COUNTERPARTS[log.entity]) do
    local pair = log.key .. ':' .. other
    log.call('ZREMRANGEBYSCORE', pair, '-inf', horizon)
    local surplus = log.call('ZCARD', pair) - MAX_EVENTS
    if surplus > 0 then log.call('ZREMRANGEBYRANK', pair, 0, surplus - 1) end
  end
end

-- All keys of a log live as long as they are needed; blocks that are full need no renewal.
local function renew(log)
  local call, key, expiry = log.call, log.key, log.expiry
  call('SET', key .. ':packed', head_of(log), 'PX', expiry)
  call('PEXPIRE', key .. ':directory', expiry)
  call('PEXPIRE', rows_of(log, log.tail), expiry)
  call('PEXPIRE', pairs_of(log, log.tail), expiry)
  for _, other in ipairs(COUNTERPARTS[log.entity]) do call('PEXPIRE', key .. ':' .. other, expiry) end
end

-- Write the head. Expiry is renewed when the entity has been quiet, and every few transactions. In
-- between at most TRIM_EVERY - 1 arrive, each within RENEW_AFTER_MS of the one before and none later
-- than accepted: SLACK_MS covers all of that, so a key never expires before its retention. The head
-- goes first: every other key is given as long when it is written.
local function save(log)
  local is_turn = log.count % TRIM_EVERY == 0
  if is_turn then trim(log) end
  if is_turn or log.gap == NEVER or log.gap > RENEW_AFTER_MS then
    renew(log)
  else
    log.call('SET', log.key .. ':packed', head_of(log), 'KEEPTTL')
  end
end

-- ── Both ─────────────────────────────────────────────────────────────────────────────────────────

-- Insert one transaction into an entity's blocks and put its values into `out` after `start`.
local function observe_busy(call, key, entity, head, names, at, amount, out, start)
  local log, seen = open_log(call, key, entity, head), {}
  stand(log, at)
  local values = windows_of(log, at, SCANNED[entity], 1, amount)
  if entity == 'user' then
    seen.wider = {values[#WINDOWS + 1], values[#WINDOWS + 2]}
    seen.amounts, seen.burst = amounts_of(log, at), burst_of(log, at, values[BURST_WINDOW][1])
  end
  out[start + 1] = log.gap
  for i = 1, #WINDOWS do
    out[start + 1 + i], out[start + 1 + #WINDOWS + i] = values[i][1], values[i][2]
  end
  local priors = link_sightings(log, names, at)
  local later = log.is_late and sightings_before(log, at)
  insert(log, at, amount, priors)
  for place, other in ipairs(COUNTERPARTS[entity]) do
    local pair_start = start + 1 + (1 + place) * #WINDOWS + place
    local own = names[other] ~= '' and 1 or 0
    local pair = key .. ':' .. other
    local is_new = own == 1 and call('ZADD', pair, 'GT', at, names[other]) == 1
    out[pair_start] = priors[place] > 0 and remembered(entity, at - priors[place]) or NEVER
    distincts(log, other, at, later and later[place] or {}, own, out, pair_start)
    -- The only one may be the first: then there was no key that could expire.
    if is_new and (log.is_late or out[pair_start + #WINDOWS] == 1) then
      call('PEXPIRE', pair, log.expiry)
    end
    if other == 'user' and IS_SHARED[entity] then
      seen.near, seen.users = users_of(log, names.user, at, out[pair_start + SHARED_WINDOW])
    end
  end
  save(log)
  return seen
end
