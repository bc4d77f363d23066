import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from data import IGNORED, DataError, Sequences, Stream, collate, held_out, read_meta
from train import Trainer, arguments

TINY = ["--width", "32", "--layers", "2", "--heads", "2", "--kv-heads", "1", "--ff", "64", "--micro", "256", "--no-compile", "--nice", "0"]
HERE = Path(__file__).parent


def sequence(rng):
    """Start, some context, a rising line to be learned, End."""
    line = (rng.integers(0, 20) + np.arange(rng.integers(10, 90))) % 50 + 6
    return np.concatenate(([0x8001], line[:4] | 0x8000, line[4:], [5])).astype("<u2")


@pytest.fixture
def shards(tmp_path):
    rng = np.random.default_rng(3)
    for name, count in (("train-00000", 900), ("train-00001", 333), ("val-band", 40), ("val-styles", 40)):
        np.concatenate([sequence(rng) for _ in range(count)]).tofile(tmp_path / f"{name}.bin")
    meta = {"vocab_hash": "00ab", "vocabulary": 60, "padded_vocabulary": 64, "context": 128, "start": 1, "end": 5}
    (tmp_path / "meta.json").write_text(json.dumps(meta))
    return tmp_path


def training(shards):
    return Sequences(sorted(shards.glob("train-*.bin")), 1)


def trainer(monkeypatch, shards, out, *flags):
    out.mkdir(exist_ok=True)
    monkeypatch.setattr(sys, "argv", ["train.py", "--data", str(shards), "--out", str(out), *TINY, *flags])
    return Trainer(arguments(), 0, 1, torch.device("cpu"))


def test_every_sequence_is_found_whole(shards):
    sequences = training(shards)
    assert len(sequences) == 1233
    assert sum(sequences.lengths()) == sum(f.stat().st_size for f in shards.glob("train-*.bin")) // 2
    for i in (0, 899, 900, 1232):
        tokens = sequences[i] & 0x7FFF
        assert tokens[0] == 1 and tokens[-1] == 5 and (tokens == 1).sum() == 1


def test_nothing_is_learned_from_context_or_padding(shards):
    sequences = training(shards)
    ids, targets = collate(sequences, [0, 1])
    for row, index in enumerate((0, 1)):
        tokens = sequences[index].astype(np.int64)
        n = len(tokens)
        assert ids[row, : n - 1].tolist() == (tokens[:-1] & 0x7FFF).tolist() and not ids[row, n - 1 :].any()
        assert targets[row].tolist() == [IGNORED] * 4 + tokens[5:].tolist() + [IGNORED] * (targets.shape[1] - n + 1)


@pytest.mark.parametrize("ranks", [1, 3])
def test_an_epoch_reads_every_sequence_once_over_all_ranks(shards, ranks):
    sequences = training(shards)
    read = []
    for rank in range(ranks):
        stream = Stream(sequences, 256, 1, rank, ranks)
        while stream.position["epoch"] == 0:
            next(stream)
            if stream.position["epoch"] == 0:
                read += stream.window[stream.position["batch"] - 1]
    assert sorted(read) == list(range(len(sequences)))


def test_batches_hold_little_padding_and_stay_in_budget(shards):
    stream = Stream(training(shards), 512, 1)
    batches = [next(stream)[0] for _ in range(100)]
    assert max(b.numel() for b in batches) <= 512
    assert sum((b > 0).sum() for b in batches) > 0.7 * sum(b.numel() for b in batches)


def test_a_resumed_run_goes_on_exactly(monkeypatch, shards, tmp_path):
    first = trainer(monkeypatch, shards, tmp_path / "out")
    for _ in range(3):
        first.train_step()
    first.save()
    expected = [first.train_step()[0] for _ in range(3)]
    second = trainer(monkeypatch, shards, tmp_path / "out", "--resume")
    assert second.step == 3
    assert [second.train_step()[0] for _ in range(3)] == expected
    for a, b in zip(first.model.parameters(), second.model.parameters()):
        assert torch.equal(a, b)


def test_a_run_begins_with_weights_that_are_there(monkeypatch, shards, tmp_path):
    first = trainer(monkeypatch, shards, tmp_path / "a")
    first.train_step()
    first.export("best")
    file = tmp_path / "a" / "best.safetensors"
    second = trainer(monkeypatch, shards, tmp_path / "b", "--from", str(file), "--seed", "9")
    assert second.step == 0
    for a, b in zip(first.model.parameters(), second.model.parameters()):
        assert torch.equal(a, b)
    second.train_step()
    assert not torch.equal(first.model.model.norm.weight, second.model.model.norm.weight)


def test_weights_that_do_not_fit_are_named(monkeypatch, shards, tmp_path):
    (tmp_path / "notes.txt").write_text("hello, world")
    first = trainer(monkeypatch, shards, tmp_path / "a")
    first.vocab_hash = "00ac"
    first.export("last")
    wrong = {"notes.txt": "export-safetensors", "none.safetensors": "none.safetensors", "a/last.safetensors": "vocabulary 00ac"}
    for name, said in wrong.items():
        with pytest.raises(DataError, match=said):
            trainer(monkeypatch, shards, tmp_path / "b", "--from", str(tmp_path / name))
    first.vocab_hash = "00ab"
    first.export("last")
    with pytest.raises(DataError, match="shape"):
        trainer(monkeypatch, shards, tmp_path / "b", "--from", str(tmp_path / "a/last.safetensors"), "--layers", "3")


def test_a_longer_run_climbs_back_from_where_it_ended_and_falls_again(monkeypatch, shards, tmp_path):
    flags = ["--warmup", "4", "--lr", "1e-2"]
    first = trainer(monkeypatch, shards, tmp_path / "out", *flags, "--hours", "1")
    assert [first.learning_rate(3600 * h) for h in (0, 0.7, 1)] == [1e-2 / 4, 1e-2 / 4, 0]  # steps 0
    first.step = 100
    assert [first.learning_rate(3600 * h) for h in (0.5, 0.7, 0.85, 1)] == pytest.approx([1e-2, 1e-2, 5e-3, 0])
    for optimizer in first.optimizers:
        optimizer.param_groups[0]["lr"] = first.learning_rate(3599.999)
    first.seconds = 3600.0
    first.save()
    with pytest.raises(DataError, match="--hours"):
        trainer(monkeypatch, shards, tmp_path / "out", *flags, "--hours", "1", "--resume")
    second = trainer(monkeypatch, shards, tmp_path / "out", *flags, "--hours", "2", "--resume")
    climb = []
    for second.step in range(100, 106):
        climb.append(second.learning_rate(3600))
    assert climb == pytest.approx([2.5e-3, 5e-3, 7.5e-3, 1e-2, 1e-2, 1e-2])
    assert [second.learning_rate(3600 * h) for h in (1.4, 1.7, 2)] == pytest.approx([1e-2, 5e-3, 0])


def test_a_resumed_run_never_replaces_the_best_weights_by_worse_ones(monkeypatch, shards, tmp_path):
    first = trainer(monkeypatch, shards, tmp_path / "out", "--hours", "1")
    first.seconds = 3599.0
    monkeypatch.setattr(first, "evaluate", lambda: {"band": 2.0})
    first.stopping = True
    first.run()
    best = (tmp_path / "out/best.safetensors").read_bytes()
    second = trainer(monkeypatch, shards, tmp_path / "out", "--hours", "2", "--resume")
    assert second.best == 2.0
    second.train_step()
    monkeypatch.setattr(second, "evaluate", lambda: {"band": 2.1})
    second.report()
    assert (tmp_path / "out/best.safetensors").read_bytes() == best
    monkeypatch.setattr(second, "evaluate", lambda: {"band": 1.9})
    second.report()
    assert (tmp_path / "out/best.safetensors").read_bytes() != best


def test_a_checkpoint_that_cannot_be_written_leaves_the_one_before(monkeypatch, shards, tmp_path):
    t = trainer(monkeypatch, shards, tmp_path / "out")
    t.train_step()
    t.save()
    before = (tmp_path / "out/checkpoint.pt").read_bytes()
    save = torch.save

    def disk_full(state, file):
        save({"half": 1}, file)
        raise OSError("no space left on device")

    monkeypatch.setattr(torch, "save", disk_full)
    t.train_step()
    with pytest.raises(OSError):
        t.save()
    assert (tmp_path / "out/checkpoint.pt").read_bytes() == before


def test_without_held_out_songs_the_last_weights_are_the_best(monkeypatch, shards, tmp_path):
    [file.unlink() for file in shards.glob("val-*.bin")]
    t = trainer(monkeypatch, shards, tmp_path / "out")
    t.train_step()
    t.report()
    assert (tmp_path / "out/best.safetensors").exists()


@pytest.mark.parametrize("optimizer", ["muon", "adamw"])
def test_training_learns_a_rising_line(monkeypatch, shards, tmp_path, optimizer):
    t = trainer(monkeypatch, shards, tmp_path / "out", "--optimizer", optimizer, "--batch", "1024", "--warmup", "5", "--lr", "1e-2")
    before = t.evaluate()
    for _ in range(40):
        t.train_step()
    after = t.evaluate()
    assert before.keys() == after.keys() == {"band", "styles"}
    assert all(before[g] > 3.9 and after[g] < 1.5 for g in after)


def two_processes(shards, out, *flags):
    """Runs until SIGTERM, which comes after ten steps; returns the checkpoint."""
    command = [sys.executable, HERE / "train.py", "--data", shards, "--out", out, *TINY, "--processes", "2", "--hours", "9", *flags]
    with subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, text=True) as run:
        assert "step" in run.stdout.readline()
        run.send_signal(signal.SIGTERM)
        assert run.wait(120) == 0
    return torch.load(out / "checkpoint.pt")


def test_two_processes_stop_on_sigterm_with_everything_written_and_go_on_where_they_were(monkeypatch, shards, tmp_path):
    out = tmp_path / "out"
    first = two_processes(shards, out)
    assert {"best.safetensors", "last.safetensors", "checkpoint.pt", "log.csv", "curve.png"} <= set(os.listdir(out))
    assert len(first["positions"]) == 2 and first["step"] >= 10
    second = two_processes(shards, out, "--resume")
    assert second["step"] >= first["step"] + 10 and second["tokens"] > first["tokens"] and second["seconds"] > first["seconds"]
    rows = list(csv.DictReader(open(out / "log.csv")))
    steps = [int(row["step"]) for row in rows if row["train"]]
    assert steps == list(range(10, second["step"] + 1, 10)), "no row is missing or twice"
    # Each rank has read as many batches as there were steps, none twice and none left out.
    for rank, position in enumerate(second["positions"]):
        stream = Stream(training(shards), 256, 1, rank, 2)
        for _ in range(second["step"] * round(8192 / (256 * 2))):
            next(stream)
        assert stream.position == position


def test_a_folder_without_shards_is_a_clear_error(tmp_path):
    with pytest.raises(DataError, match="meta.json"):
        read_meta(tmp_path)
    command = [sys.executable, HERE / "train.py", "--data", tmp_path, "--out", tmp_path, "--processes", "2"]
    run = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    errors = [line for line in run.stderr.splitlines() if line.startswith("error:")]
    assert run.returncode == 2 and len(errors) == 1 and "cargo xtask prepare" in errors[0], run.stderr


def test_held_out_batches_stop_at_the_asked_number_of_tokens(shards):
    for batches in held_out(shards, 1, 500).values():
        assert 300 < sum(int((ids > 0).sum()) + len(ids) for ids, _ in batches) <= 500
