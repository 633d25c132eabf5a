
-- raise_alert(KEYS: prefix; ARGV: alert as json, channel, alerts kept, second) -> its seq
-- An alert that no decision carries: numbered, kept and published as those are.
local function raise_alert(keys, args)
  local call, prefix = redis.call, keys[1]
  local seq = string.format('%.0f', call('INCR', prefix .. 'alert_seq'))
  local alert = '{"seq":' .. seq .. ',' .. string.sub(args[1], 2)
  call('XADD', prefix .. 'alerts', 'MAXLEN', '~', args[3], seq .. '-0', 'alert', alert)
  call('PUBLISH', args[2], alert)
  call('HINCRBY', prefix .. 'totals', 'alerts', 1)
  local second = prefix .. 'second:' .. args[4]
  call('HINCRBY', second, 'alerts', 1)
  call('EXPIRE', second, 900)
  return tonumber(seq)
end

redis.register_function('raise_alert_<release>', raise_alert)
