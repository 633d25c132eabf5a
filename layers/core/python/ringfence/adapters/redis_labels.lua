-- Labels by entity. Each entity has up to three sorted sets of labelled transactions, by event time:
-- <entity>:<id>:frauds, :usual_frauds (a subset) and :genuine. A window's count is one ZCOUNT, so
-- a label that arrives late, or replaces another, costs O(log n) and needs nothing rewritten.
-- The law is in ringfence/domain/labels.py. This file stands before redis_functions.lua.

local NEVER = -1
local ENTITIES = {<entities>}
local LABEL_WINDOWS = {<label_windows_ms>}
local LABEL_RETENTION_MS = <label_retention_ms>
local LABEL_KEEP_MS = LABEL_RETENTION_MS + <max_lateness_ms>
local LABELS_MAX = <labels_max>
local LABEL_HISTORY_MAX = <label_history_max>
local LABEL_HISTORY_MS = <label_history_ms>
local KEPT_IN = {fraud = {':frauds'}, genuine = {':genuine'}, unsure = {}}
local USUAL_FRAUD = {':frauds', ':usual_frauds'}

local function number(n) return string.format('%.0f', n) end

-- Time since the last member at or before t.
local function label_gap(call, key, at)
  local edge = '(' .. number(at - LABEL_RETENTION_MS)
  local last = call('ZRANGE', key, at, edge, 'BYSCORE', 'REV', 'LIMIT', 0, 1, 'WITHSCORES')
  return last[1] and at - tonumber(last[2]) or NEVER
end

-- That gap, and the count in each window, widest first: counts can only fall, and a window no wider
-- than the gap holds none.
local function fraud_counts(call, key, at)
  local gap, counts = label_gap(call, key, at), {0, 0, 0}
  if gap == NEVER then return gap, counts end
  local wider
  for i = #LABEL_WINDOWS, 1, -1 do
    if gap < LABEL_WINDOWS[i] then
      counts[i] = wider == 1 and 1 or call('ZCOUNT', key, '(' .. number(at - LABEL_WINDOWS[i]), at)
    end
    wider = counts[i]
  end
  return gap, counts
end

-- The known frauds after the last known genuine one: how many, and the time since the first.
local function fraud_run(call, key, at, genuine_gap)
  local since = genuine_gap == NEVER and LABEL_RETENTION_MS or genuine_gap
  local edge = '(' .. number(at - since)
  local first = call('ZRANGE', key, edge, at, 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
  if not first[1] then return 0, NEVER end
  return call('ZCOUNT', key, edge, at), at - tonumber(first[2])
end

-- The values of LABEL_FIELDS; none where no entity has a label, as is usual: that costs one call.
-- `bases` are the entities' keys, none for an absent ip.
local function label_values(call, bases, at)
  local keys = {bases.merchant .. ':genuine'}
  for _, base in pairs(bases) do keys[#keys + 1] = base .. ':frauds' end
  if call('EXISTS', unpack(keys)) == 0 then return {} end
  local out, base, fraud_gap = {}, nil, NEVER
  for _, entity in ipairs(ENTITIES) do
    local gap, frauds = NEVER, {0, 0, 0}
    if bases[entity] then gap, frauds = fraud_counts(call, bases[entity] .. ':frauds', at) end
    out[#out + 1] = gap
    for _, count in ipairs(frauds) do out[#out + 1] = count end
    for w, count in ipairs(frauds) do
      local edge = '(' .. number(at - LABEL_WINDOWS[w])
      out[#out + 1] = count > 0 and count + call('ZCOUNT', bases[entity] .. ':genuine', edge, at) or 0
    end
    if entity == 'merchant' then base, fraud_gap = bases[entity], gap end
  end
  local genuine_gap = label_gap(call, base .. ':genuine', at)
  out[#out + 1] = genuine_gap
  if fraud_gap == NEVER then
    out[#out + 1], out[#out + 2] = 0, NEVER
    for _ = 1, #LABEL_WINDOWS do out[#out + 1] = 0 end
  else
    out[#out + 1], out[#out + 2] = fraud_run(call, base .. ':frauds', at, genuine_gap)
    local _, usual = fraud_counts(call, base .. ':usual_frauds', at)
    for _, count in ipairs(usual) do out[#out + 1] = count end
  end
  return out
end

local function kept_in(label, is_usual)
  return label == 'fraud' and is_usual and USUAL_FRAUD or KEPT_IN[label]
end

local function move_label(call, base, id, at, before, after)
  for _, suffix in ipairs(before) do call('ZREM', base .. suffix, id) end
  for _, suffix in ipairs(after) do
    local key = base .. suffix
    call('ZADD', key, at, id)
    local newest = tonumber(call('ZRANGE', key, -1, -1, 'WITHSCORES')[2])
    call('ZREMRANGEBYSCORE', key, '-inf', number(newest - LABEL_KEEP_MS))
    call('ZREMRANGEBYRANK', key, 0, -LABELS_MAX - 1)
    call('PEXPIRE', key, number(LABEL_KEEP_MS))
  end
end

-- label(KEYS: prefix; ARGV: id, label as json, event ms, "1" for a usual amount, one name per entity)
-- -> the transaction's labels as json, oldest first, the one in force last
local function label(keys, args)
  local call, prefix, id = redis.call, keys[1], args[1]
  local history = prefix .. 'label:' .. id
  local newest, given = call('LINDEX', history, -1), cjson.decode(args[2])
  local known = newest and cjson.decode(newest) or {label = 'unsure'}
  local is_same = known.label == given.label and known.author == given.author
    and known.reason == given.reason
  if not is_same then
    local is_usual = args[4] == '1'
    local before, after = kept_in(known.label, is_usual), kept_in(given.label, is_usual)
    for i, entity in ipairs(ENTITIES) do
      if args[4 + i] ~= '' then
        move_label(call, prefix .. entity .. ':' .. args[4 + i], id, args[3], before, after)
      end
    end
    call('RPUSH', history, args[2])
    call('LTRIM', history, -LABEL_HISTORY_MAX, -1)
    call('PEXPIRE', history, number(LABEL_HISTORY_MS))
    call('XADD', prefix .. 'decisions', '*', 'id', id, 'label', args[2])
  end
  return call('LRANGE', history, 0, -1)
end

redis.register_function('label_<release>', label)

