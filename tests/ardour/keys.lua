-- A keyboard for tests: while its parameter is above 0, that key is held on channel 1. Copied into the home of Ardour by tests/hosts/ardour.rs.
ardour { ["type"] = "dsp", name = "Quatrain keys", category = "Utility", license = "MIT", author = "Quatrain",
  description = [[Holds the key that its parameter names.]] }

function dsp_ioconfig() return { { midi_in = 1, midi_out = 1, audio_in = 0, audio_out = 0 } } end

function dsp_params()
  return { { ["type"] = "input", name = "Key", min = 0, max = 127, default = 0, integer = true } }
end

local held = 0

function dsp_run(_, _, _)
  local key, sent = math.floor(CtrlPorts:array()[1]), 0
  if key == held then return end
  for _, event in ipairs({ { 0x80, held, 0 }, { 0x90, key, 100 } }) do
    if event[2] > 0 then
      sent = sent + 1
      midiout[sent] = { time = sent, data = event }
    end
  end
  held = key
end
