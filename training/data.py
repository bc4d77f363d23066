"""Token shards in, batches out. What the tokens mean is nobody's business here: three ids and one bit are all it knows.

A shard is little-endian u16, sequences back to back, each from `start` to `end` (ids in meta.json). Bit 15 of a token says that it is
context: read, but not to be learned.
"""

import json
from pathlib import Path

import numpy as np
import torch

CONTEXT_BIT = 0x8000
IGNORED = -100


class DataError(Exception):
    """What is wrong with a folder of shards, in one line."""


def read_meta(folder: Path):
    try:
        return json.loads((folder / "meta.json").read_text())
    except (OSError, ValueError) as error:
        raise DataError(f"{folder}/meta.json: {error}; make shards with `cargo xtask prepare`") from None


class Sequences:
    """The sequences of some shard files, in file order; only their places are in memory."""

    def __init__(self, files, start_id: int):
        self.shards = [np.memmap(file, dtype="<u2", mode="r") for file in files if file.stat().st_size]
        places = []
        for number, shard in enumerate(self.shards):
            starts = np.flatnonzero((shard & ~np.uint16(CONTEXT_BIT)) == start_id)
            lengths = np.diff(np.append(starts, len(shard)))
            places.append(np.stack((np.full(len(starts), number), starts, lengths), axis=1))
        self.places = np.concatenate(places) if places else np.zeros((0, 3), dtype=np.int64)  # (n, shard start length)

    def __len__(self):
        return len(self.places)

    def lengths(self):
        return self.places[:, 2]

    def __getitem__(self, index):
        shard, start, length = self.places[index]
        return self.shards[shard][start : start + length]


def round_up(length: int, multiple: int = 32):
    return -(-length // multiple) * multiple


def cut(order, lengths, budget: int):
    """Cuts indices, sorted by length first, into batches of at most `budget` tokens, padding included (but never fewer than one)."""
    batches, batch = [], []
    for index in sorted(order, key=lambda i: lengths[i]):
        if batch and (len(batch) + 1) * round_up(lengths[index] - 1) > budget:
            batches.append(batch)
            batch = []
        batch.append(index)
    return batches + [batch] if batch else batches


def collate(sequences, batch):
    """Input ids and targets, both (B, T), padded on the right; targets that are context or padding are IGNORED.

    A batch of one gets a row of padding beside it, because torch.compile would compile anew for B = 1.
    """
    shape = max(2, len(batch)), round_up(max(int(sequences.lengths()[i]) for i in batch) - 1)
    ids = np.zeros(shape, dtype=np.int64)
    targets = np.full(shape, IGNORED, dtype=np.int64)
    for row, index in enumerate(batch):
        tokens = sequences[index].astype(np.int64)
        plain = tokens & ~CONTEXT_BIT
        ids[row, : len(tokens) - 1] = plain[:-1]
        targets[row, : len(tokens) - 1] = np.where(tokens[1:] & CONTEXT_BIT, IGNORED, plain[1:])
    return torch.from_numpy(ids), torch.from_numpy(targets)


class Stream:
    """Endless training batches of one rank; `position` says where it stands and can be set to come back there.

    Sequences are shuffled anew each epoch and dealt out to the ranks; a window of them is sorted by length and cut into batches, so
    that little is padding, and the batches of a window come in random order.
    """

    WINDOW = 512

    def __init__(self, sequences, budget: int, seed: int, rank: int = 0, ranks: int = 1):
        if len(sequences) < ranks:
            raise DataError(f"{len(sequences)} training sequences for {ranks} processes: too few")
        self.sequences, self.budget, self.seed, self.rank, self.ranks = sequences, budget, seed, rank, ranks
        self.position = {"epoch": 0, "window": 0, "batch": 0}
        self.loaded = None

    def batches(self):
        """The batches of the window at `position`."""
        epoch, window = self.position["epoch"], self.position["window"]
        if self.loaded != (epoch, window):
            order = np.random.default_rng((self.seed, epoch)).permutation(len(self.sequences))[self.rank :: self.ranks]
            part = order[window * self.WINDOW : (window + 1) * self.WINDOW]
            self.window = cut(part, self.sequences.lengths(), self.budget)
            np.random.default_rng((self.seed, epoch, window, self.rank)).shuffle(self.window)
            self.loaded = (epoch, window)
        return self.window

    def __next__(self):
        at = self.position
        while at["batch"] >= len(self.batches()):
            following = {"epoch": at["epoch"], "window": at["window"] + 1, "batch": 0}
            last = following["window"] * self.WINDOW * self.ranks >= len(self.sequences) - self.rank
            at = self.position = {"epoch": at["epoch"] + 1, "window": 0, "batch": 0} if last else following
        batch = self.batches()[at["batch"]]
        self.position = at | {"batch": at["batch"] + 1}
        return collate(self.sequences, batch)


def held_out(folder: Path, start_id: int, tokens: int):
    """The first sequences of each val-<group>.bin, `tokens` tokens or fewer of each: {group: [batch ...]}."""
    groups = {}
    for file in sorted(folder.glob("val-*.bin")):
        sequences = Sequences([file], start_id)
        enough = int(np.searchsorted(np.cumsum(sequences.lengths()), tokens, side="right"))
        if enough:
            groups[file.stem.removeprefix("val-")] = [
                collate(sequences, batch) for batch in cut(range(enough), sequences.lengths(), 4096)
            ]
    return groups
