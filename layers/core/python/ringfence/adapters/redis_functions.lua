-- Windows, decisions and alerts, atomically. Loaded as a library whose name carries its content
-- hash, so that two releases can run side by side. Constants in <angle brackets> come from
-- ringfence/domain. The files before this one: redis_functions.py.

local function integers(values)
  return struct.pack('<' .. string.rep('i8', #values), unpack(values))
end

local function measure(call, prefix, names, at, amount)
  local values, seen, keys, packed = {unpack(ABSENT)}, {}, {}, {}
  for _, entity in ipairs(ENTITIES) do
    if names[entity] ~= '' then
      keys[entity] = prefix .. entity .. ':' .. names[entity]
      packed[#packed + 1] = keys[entity] .. ':packed'
    end
  end
  local texts, place = call('MGET', unpack(packed)), 0
  for _, entity in ipairs(ENTITIES) do
    if keys[entity] then
      place = place + 1
      seen[entity] = observe_entity(
        call, keys[entity], entity, texts[place], names, at, amount, values, START[entity]
      )
    end
  end
  local user, last = seen.user, #ABSENT
  values[last + 1] = user.wider[1][1]
  values[last + 2], values[last + 3] = user.wider[2][1], user.wider[2][2]
  values[last + 4], values[last + 5] = user.burst, seen.device.near
  local shared = {}
  for i, entity in ipairs(SHARED) do shared[i] = seen[entity] and seen[entity].users or {} end
  local labels = label_values(call, keys, at)
  return {integers(values), integers(user.amounts), shared, labels, LAYOUT}
end

-- observe(KEYS: prefix; ARGV: id, fingerprint, event ms, amount, keep ms, one name per entity)
-- -> {"seen", decision, alert seq, amendment or ""} | {"conflict"} | {"new", values, amounts, shared users, labels,
--    layout of the reading}, values and amounts as 64-bit integers, little end first
local function observe(keys, args)
  local call = redis.call
  local record = keys[1] .. 'tx:' .. args[1]
  local known = call('HMGET', record, 'fingerprint', 'decision', 'alert_seq', 'amendment', 'reading')
  if known[1] and known[1] ~= args[2] then return {'conflict'} end
  if known[2] then return {'seen', known[2], known[3] or '0', known[4] or ''} end
  local reading
  if known[5] then
    reading = cmsgpack.unpack(known[5])
  else
    local names = {}
    for i, entity in ipairs(ENTITIES) do names[entity] = args[5 + i] end
    reading = measure(call, keys[1], names, tonumber(args[3]), tonumber(args[4]))
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
--        decision us, keep ms, alerts kept)
-- -> {"", alert seq, "", 1} | {the decision stored before, its alert seq, its amendment or "", 0}
local function commit(keys, args)
  local call, prefix = redis.call, keys[1]
  local record = prefix .. 'tx:' .. args[1]
  local known = call('HMGET', record, 'decision', 'alert_seq', 'amendment')
  if known[1] then return {known[1], known[2] or '0', known[3] or '', 0} end
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
  return {'', number(seq), '', 1}
end

redis.register_function('observe_<release>', observe)
redis.register_function('reserve_<release>', reserve)
redis.register_function('commit_<release>', commit)
