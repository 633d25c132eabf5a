-- The windows of one entity at a moment, read and never written, by the functions that observe. What
-- they count is the transaction that is observed; here there is none, so the sequence is that of the
-- last one seen, and a scan begins with one too many.

local LABELLED_SHOWN = <labelled_shown>

-- Gap, windows and distincts into `out`, laid out as a reading of one entity; then the count of the
-- longest window, and a user's newest amounts.
local function busy_now(call, key, entity, head, at, out)
  local log = open_log(call, key, entity, head)
  stand(log, at)
  local values = windows_of(log, at, SCANNED[entity], 0, 0)
  out[1] = log.before_at and at - log.before_at or NEVER
  for i = 1, #WINDOWS do
    out[1 + i], out[1 + #WINDOWS + i] = values[i][1], values[i][2]
  end
  local later = log.is_late and sightings_before(log, at)
  for place, other in ipairs(COUNTERPARTS[entity]) do
    local start = 1 + (1 + place) * #WINDOWS + place
    out[start] = NEVER
    distincts(log, other, at, later and later[place] or {}, 0, out, start)
  end
  return values[#values][1], entity == 'user' and amounts_of(log, at) or {}
end

local function packed_now(entity, text, at, out)
  local _, rows = unpack_log(entity, text)
  local width, own = #COUNTERPARTS[entity] + 2, {}
  for place = 1, #COUNTERPARTS[entity] do own[place] = 0 end
  local place = #rows / width
  while place > 0 and rows[(place - 1) * width + 1] > at do place = place - 1 end
  local wider = scan(entity, rows, place, own, at, 0, out, 0)
  out[1] = place > 0 and at - rows[(place - 1) * width + 1] or NEVER
  for i = 1, #WINDOWS do out[1 + i] = out[1 + i] - 1 end
  local amounts = entity == 'user' and packed_amounts(rows, width, place, at) or {}
  local count = entity == 'user' and wider[2][1] - 1 or out[1 + #WINDOWS]
  return count, amounts
end

local function label_windows(call, key, at)
  local counts = {}
  for i, width in ipairs(LABEL_WINDOWS) do
    counts[i] = call('ZCOUNT', key, '(' .. number(at - width), at)
  end
  return counts
end

-- windows_now(KEYS: prefix; ARGV: entity, name, now ms)
-- -> {values as a reading of one entity has them, count of the longest window, newest amounts, frauds,
--     genuine, newest frauds, newest genuine}
local function windows_now(keys, args)
  local call, entity, at = redis.call, args[1], tonumber(args[3])
  local key, out, count, amounts = keys[1] .. entity .. ':' .. args[2], {}, nil, nil
  local text = call('GET', key .. ':packed')
  if is_busy(text) then
    count, amounts = busy_now(call, key, entity, text, at, out)
  else
    count, amounts = packed_now(entity, text, at, out)
  end
  return {
    out, count, amounts,
    label_windows(call, key .. ':frauds', at), label_windows(call, key .. ':genuine', at),
    call('ZRANGE', key .. ':frauds', 0, LABELLED_SHOWN - 1, 'REV'),
    call('ZRANGE', key .. ':genuine', 0, LABELLED_SHOWN - 1, 'REV'),
  }
end

redis.register_function{
  function_name = 'windows_now_<release>', callback = windows_now, flags = {'no-writes'}
}
