"""The transformer: Llama's shape with Hugging Face's names, so that the weights run unchanged in candle, transformers and llama.cpp.

`python training/model.py --fixture crates/model/tests/fixtures` writes the tiny weights and logits that the Rust decoder is tested with.
"""

import argparse
import json
import os
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn as nn
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.torch import save_file


@dataclass
class Config:
    vocab: int = 1152
    width: int = 256
    layers: int = 8
    heads: int = 4
    kv_heads: int = 2
    ff: int = 1024
    context: int = 2048
    eps: float = 1e-5
    theta: float = 10000.0

    @property
    def head_dim(self):
        return self.width // self.heads

    def huggingface(self):
        """The same as the keys of a Llama config.json."""
        return {
            "model_type": "llama", "hidden_act": "silu", "vocab_size": self.vocab, "hidden_size": self.width,
            "intermediate_size": self.ff, "num_hidden_layers": self.layers, "num_attention_heads": self.heads,
            "num_key_value_heads": self.kv_heads, "head_dim": self.head_dim, "max_position_embeddings": self.context,
            "rms_norm_eps": self.eps, "rope_theta": self.theta, "tie_word_embeddings": True, "attention_bias": False,
            "mlp_bias": False,
        }


class RMSNorm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.eps = eps

    def forward(self, x):
        y = x.float()
        y = y * torch.rsqrt(y.square().mean(-1, keepdim=True) + self.eps)
        return (self.weight * y).to(x.dtype)


def rotate(x, cos, sin):
    """RoPE in the half-rotation layout: component i turns with component i + head_dim / 2.  x: (B, H, T, D)"""
    a, b = x.chunk(2, dim=-1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), dim=-1)


class Attention(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.heads, self.kv_heads, self.head_dim = c.heads, c.kv_heads, c.head_dim
        self.q_proj = nn.Linear(c.width, c.heads * c.head_dim, bias=False)
        self.k_proj = nn.Linear(c.width, c.kv_heads * c.head_dim, bias=False)
        self.v_proj = nn.Linear(c.width, c.kv_heads * c.head_dim, bias=False)
        self.o_proj = nn.Linear(c.heads * c.head_dim, c.width, bias=False)

    def forward(self, x, cos, sin):
        B, T, _ = x.shape
        q = self.q_proj(x).view(B, T, self.heads, self.head_dim).transpose(1, 2)  # (B, H, T, D)
        k = self.k_proj(x).view(B, T, self.kv_heads, self.head_dim).transpose(1, 2)  # (B, KV, T, D)
        v = self.v_proj(x).view(B, T, self.kv_heads, self.head_dim).transpose(1, 2)
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        group = self.heads // self.kv_heads
        k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)  # (B, H, T, D)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(B, T, -1))


class MLP(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.gate_proj = nn.Linear(c.width, c.ff, bias=False)
        self.up_proj = nn.Linear(c.width, c.ff, bias=False)
        self.down_proj = nn.Linear(c.ff, c.width, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.input_layernorm = RMSNorm(c.width, c.eps)
        self.self_attn = Attention(c)
        self.post_attention_layernorm = RMSNorm(c.width, c.eps)
        self.mlp = MLP(c)

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class Decoder(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.embed_tokens = nn.Embedding(c.vocab, c.width)
        self.layers = nn.ModuleList(Block(c) for _ in range(c.layers))
        self.norm = RMSNorm(c.width, c.eps)


class Llama(nn.Module):
    def __init__(self, c: Config, std=0.02):
        super().__init__()
        self.config = c
        self.model = Decoder(c)
        frequency = c.theta ** (-torch.arange(0, c.head_dim, 2).float() / c.head_dim)
        angle = torch.outer(torch.arange(c.context).float(), frequency)  # (context, D / 2)
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)
        for name, p in self.named_parameters():
            if p.ndim == 2:
                into_residual = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(p, std=std / (2 * c.layers) ** 0.5 if into_residual else std)

    def hidden(self, ids):
        """ids: (B, T) -> (B, T, width), after the last norm."""
        x = self.model.embed_tokens(ids)
        cos, sin = self.cos[: ids.shape[1]].to(x.dtype), self.sin[: ids.shape[1]].to(x.dtype)  # (T, D / 2)
        for block in self.model.layers:
            x = block(x, cos, sin)
        return self.model.norm(x)

    def forward(self, ids, targets=None):
        """ids: (B, T) -> logits (B, T, vocab); with targets (B, T) the summed cross-entropy in nats over those that are not -100."""
        logits = F.linear(self.hidden(ids), self.model.embed_tokens.weight)
        if targets is None:
            return logits
        return F.cross_entropy(logits.float().flatten(0, 1), targets.flatten(), ignore_index=-100, reduction="sum")


def export(state, config: Config, vocab_hash: str, path: Path):
    """Writes a state dict as f32 safetensors with Hugging Face's Llama names; the metadata carries `vocab_hash` and `config`."""
    tensors = {name: tensor.detach().float().contiguous() for name, tensor in state.items()}
    partial = path.with_suffix(".tmp")
    save_file(tensors, partial, metadata={"vocab_hash": vocab_hash, "config": json.dumps(config.huggingface())})
    partial.chmod(0o644)  # safetensors writes for the owner alone
    os.replace(partial, path)


def read(path: Path):
    """What `export` wrote: (state dict, vocab_hash)."""
    with safe_open(path, "pt") as file:
        return {name: file.get_tensor(name) for name in file.keys()}, (file.metadata() or {}).get("vocab_hash")


def write_fixture(folder: Path):
    """tiny.safetensors and tiny.json: 32 tokens and the logits at four of their positions."""
    torch.manual_seed(1)
    config = Config(vocab=256, width=64, layers=2, heads=2, kv_heads=1, ff=128, context=64)
    model = Llama(config, std=0.15).eval()
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "norm" in name:
                p.uniform_(0.5, 1.5)  # not all ones, or a decoder that forgets them would pass
        tokens = torch.randint(0, config.vocab, (1, 32))
        logits = model(tokens)[0]  # (T, vocab)
    positions = [0, 1, 15, 31]
    rows = [[round(x, 6) for x in logits[p].tolist()] for p in positions]
    folder.mkdir(parents=True, exist_ok=True)
    export(model.state_dict(), config, "0" * 16, folder / "tiny.safetensors")
    content = {"tokens": tokens[0].tolist(), "positions": positions, "logits": rows}
    (folder / "tiny.json").write_text(json.dumps(content) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixture", type=Path, required=True, metavar="DIR")
    write_fixture(parser.parse_args().fixture)
