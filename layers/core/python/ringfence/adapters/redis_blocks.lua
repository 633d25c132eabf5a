-- A busy entity's log in blocks of rows. What comes in order is appended; what comes late is put into
-- its block, and the running totals of the blocks after that grow by one entry each.
--
-- `<entity>:<name>:rows:<block>`: a row a transaction, oldest first: event ms, sum up to here in this
--   block. `<entity>:<name>:pairs:<block>`: as many rows with, for each counterpart, when the pair was
--   last seen before (0 for never) and a digest of its name.
-- `<entity>:<name>:directory`: an entry a block, oldest first: id, event ms of its first row, rows, and
--   how many transactions stand before it and their sum. The last one's rows stand in the head.
-- `<entity>:<name>:packed` holds the head instead of a packed log (redis_packed_logs.lua): all that an
--   arrival in order needs. Its hints say, for each window, between which rows it began when it was
--   last read; time goes on, so it begins there or a few rows further. A late arrival clears them.
--
-- A full block lives on from when it was closed, for as long as its rows count and longer. Whoever
-- reads the directory passes over blocks whose rows all lie before the horizon, so a key that expired
-- is never asked. A block that is gone before its time (evicted, say) is lost: its rows are known by
-- the totals around it, nothing is written into it any more, and windows are exact again once it
-- would have been over.

local BUSY = '\255\255' -- no packed log begins so: its names are shorter
local BLOCK_MAX = <block_max>
local ENTRY, ENTRY_BYTES, ROW_BYTES_OF_BLOCK = '<I4I6I4I6I8', 28, 13
local HINTED_ROWS = 4
local NO_NAME = '----------------'
local RENEW_AFTER_MS = 6 * 3600 * 1000
local SLACK_MS = TRIM_EVERY * RENEW_AFTER_MS + MAX_LATENESS_MS
local HEAD_FIELDS = {
  'next_id', 'size', 'last', 'count', 'sum', 'tail', 'tail_rows', 'tail_sum', 'first', 'base_count',
  'base_sum',
}
-- Of each entity: its head, and its hints, one more than windows: where the newest MAX_EVENTS begin.
local HEAD, PAIRS, PRIORS, HINTS = {}, {}, {}, {}
for i = 1, #ENTITIES do
  local entity = ENTITIES[i]
  HEAD[entity], PAIRS[entity], PRIORS[entity] = '<I4I4I6I6I8I4I4I8I6I6I8', '<', ''
  HINTS[entity] = #SCANNED[entity] + 1
  for _ = 1, HINTS[entity] do HEAD[entity] = HEAD[entity] .. 'I4I4I6I8' end
  for _ = 1, #COUNTERPARTS[entity] do
    HEAD[entity], PAIRS[entity] = HEAD[entity] .. 'c16', PAIRS[entity] .. 'I6c16'
    PRIORS[entity] = PRIORS[entity] .. 'I6dd' -- the digest is two numbers that nobody reads
  end
end

local function is_busy(text) return text and string.sub(text, 1, 2) == BUSY end

-- What stands for a name in the rows: 64 bits of its SHA-1.
local function digest_of(name) return name == '' and NO_NAME or string.sub(redis.sha1hex(name), 1, 16) end

local function open_log(call, key, entity, head)
  local others, values = #COUNTERPARTS[entity], {struct.unpack(HEAD[entity], head, 3)}
  local log = {
    call = call, key = key, entity = entity, others = others, pair_bytes = 22 * others,
    names = {}, texts = {}, values = values, hints_at = #HEAD_FIELDS,
    names_at = #HEAD_FIELDS + 4 * HINTS[entity],
    expiry = number(RETENTION_MS[entity] + SLACK_MS),
  }
  for i, field in ipairs(HEAD_FIELDS) do log[field] = values[i] end
  return log
end

local function head_of(log)
  local values = log.values
  for i, field in ipairs(HEAD_FIELDS) do values[i] = log[field] end
  for other, name in ipairs(log.names) do values[log.names_at + other] = name end
  return BUSY .. struct.pack(HEAD[log.entity], unpack(values, 1, log.names_at + log.others))
end

local function set_hint(log, i, id, row, count, sum)
  local values, at = log.values, log.hints_at + 4 * (i - 1)
  values[at + 1], values[at + 2], values[at + 3], values[at + 4] = id, row, count, sum
end

local function clear_hints(log)
  for i = 1, HINTS[log.entity] do set_hint(log, i, 0, 0, 0, 0) end
end

local function rows_of(log, id) return log.key .. ':rows:' .. id end
local function pairs_of(log, id) return log.key .. ':pairs:' .. id end

-- ── Blocks ───────────────────────────────────────────────────────────────────────────────────────

-- Of a log whose directory is lost: the tail, before which all is over.
local function tail_alone(log)
  local row = log.call('GETRANGE', rows_of(log, log.tail), 0, ROW_BYTES_OF_BLOCK - 1)
  local first = #row > 0 and struct.unpack('<I6', row) or log.last
  return {{id = log.tail, first = first, count = log.count - log.tail_rows, sum = log.tail_sum}}
end

-- Leave out the oldest blocks while `is_over` says so of the block after them.
local function pass_over(log, is_over)
  local places, over = log.places, log.over or {}
  while places[2] and is_over(places[2]) do
    local id = table.remove(places, 1).id
    over[#over + 1], over[#over + 2] = rows_of(log, id), pairs_of(log, id)
  end
  log.first, log.base_count, log.base_sum = places[1].first, places[1].count, places[1].sum
  log.over = over[1] and over
end

local function read_directory(log)
  if log.places or log.size == 0 then return log.places or {} end
  local text, places = log.call('GET', log.key .. ':directory'), {}
  for start = 1, text and #text or 0, ENTRY_BYTES do
    local id, first, rows, count, sum = struct.unpack(ENTRY, text, start)
    places[#places + 1] = {id = id, first = first, rows = rows, count = count, sum = sum}
  end
  if not places[1] then places = tail_alone(log) end
  places[#places].rows = log.tail_rows
  log.places, log.over = places, nil
  pass_over(log, function(next_block) return next_block.first < log.horizon end)
  return places
end

-- Write which blocks there are; those that are over go.
local function write_directory(log)
  local texts = {}
  for place, block in ipairs(log.places) do
    texts[place] = struct.pack(ENTRY, block.id, block.first, block.rows, block.count, block.sum)
  end
  log.size = #texts
  log.call('SET', log.key .. ':directory', table.concat(texts), 'PX', log.expiry)
  if log.over then log.call('DEL', unpack(log.over)) end
  log.over = nil
end

-- The rows of a block as text, read once; false where it is lost.
local function text_of(log, block)
  local texts = log.texts
  if texts[block.id] == nil then texts[block.id] = log.call('GET', rows_of(log, block.id)) end
  return texts[block.id]
end

local function is_lost(log, block)
  return not text_of(log, block) or log.call('EXISTS', pairs_of(log, block.id)) == 0
end

local function time_in(text, row)
  return (struct.unpack('<I6', text, (row - 1) * ROW_BYTES_OF_BLOCK + 1))
end

local function sum_in(text, row)
  return row == 0 and 0 or (struct.unpack('<I7', text, (row - 1) * ROW_BYTES_OF_BLOCK + 7))
end

-- The last row of a text of rows at or before a time; 0 where none is.
local function find_row(text, rows, at)
  local read, low, high = struct.unpack, 0, rows + 1
  while high - low > 1 do
    local middle = (low + high - (low + high) % 2) / 2
    if read('<I6', text, (middle - 1) * ROW_BYTES_OF_BLOCK + 1) <= at then
      low = middle
    else
      high = middle
    end
  end
  return low
end

-- The last row at or before a time: the place of its block and its own, 0 and 0 where none is. A block
-- that is lost stands whole before it: then that is the beginning of the next, be there one or not.
local function find(log, at)
  local places, low = read_directory(log), 0
  local high = #places + 1
  while high - low > 1 do
    local middle = (low + high - (low + high) % 2) / 2
    if places[middle].first <= at then low = middle else high = middle end
  end
  if low == 0 then return 0, 0 end
  local text = text_of(log, places[low])
  if not text then return low + 1, 0 end
  return low, find_row(text, places[low].rows, at)
end

-- Count and sum up to a row.
local function running(log, place, row)
  if place == 0 then return log.base_count, log.base_sum end
  local block = log.places[place]
  if not block then return log.count, log.sum end
  if row == 0 then return block.count, block.sum end
  local text = text_of(log, block)
  if not text then return running(log, place + 1, 0) end
  return block.count + row, block.sum + sum_in(text, row)
end

-- Count and sum up to the last row at or before a time, looked for first where the hint says. The
-- hint is renewed.
local function running_at(log, at, i)
  local values, start = log.values, log.hints_at + 4 * (i - 1)
  local id, row = values[start + 1], values[start + 2]
  if id > 0 then
    local from = (row - 1) * ROW_BYTES_OF_BLOCK
    local text =
      log.call('GETRANGE', rows_of(log, id), from, from + HINTED_ROWS * ROW_BYTES_OF_BLOCK - 1)
    local rows = #text / ROW_BYTES_OF_BLOCK
    local found = find_row(text, rows, at)
    if found > 0 and found < rows then
      values[start + 2] = row + found - 1
      return values[start + 3] + row + found - 1, values[start + 4] + sum_in(text, found)
    end
  end
  local place, found = find(log, at)
  local block = log.places[place]
  if not log.is_late and found > 0 then
    set_hint(log, i, block.id, found, block.count, block.sum)
  end
  return running(log, place, found)
end

-- The sum of the oldest `count` transactions; as above.
local function sum_up_to(log, count)
  local i = HINTS[log.entity]
  local values, start = log.values, log.hints_at + 4 * (i - 1)
  local id, row = values[start + 1], count - values[start + 3]
  if id > 0 and row > 0 then
    local from = (row - 1) * ROW_BYTES_OF_BLOCK
    local text =
      log.call('GETRANGE', rows_of(log, id), from, from + ROW_BYTES_OF_BLOCK - 1)
    if #text > 0 then return values[start + 4] + sum_in(text, 1) end
  end
  local places, place = read_directory(log), 1
  while place < #places and places[place + 1].count < count do place = place + 1 end
  local block = places[place]
  if not log.is_late then set_hint(log, i, block.id, 1, block.count, block.sum) end
  local _, sum = running(log, place, count - block.count)
  return sum
end

-- ── Insert ───────────────────────────────────────────────────────────────────────────────────────

-- A string that was appended to holds room for as much again: written anew, it holds none.
local function close_block(log)
  for _, key in ipairs({rows_of(log, log.tail), pairs_of(log, log.tail)}) do
    local text = log.call('GET', key)
    if text then log.call('SET', key, text, 'PX', log.expiry) end
  end
end

local function begin_block(log, at)
  local id, places = log.next_id, read_directory(log)
  if log.size > 0 then close_block(log) end
  places[#places + 1] = {id = id, first = at, rows = 0, count = log.count, sum = log.sum}
  log.places = places
  write_directory(log)
  log.call('SET', rows_of(log, id), '', 'PX', log.expiry)
  log.call('SET', pairs_of(log, id), '', 'PX', log.expiry)
  log.next_id, log.tail, log.tail_rows, log.tail_sum = id + 1, id, 0, log.sum
end

-- Append a row; where the tail is lost, to a new one.
local function append(log, at, amount, pair)
  if log.tail_rows >= BLOCK_MAX then begin_block(log, at) end
  local rows, pair_rows = rows_of(log, log.tail), pairs_of(log, log.tail)
  local row, place = struct.pack('<I6I7', at, log.sum + amount - log.tail_sum), log.tail_rows + 1
  local is_whole = log.call('APPEND', rows, row) == place * ROW_BYTES_OF_BLOCK
  if log.call('APPEND', pair_rows, pair) ~= place * log.pair_bytes or not is_whole then
    log.call('DEL', rows, pair_rows)
    begin_block(log, at)
    return append(log, at, amount, pair)
  end
  log.count, log.sum, log.last, log.tail_rows = log.count + 1, log.sum + amount, at, place
end

-- Rows as text, each sum changed by `amount`.
local function shifted(text, amount)
  local count, out = #text / ROW_BYTES_OF_BLOCK, {}
  for first = 1, count, 256 do -- as many values as a call takes
    local rows = math.min(256, count - first + 1)
    local format = '<' .. string.rep('I6I7', rows)
    local fields = {struct.unpack(format, text, (first - 1) * ROW_BYTES_OF_BLOCK + 1)}
    for i = 2, 2 * rows, 2 do fields[i] = fields[i] + amount end
    out[#out + 1] = struct.pack(format, unpack(fields, 1, 2 * rows))
  end
  return table.concat(out)
end

-- Cut the block in `place` in two; the second is a new one.
local function split_block(log, place)
  local block, half = log.places[place], math.floor(log.places[place].rows / 2)
  local text, pair = text_of(log, block), log.call('GET', pairs_of(log, block.id))
  local kept, before = half * ROW_BYTES_OF_BLOCK, sum_in(text, half)
  local fresh = {
    id = log.next_id, first = time_in(text, half + 1), rows = block.rows - half,
    count = block.count + half, sum = block.sum + before,
  }
  local cut = half * log.pair_bytes
  local rest = shifted(string.sub(text, kept + 1), -before)
  log.call('SET', rows_of(log, block.id), string.sub(text, 1, kept), 'PX', log.expiry)
  log.call('SET', pairs_of(log, block.id), string.sub(pair, 1, cut), 'PX', log.expiry)
  log.call('SET', rows_of(log, fresh.id), rest, 'PX', log.expiry)
  log.call('SET', pairs_of(log, fresh.id), string.sub(pair, cut + 1), 'PX', log.expiry)
  block.rows, log.next_id = half, fresh.id + 1
  table.insert(log.places, place + 1, fresh)
end

-- Put a late row after row `row` of the block in `place`.
local function insert_late(log, place, row, at, amount, pair)
  place = math.max(place, 1)
  while log.places[place] and is_lost(log, log.places[place]) do
    table.remove(log.places, place)
    row = 0
  end
  if not log.places[place] then begin_block(log, at) end
  if log.places[place].rows >= BLOCK_MAX then
    split_block(log, place)
    if row > log.places[place].rows then place, row = place + 1, row - log.places[place].rows end
  end
  local block = log.places[place]
  local rows, start = rows_of(log, block.id), row * ROW_BYTES_OF_BLOCK
  local sum = row > 0
    and sum_in(log.call('GETRANGE', rows, start - ROW_BYTES_OF_BLOCK, start - 1), 1) or 0
  local after = shifted(log.call('GETRANGE', rows, start, -1), amount)
  log.call('SETRANGE', rows, start, struct.pack('<I6I7', at, sum + amount) .. after)
  local pair_start, pair_key = row * log.pair_bytes, pairs_of(log, block.id)
  local pairs_after = log.call('GETRANGE', pair_key, pair_start, -1)
  log.call('SETRANGE', pair_key, pair_start, pair .. pairs_after)
  block.rows = block.rows + 1
  if row == 0 then block.first = math.min(block.first, at) end
  for later = place + 1, #log.places do
    local moved = log.places[later]
    moved.count, moved.sum = moved.count + 1, moved.sum + amount
  end
  local last = log.places[#log.places]
  log.count, log.sum, log.first = log.count + 1, log.sum + amount, log.places[1].first
  log.tail, log.tail_rows, log.tail_sum = last.id, last.rows, last.sum
  clear_hints(log)
  write_directory(log)
end
