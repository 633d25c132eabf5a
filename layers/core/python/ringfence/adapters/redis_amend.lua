-- amend(KEYS: prefix; ARGV: id, amendment, alert json or "", channel, alerts kept, waiting key)
-- -> {1 when it was stored by this call, alert seq}
-- A decision is amended once; its receipt stays as it is. An alert is raised where none was before,
-- and the decision stream tells who reads it.
local function amend(keys, args)
  local call, prefix = redis.call, keys[1]
  local record = prefix .. 'tx:' .. args[1]
  call('ZREM', args[6], args[1])
  local known = call('HMGET', record, 'decision', 'amendment', 'alert_seq')
  if not known[1] or known[2] then return {0, known[3] or '0'} end
  local seq = known[3] or '0'
  if args[3] ~= '' and seq == '0' then
    seq = string.format('%.0f', call('INCR', prefix .. 'alert_seq'))
    local alert = '{"seq":' .. seq .. ',' .. string.sub(args[3], 2)
    call('XADD', prefix .. 'alerts', 'MAXLEN', '~', args[5], seq .. '-0', 'alert', alert)
    call('PUBLISH', args[4], alert)
    call('HINCRBY', prefix .. 'totals', 'alerts', 1)
  end
  call('HSET', record, 'amendment', args[2], 'alert_seq', seq)
  call('XADD', prefix .. 'decisions', '*', 'id', args[1], 'amendment', '1')
  call('HINCRBY', prefix .. 'totals', 'amendments', 1)
  return {1, seq}
end

redis.register_function('amend_<release>', amend)
