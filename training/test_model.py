import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from model import Config, Llama, export, write_fixture

FIXTURES = Path(__file__).parent.parent / "crates/model/tests/fixtures"


def test_logits_equal_those_of_transformers_on_the_exported_file(tmp_path):
    transformers = pytest.importorskip("transformers")
    torch.manual_seed(0)
    config = Config(vocab=256, width=64, layers=3, heads=4, kv_heads=2, ff=128, context=64)
    model = Llama(config, std=0.15)
    export(model.state_dict(), config, "ab", tmp_path / "w.safetensors")
    with safe_open(tmp_path / "w.safetensors", "pt") as file:
        theirs_config = transformers.LlamaConfig(**json.loads(file.metadata()["config"]))
    theirs = transformers.LlamaForCausalLM(theirs_config)
    missing = theirs.load_state_dict(load_file(tmp_path / "w.safetensors"), strict=False)
    assert missing.missing_keys == ["lm_head.weight"] and not missing.unexpected_keys  # tied
    theirs.tie_weights()
    ids = torch.randint(0, 256, (2, 40))
    with torch.no_grad():
        ours, others = model(ids), theirs(ids).logits
    assert others.std() > 0.5
    assert (ours - others).abs().max() < 1e-4


def test_the_fixture_in_the_repository_is_what_the_command_writes(tmp_path):
    write_fixture(tmp_path)
    for name, ours in load_file(tmp_path / "tiny.safetensors").items():
        assert torch.equal(ours, load_file(FIXTURES / "tiny.safetensors")[name])
    new, old = (json.loads((d / "tiny.json").read_text()) for d in (tmp_path, FIXTURES))
    assert new["tokens"] == old["tokens"]
    assert torch.allclose(torch.tensor(new["logits"]), torch.tensor(old["logits"]), atol=1e-4)


def test_padding_on_the_right_changes_no_logit_before_it():
    model = Llama(Config(vocab=64, width=32, layers=2, heads=2, kv_heads=1, ff=64, context=32))
    ids = torch.randint(1, 64, (1, 20))
    padded = torch.cat((ids, torch.zeros(1, 12, dtype=torch.long)), dim=1)
    with torch.no_grad():
        assert torch.allclose(model(ids), model(padded)[:, :20], atol=1e-6)
