-- Counts the notes that pass, and what is wrong with them. Copied into the home of Ardour by tests/hosts/ardour.rs.
ardour { ["type"] = "dsp", name = "Quatrain watch", category = "Utility", license = "MIT", author = "Quatrain",
  description = [[Counts notes: all, those that sound, struck while they sound, ended while they do not.]] }

function dsp_ioconfig() return { { midi_in = 1, midi_out = 1, audio_in = 2, audio_out = 2 } } end

function dsp_params()
  local counts = {}
  for place, name in ipairs({ "Notes", "Sounding", "Doubled", "Alone" }) do
    counts[place] = { ["type"] = "output", name = name, min = 0, max = 100000 }
  end
  return counts
end

local sounding = {}
local count = { 0, 0, 0, 0 }

local function note(status, key, velocity)
  local kind, name = status & 0xF0, (status & 0x0F) * 128 + key
  if kind == 0x90 and velocity > 0 then
    count[1] = count[1] + 1
    if sounding[name] then count[3] = count[3] + 1 else count[2] = count[2] + 1 end
    sounding[name] = true
  -- Where the transport jumps Ardour ends what sounds as well, with velocity 64; the plugin ends notes with velocity 0.
  elseif (kind == 0x80 or kind == 0x90) and velocity == 0 then
    if sounding[name] then count[2] = count[2] - 1 else count[4] = count[4] + 1 end
    sounding[name] = nil
  end
end

function dsp_run(ins, outs, frames)
  for side = 1, #outs do
    if ins[side] ~= outs[side] then ARDOUR.DSP.copy_vector(outs[side]:offset(0), ins[side]:offset(0), frames) end
  end
  for place, event in pairs(midiin) do
    local data = event["data"]
    if #data == 3 then note(data[1], data[2], data[3]) end
    midiout[place] = event
  end
  local ports = CtrlPorts:array()
  for place = 1, 4 do ports[place] = count[place] end
end
