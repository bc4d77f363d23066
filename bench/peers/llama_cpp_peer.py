"""Runs llama.cpp on one thread for the bench: `llama_cpp_peer.py FILE.gguf PROMPT WRITTEN`. A line on stdin asks, a line on stdout answers.

loaded: "yes". logits: those behind the prompt. decode: seconds of this thread for WRITTEN tokens, one by one, behind the prompt.
"""

import ctypes
import sys
import time

import llama_cpp as lib

path, prompt, written = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])


@ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
def silent(_level, _text, _data):
    pass


lib.llama_log_set(silent, ctypes.c_void_p(0))
lib.llama_backend_init()
model = lib.llama_model_load_from_file(path.encode(), lib.llama_model_default_params())
assert model, f"llama.cpp cannot load {path}"
params = lib.llama_context_default_params()
params.n_ctx, params.n_batch, params.n_threads, params.n_threads_batch = 2048, 512, 1, 1
context = lib.llama_init_from_model(model, params)
assert context, "llama.cpp makes no context"
size = lib.llama_vocab_n_tokens(lib.llama_model_get_vocab(model))


def token(i):
    return i * 61 % 1142


def read(tokens):
    array = (lib.llama_token * len(tokens))(*tokens)
    assert lib.llama_decode(context, lib.llama_batch_get_one(array, len(tokens))) == 0, "llama.cpp does not decode"


def start():
    lib.llama_memory_clear(lib.llama_get_memory(context), True)
    read([token(i) for i in range(prompt)])


for line in sys.stdin:
    question = line.strip()
    if question == "loaded":
        answer = "yes"
    elif question == "logits":
        start()
        answer = " ".join(f"{x:.6f}" for x in lib.llama_get_logits_ith(context, -1)[:size])
    else:
        start()
        begun = time.thread_time()
        for step in range(written):
            read([token(prompt + step)])
        answer = str(time.thread_time() - begun)
    print(answer, flush=True)
