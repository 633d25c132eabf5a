-- A log in one string, for an entity of few transactions, as nearly all are: read whole, scanned once
-- from the transaction back, written whole with its expiry. It is exact whatever the order of arrival,
-- and a late one costs no more than another.
--
--   length of the names | names | rows, oldest first: event ms, amount, one link per counterpart
--
-- A name stands once, as MARKS[its counterpart's place] name SEP; a link is where that begins, 0 for
-- none. Ids hold no control characters, so a search for the whole of it finds that name alone. An
-- entity that outgrows this moves to blocks (redis_busy_logs.lua) for as long as it is busy.

local MARKS = {'\1', '\2', '\3', '\4'}
local PACKED_MAX = <packed_max>
local NAMES_MAX = <packed_names_max>
local KEPT_MAX = PACKED_MAX > TRIM_EVERY and PACKED_MAX - TRIM_EVERY or 0 -- not moved for fewer
local ROW, ROW_BYTES, USER_LINK = {}, {}, {}
for i = 1, #ENTITIES do
  local entity = ENTITIES[i]
  local counterparts, row = COUNTERPARTS[entity], 'I6I6'
  for place = 1, #counterparts do
    row = row .. 'I2'
    if counterparts[place] == 'user' then USER_LINK[entity] = place end
  end
  ROW[entity], ROW_BYTES[entity] = row, 12 + 2 * #counterparts
end

-- The names, the rows as one flat list of numbers, and the rows' bytes.
local function unpack_log(entity, text)
  if not text then return '', {}, '' end
  local names_end = 2 + struct.unpack('<I2', text)
  local bytes = string.sub(text, names_end + 1)
  local rows = {struct.unpack('<' .. string.rep(ROW[entity], #bytes / ROW_BYTES[entity]), bytes)}
  rows[#rows] = nil -- where reading ended
  return string.sub(text, 3, names_end), rows, bytes
end

local function name_at(texts, link)
  return string.sub(texts, link + 1, string.find(texts, SEP, link, true) - 1)
end

-- The link of each counterpart, and the names with those that are new.
local function link_names(texts, names, counterparts)
  local own = {}
  for place, other in ipairs(counterparts) do
    own[place] = 0
    if names[other] ~= '' then
      local entry = MARKS[place] .. names[other] .. SEP
      own[place] = string.find(texts, entry, 1, true)
      if not own[place] then
        own[place], texts = #texts + 1, texts .. entry
      end
    end
  end
  return own, texts
end

-- Without what is older than its retention before `at`, or as it is where that spares too little.
local function trimmed(entity, texts, rows, bytes, at, least)
  local width, kept, moved, packed = #COUNTERPARTS[entity] + 2, '', {[0] = 0}, {}
  local horizon = math.max(at, rows[#rows - width + 1]) - RETENTION_MS[entity]
  if rows[(least - 1) * width + 1] >= horizon then return texts, rows, bytes end
  for start = 0, #rows - 1, width do
    if rows[start + 1] >= horizon then
      local row = {rows[start + 1], rows[start + 2]}
      for place = 3, width do
        local link = rows[start + place]
        if not moved[link] then
          moved[link] = #kept + 1
          kept = kept .. MARKS[place - 2] .. name_at(texts, link) .. SEP
        end
        row[place] = moved[link]
      end
      packed[#packed + 1] = struct.pack('<' .. ROW[entity], unpack(row))
    end
  end
  return unpack_log(entity, struct.pack('<I2', #kept) .. kept .. table.concat(packed))
end

-- What the windows from w on that end before a row `ago` hold: they are complete.
local function close_windows(widths, w, ago, out, start, wider, count, sum, distinct)
  local shown = #WINDOWS
  while widths[w] and ago >= widths[w] do
    if w > shown then
      wider[w - shown] = {count, sum}
    else
      out[start + 1 + w], out[start + 1 + shown + w] = count, sum
      for place, others in ipairs(distinct) do
        out[start + 1 + (1 + place) * shown + place + w] = others
      end
    end
    w = w + 1
  end
  return w
end

-- One scan from the transaction in `place` back: its gap, each window's count and sum, and for each
-- counterpart the gap of its pair and each window's distinct ones, put into `out` after `start`.
local function scan(entity, rows, place, own, at, amount, out, start)
  local widths, width, shown = SCANNED[entity], #own + 2, #WINDOWS
  local seen, distinct, wider = {[0] = 0}, {}, {}
  for link, name in ipairs(own) do distinct[link] = name == 0 and 0 or 1 end
  local w, limit, count, sum = 1, widths[1], 1, amount
  for row = (place - 1) * width, 0, -width do
    local ago = at - rows[row + 1]
    if limit and ago >= limit then
      w = close_windows(widths, w, ago, out, start, wider, count, sum, distinct)
      limit = widths[w]
    end
    count, sum = count + 1, sum + rows[row + 2]
    for link = 3, width do
      local name = rows[row + link]
      if not seen[name] then
        seen[name] = ago
        if name ~= own[link - 2] then distinct[link - 2] = distinct[link - 2] + 1 end
      end
    end
  end
  close_windows(widths, w, math.huge, out, start, wider, count, sum, distinct)
  out[start + 1] = place > 0 and remembered(entity, at - rows[(place - 1) * width + 1]) or NEVER
  for link, name in ipairs(own) do
    local ago = name ~= 0 and seen[name]
    out[start + 1 + (1 + link) * shown + link] = ago and remembered(entity, ago) or NEVER
  end
  return wider
end

local function packed_amounts(rows, width, place, at)
  local amounts = {}
  for row = place - 1, math.max(0, place - BASELINE_N), -1 do
    if at - rows[row * width + 1] >= BASELINE_MS then break end
    amounts[#amounts + 1] = rows[row * width + 2]
  end
  return amounts
end

-- The most transactions in any BURST_MS that holds this one, itself not yet in `rows`: `count` where
-- it is the last of them.
local function packed_burst(rows, width, place, at, count)
  for last = place * width, #rows - 1, width do
    local ends, held = rows[last + 1], 1
    if ends >= at + BURST_MS then break end
    for row = 0, last, width do
      if rows[row + 1] > ends - BURST_MS then held = held + 1 end
    end
    count = math.max(count, held)
  end
  return count
end

-- In the order of bytes, as Redis sorts members; `<` would follow the server's locale.
local function is_before(one, other)
  for i = 1, math.min(#one, #other) do
    local a, b = string.byte(one, i), string.byte(other, i)
    if a ~= b then return a < b end
  end
  return #one < #other
end

-- Users last seen after the sharing window began, most recent first.
local function packed_users(texts, rows, width, link, own, at)
  local last, users = {}, {}
  local function note(name, time)
    if not last[name] then
      last[name] = time
      users[#users + 1] = {time, name_at(texts, name)}
    end
  end
  for row = #rows - width, 0, -width do
    local time = rows[row + 1]
    if time <= at then note(own, at) end
    if time <= at - SHARED_MS then break end
    note(rows[row + 2 + link], time)
  end
  note(own, at)
  table.sort(users, function(one, other)
    if one[1] ~= other[1] then return one[1] > other[1] end
    return is_before(other[2], one[2])
  end)
  local names = {}
  for i = 1, math.min(#users, NAMED_MAX) do names[i] = users[i][2] end
  return #users, names
end

-- Insert one transaction into an entity's packed log and put its values into `out` after `start`.
local function observe_packed(call, key, entity, log, names, at, amount, out, start)
  local texts, rows, bytes = log[1], log[2], log[3]
  local counterparts, size = COUNTERPARTS[entity], ROW_BYTES[entity]
  local width = #counterparts + 2
  local own
  own, texts = link_names(texts, names, counterparts)
  local place, total = #rows / width, #rows / width
  while place > 0 and rows[(place - 1) * width + 1] > at do place = place - 1 end

  local wider = scan(entity, rows, place, own, at, amount, out, start)
  local seen, user = {}, USER_LINK[entity]
  if entity == 'user' then
    seen.wider, seen.amounts = wider, packed_amounts(rows, width, place, at)
    seen.burst = packed_burst(rows, width, place, at, out[start + 1 + BURST_WINDOW])
  elseif IS_SHARED[entity] then
    local near = out[start + 1 + (1 + user) * #WINDOWS + user + SHARED_WINDOW]
    if near == 1 and place == total then
      seen.near, seen.users = 1, {names.user}
    else
      seen.near, seen.users = packed_users(texts, rows, width, user, own[user], at)
    end
  end

  local row = struct.pack('<' .. ROW[entity], at, amount, unpack(own))
  local before, after = string.sub(bytes, 1, place * size), string.sub(bytes, place * size + 1)
  local text = struct.pack('<I2', #texts) .. texts .. before .. row .. after
  call('SET', key .. ':packed', text, 'PX', RETENTION_MS[entity] + MAX_LATENESS_MS)
  return seen
end

-- Write a packed log as one block, as if its transactions had come one by one in order; return the
-- head of its blocks.
local function move_log(call, key, entity, log)
  local texts, rows = log[1], log[2]
  local counterparts, width = COUNTERPARTS[entity], #COUNTERPARTS[entity] + 2
  local sum, last, packed, pairs_packed, digests = 0, {}, {}, {}, {[0] = NO_NAME}
  for row = 0, #rows - 1, width do
    sum = sum + rows[row + 2]
    packed[#packed + 1] = struct.pack('<I6I7', rows[row + 1], sum)
    for place = 3, width do
      local link = rows[row + place]
      digests[link] = digests[link] or digest_of(name_at(texts, link))
      pairs_packed[#pairs_packed + 1] = struct.pack('<I6c16', last[link] or 0, digests[link])
      if link ~= 0 then last[link] = rows[row + 1] end
    end
  end
  local empty = BUSY .. string.rep('\0', struct.size(HEAD[entity]))
  local busy = open_log(call, key, entity, empty)
  busy.next_id, busy.first = 1, rows[1]
  begin_block(busy, rows[1])
  call('SET', rows_of(busy, 1), table.concat(packed), 'PX', busy.expiry)
  call('SET', pairs_of(busy, 1), table.concat(pairs_packed), 'PX', busy.expiry)
  busy.count, busy.sum, busy.tail_rows, busy.last = #packed, sum, #packed, rows[#rows - width + 1]
  for place = 1, #counterparts do busy.names[place] = digests[rows[#rows - width + 2 + place]] end
  for place, other in ipairs(counterparts) do
    local sightings = {}
    for link, time in pairs(last) do
      if string.sub(texts, link, link) == MARKS[place] then
        sightings[#sightings + 1], sightings[#sightings + 2] = time, name_at(texts, link)
      end
    end
    call('DEL', key .. ':' .. other) -- what another life of the entity may have left
    if sightings[1] then call('ZADD', key .. ':' .. other, unpack(sightings)) end
  end
  renew(busy)
  return head_of(busy)
end

-- Insert one transaction into an entity's log, wherever that is, and put its values into `out` after
-- `start`.
local function observe_entity(call, key, entity, text, names, at, amount, out, start)
  if is_busy(text) then
    return observe_busy(call, key, entity, text, names, at, amount, out, start)
  end
  local log = {unpack_log(entity, text)}
  local width = #COUNTERPARTS[entity] + 2
  local total = #log[2] / width
  local is_full = total >= PACKED_MAX or #log[1] > NAMES_MAX
  if is_full or total >= TRIM_EVERY then
    log = {trimmed(entity, log[1], log[2], log[3], at, is_full and 1 or TRIM_EVERY)}
  end
  if is_full and (#log[2] / width > KEPT_MAX or #log[1] > NAMES_MAX / 2) then
    local head = move_log(call, key, entity, log)
    return observe_busy(call, key, entity, head, names, at, amount, out, start)
  end
  return observe_packed(call, key, entity, log, names, at, amount, out, start)
end
