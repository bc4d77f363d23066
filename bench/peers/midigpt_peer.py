"""Runs MIDI-GPT for the bench, on one thread. A line on stdin asks, a line on stdout answers.

parameters: how many it has. NUMBER: seconds of this thread for four bars of five tracks by this seed, and how many notes they have.

The shape is the published small model's (512 wide, 6 layers, 8 heads, 2,048 positions) with its tokens; its weights are not on PyPI, so they
are drawn by chance, with a leaning to end bars, or it never would. What it writes is noise, what a token costs is not.
"""

import json
import random
import sys
import time

import torch

torch.set_num_threads(1)

from midigpt import Bar, Score, Track, _core
from midigpt.attributes.base import AttributeAnalyzer
from midigpt.inference import GenerationRequest, InferenceConfig, InferenceEngine, TrackPrompt
from midigpt.inference.model.gpt2 import GPT2Config, GPT2LMHeadModel
from midigpt.tokenizer.tokenizer import Tokenizer

BARS = 4
TRACKS = 5
DOMAINS = {
    "PieceStart": 2, "Track": 2, "TrackEnd": 1, "Bar": 1, "BarEnd": 1, "TimeSig": 1, "Instrument": 128, "NumBars": 2, "NoteOnset": 128,
    "NoteDuration": 96, "TimeAbsolutePos": 192, "VelocityLevel": 32, "FillInPlaceholder": 1, "FillInStart": 1, "FillInEnd": 1,
    "NoteDensity": 10, "MinPolyphony": 10, "MaxPolyphony": 10, "MinNoteDuration": 6, "MaxNoteDuration": 6,
}
ENCODER = {
    "resolution": 12, "decode_resolution": 480, "note_duration_max_beats": 8, "num_bars_map": [4, 8], "pitch_range": [0, 127],
    "supports_infill": True, "supports_mask_bar_token": False, "time_signatures": ["4/4"], "velocity_levels": 32, "velocity_sticky": True,
    "emit_delta_tokens": False, "token_domains": [{"type": name, "domain_size": size} for name, size in DOMAINS.items()],
}

torch.manual_seed(1)
config = _core.EncoderConfig.from_json(json.dumps(ENCODER))
analyzer = AttributeAnalyzer.from_config(config)
tokenizer = Tokenizer(config, analyzer)
BAR_END = next(i for i in range(tokenizer.vocab_size()) if tokenizer._vocab.get_type(i) == _core.TokenType.BarEnd)
LEANING = 2.5  # makes bars about as long as music's


class Leaning(GPT2LMHeadModel):
    def forward(self, *arguments, **more):
        logits, past = super().forward(*arguments, **more)
        logits[..., BAR_END] += LEANING
        return logits, past


model = Leaning(GPT2Config(vocab_size=tokenizer.vocab_size())).eval()
engine = InferenceEngine(model, tokenizer, analyzer)
engine.warmup()


def write(seed):
    torch.manual_seed(seed)
    random.seed(seed)
    score = Score(tracks=[Track(bars=[Bar() for _ in range(BARS)]) for _ in range(TRACKS)])
    prompts = [TrackPrompt(id=n, bars=list(range(BARS)), autoregressive=True) for n in range(TRACKS)]
    request = GenerationRequest(tracks=prompts, config=InferenceConfig(model_dim=BARS, mask_mode="attention"))
    begun = time.thread_time()
    result = engine.session(score, request).run()
    seconds = time.thread_time() - begun
    return seconds, sum(len(bar.notes) for track in result.tracks for bar in track.bars)


for line in sys.stdin:
    question = line.strip()
    if question == "parameters":
        answer = str(sum(p.numel() for p in model.parameters()))
    else:
        answer = "{} {}".format(*write(int(question)))
    print(answer, flush=True)
