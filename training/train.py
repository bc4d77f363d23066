"""Trains the model on token shards: `python training/train.py --data SHARDS --out DIR --hours 1.5`.

Without torchrun it starts one process a core (or GPU) of this machine; with `torchrun` on many machines it is the same run, larger. On CPUs,
processes that meet once a step bear a busy machine far better than threads that meet in every matrix product.

Writes to DIR: best.safetensors (lowest held-out loss), last.safetensors, log.csv, curve.png and checkpoint.pt. SIGTERM or Ctrl-C ends it
after the current step with all of them written; --resume goes on from checkpoint.pt exactly.

A run that has ended can be made longer: --resume with more --hours, which count from the very start over all sittings. The learning rate
climbs from where the checkpoint left it (0, at the end of a run) back to what the new hours say, in --warmup steps, and falls again in the
last part of the new hours. Nothing of the first fall is thrown away: going on from the weights after it does no worse than going back to
those before it (Wen et al., "Understanding warmup-stable-decay learning rates", 2024). Until the second fall the held-out loss is higher
than at the end of the first; best.safetensors stays as it was until it is beaten.

--from begins with weights that are there in place of random ones: to go on from those that ship, or to have them learn music of your own.
"""

import argparse
import contextlib
import math
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

# Fresh buffers of every step would otherwise be mapped and faulted in anew. Read by the allocator when a process starts: see main.
MALLOC = {"MALLOC_MMAP_THRESHOLD_": "1073741824", "MALLOC_TRIM_THRESHOLD_": "8294967296", "OMP_NUM_THREADS": "1"}

import torch
import torch.distributed as dist
from safetensors import SafetensorError
from torch.nn.parallel import DistributedDataParallel

from data import DataError, Sequences, Stream, held_out, read_meta
from log import Log
from model import Config, Llama, export, read
from muon import Muon


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--data", type=Path, required=True, metavar="DIR", help="shards made by `cargo xtask prepare`")
    add("--out", type=Path, required=True, metavar="DIR")
    add("--hours", type=float, default=1.5, help="of wall clock over all sittings, learning-rate decay included")
    add("--resume", action="store_true", help="go on from DIR/checkpoint.pt; with more --hours than before, for longer")
    add("--from", type=Path, dest="origin", metavar="FILE", help="begin with these weights (.safetensors) in place of random ones")
    add("--seed", type=int, default=1)
    for name in ("width", "layers", "heads", "kv-heads", "ff"):
        add(f"--{name}", type=int, default=getattr(Config, name.replace("-", "_")))
    add("--batch", type=int, default=8192, help="tokens a step, over all processes")
    add("--micro", type=int, default=4096, help="most tokens that go through the model at once")
    add("--optimizer", choices=("muon", "adamw"), default="muon", help="for the matrices inside the blocks")
    add("--lr", type=float, default=4e-3)
    add("--weight-decay", type=float, default=0.1)
    add("--warmup", type=int, default=50, help="steps from the start, and after --resume to a learning rate that is higher than before")
    add("--decay", type=float, default=0.3, help="last part of the hours, in which the learning rate falls to 0")
    add("--eval-minutes", type=float, default=10.0)
    add("--eval-tokens", type=int, default=32768, help="of each held-out group")
    add("--save-minutes", type=float, default=8.0)
    add("--processes", type=int, default=None, help="on this machine, without torchrun; default: one a core or GPU")
    add("--compile", action=argparse.BooleanOptionalAction, default=True)
    add("--nice", type=int, default=19, help="priority: 0 is normal, 19 yields to all other work")
    return parser.parse_args()


def spawn(processes):
    """Makes this process rank 0 of a local group and starts the others; returns them."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    group = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(port), "WORLD_SIZE": str(processes)}
    os.environ.update(group, RANK="0", LOCAL_RANK="0")
    return [
        subprocess.Popen([sys.executable, *sys.argv], env=os.environ | {"RANK": str(rank), "LOCAL_RANK": str(rank)})
        for rank in range(1, processes)
    ]


def optimizers(model, args):
    """Muon or AdamW for matrices of the blocks; AdamW without weight decay for embeddings and norms."""
    blocks = [p for p in model.model.layers.parameters() if p.ndim == 2]
    inside = {id(p) for p in blocks}
    rest = {"params": [p for p in model.parameters() if id(p) not in inside], "weight_decay": 0.0}
    adamw = {"lr": args.lr, "betas": (0.9, 0.95), "weight_decay": args.weight_decay, "fused": True}
    if args.optimizer == "adamw":
        return [torch.optim.AdamW([rest, {"params": blocks}], **adamw)]
    return [torch.optim.AdamW([rest], **adamw), Muon(blocks, args.lr, weight_decay=args.weight_decay)]


class Trainer:
    def __init__(self, args, rank, ranks, device):
        self.args, self.rank, self.ranks, self.device = args, rank, ranks, device
        meta = read_meta(args.data)
        self.vocab_hash = meta["vocab_hash"]
        shards = sorted(args.data.glob("train-*.bin"))
        self.stream = Stream(Sequences(shards, meta["start"]), args.micro, args.seed, rank, ranks)
        self.held_out = held_out(args.data, meta["start"], args.eval_tokens)
        torch.manual_seed(args.seed)  # the same first weights on every rank; nothing after this draws from torch's generator
        self.model = Llama(Config(meta["padded_vocabulary"], args.width, args.layers, args.heads, args.kv_heads, args.ff, meta["context"]))
        self.model.to(device)
        self.optimizers = optimizers(self.model, args)
        self.step, self.tokens, self.seconds, self.best = 0, 0, 0.0, math.inf
        self.asked_to_stop = False  # this rank, by a signal, at any moment
        self.stopping = False  # all ranks, agreed upon once a step: one that left alone would wait for the others for ever
        self.climb = 0  # the step at which the learning rate climbs, or would have climbed, from 0
        if args.resume:
            self.load()
        elif args.origin:
            self.begin_with(args.origin)
        if args.compile:
            torch._dynamo.config.optimize_ddp = False  # one graph, not one a gradient bucket: compiling takes a minute each
            self.model.compile(dynamic=True)
        self.parallel = DistributedDataParallel(self.model, gradient_as_bucket_view=True) if ranks > 1 else self.model
        self.log = Log(args.out, list(self.held_out), self.step) if rank == 0 else None

    def autocast(self):
        """bf16 where there are units for it: on the CPUs we know it is slower than f32."""
        return torch.autocast("cuda", torch.bfloat16) if self.device.type == "cuda" else contextlib.nullcontext()

    def agree(self, *values):
        """Sums of the values over all ranks."""
        total = torch.tensor(values, dtype=torch.float64, device=self.device)
        if self.ranks > 1:
            dist.all_reduce(total)
        return total.tolist()

    def learning_rate(self, seconds):
        """Up by steps, a plateau, then down to 0 by the clock, so that a noisy machine still ends in time."""
        left = 1 - seconds / (self.args.hours * 3600)
        return self.args.lr * min(1, (self.step - self.climb + 1) / self.args.warmup, max(0, left) / self.args.decay)

    def train_step(self):
        """One step over `batch` tokens; returns the mean loss in nats, the same on every rank."""
        parts = max(1, round(self.args.batch / (self.args.micro * self.ranks)))
        batches = [next(self.stream) for _ in range(parts)]
        mine = sum(int((targets >= 0).sum()) for _, targets in batches)
        read = sum(int((ids > 0).sum()) for ids, _ in batches)
        learned, read, stopping, seconds = self.agree(mine, read, self.asked_to_stop, self.seconds if self.rank == 0 else 0.0)
        self.stopping, self.tokens = stopping > 0, self.tokens + int(read)
        lr, total = self.learning_rate(seconds), 0.0
        for number, (ids, targets) in enumerate(batches):
            last = number == parts - 1
            with contextlib.nullcontext() if last or self.ranks == 1 else self.parallel.no_sync():
                with self.autocast():
                    loss = self.parallel(ids.to(self.device), targets.to(self.device))
                (loss * self.ranks / max(1, learned)).backward()  # ranks: DistributedDataParallel takes the mean over them
            total += loss.item()
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = lr
            optimizer.step()
            optimizer.zero_grad()
        self.step += 1
        return self.agree(total)[0] / max(1, learned), lr

    @torch.no_grad()
    def evaluate(self):
        """Mean loss in nats of each held-out group, the same on every rank."""
        losses = {}
        for name, batches in self.held_out.items():
            total, count = 0.0, 0
            for ids, targets in batches[self.rank :: self.ranks]:
                with self.autocast():
                    # .forward is the plain one: a second graph, without gradients, is not worth compiling
                    total += self.model.forward(ids.to(self.device), targets.to(self.device)).item()
                count += int((targets >= 0).sum())
            total, count = self.agree(total, count)
            losses[name] = total / max(1, count)
        return losses

    def save(self):
        """checkpoint.pt, whole or not at all, and last.safetensors."""
        positions = [self.stream.position]
        if self.ranks > 1:
            positions = [None] * self.ranks
            dist.all_gather_object(positions, self.stream.position)
        if self.rank:
            return
        state = {
            "model": self.model.state_dict(), "optimizers": [o.state_dict() for o in self.optimizers], "positions": positions,
            "step": self.step, "tokens": self.tokens, "seconds": self.seconds, "best": self.best, "vocab_hash": self.vocab_hash,
        }
        partial = self.args.out / "checkpoint.tmp"
        with open(partial, "wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())  # or the new name could be on the disk before what it names
        os.replace(partial, self.args.out / "checkpoint.pt")
        self.export("last")

    def begin_with(self, file):
        try:
            weights, vocab_hash = read(file)
        except (OSError, SafetensorError) as error:
            raise DataError(f"{file}: {error}; give weights as `export-safetensors` writes them") from None
        if vocab_hash != self.vocab_hash:
            raise DataError(f"{file} is of vocabulary {vocab_hash}, {self.args.data} of {self.vocab_hash}")
        try:
            self.model.load_state_dict(weights)
        except RuntimeError as error:
            raise DataError(f"{file} is of another shape than the flags say: {error}") from None

    def load(self):
        file = self.args.out / "checkpoint.pt"
        if not file.exists():
            raise DataError(f"{file} is not there: start without --resume")
        state = torch.load(file, map_location=self.device)
        if state["vocab_hash"] != self.vocab_hash:
            raise DataError(f"{file} is of vocabulary {state['vocab_hash']}, {self.args.data} of {self.vocab_hash}")
        try:
            self.model.load_state_dict(state["model"])
            for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
                optimizer.load_state_dict(saved)
        except (RuntimeError, ValueError) as error:
            raise DataError(f"{file} is of another shape or optimizer than the flags say: {error}") from None
        self.step, self.tokens, self.seconds, self.best = (state[k] for k in ("step", "tokens", "seconds", "best"))
        reached = self.optimizers[0].param_groups[0]["lr"] / self.args.lr
        self.climb = self.step - round(reached * self.args.warmup)
        if self.seconds >= self.args.hours * 3600:
            raise DataError(f"the run in {self.args.out} has had its {self.args.hours:g} hours; give more with --hours to go on")
        positions = state["positions"]  # with another number of ranks the streams differ: then each goes on at the first's window
        same = len(positions) == self.ranks
        self.stream.position = positions[self.rank] if same else positions[0] | {"batch": 0}

    def export(self, name):
        export(self.model.state_dict(), self.model.config, self.vocab_hash, self.args.out / f"{name}.safetensors")

    def report(self):
        """Evaluates, logs, and keeps the weights if they are the best so far (or if nothing is held out to tell)."""
        losses = self.evaluate()
        if self.rank == 0:
            held_out = self.log.evaluated(self.step, self.seconds, self.tokens, losses)
            if held_out < self.best or not losses:
                self.best = held_out
                self.export("best")

    def run(self):
        began = time.monotonic() - self.seconds
        saved = evaluated = self.seconds
        while not self.stopping and self.seconds < self.args.hours * 3600:
            self.seconds = self.agree(time.monotonic() - began if self.rank == 0 else 0.0)[0]
            loss, lr = self.train_step()
            if self.rank == 0:
                self.log.trained(self.step, self.seconds, self.tokens, lr, loss, self.args.hours)
            if self.seconds - evaluated > self.args.eval_minutes * 60:
                saved = evaluated = self.seconds
                self.report()
                self.save()  # with the new best loss: a resumed run must not overwrite the best weights with worse ones
            elif self.seconds - saved > self.args.save_minutes * 60:
                saved = self.seconds
                self.save()
        self.save()  # at once, for who stopped it may not wait for the evaluation
        self.report()
        self.save()

    def stop(self, *_):
        self.asked_to_stop = True


def train(args):
    ranks, rank, local = (int(os.environ.get(k, d)) for k, d in (("WORLD_SIZE", 1), ("RANK", 0), ("LOCAL_RANK", 0)))
    cuda = torch.cuda.is_available()
    device = torch.device("cuda", local) if cuda else torch.device("cpu")
    if cuda:
        torch.cuda.set_device(device)
    if ranks > 1:
        dist.init_process_group("nccl" if cuda else "gloo")
    args.out.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(args, rank, ranks, device)
    signal.signal(signal.SIGTERM, trainer.stop)
    signal.signal(signal.SIGINT, trainer.stop)
    trainer.run()
    if ranks > 1:
        dist.barrier()  # rank 0 writes last: one that tore the group down meanwhile could abort
        dist.destroy_process_group()


def main():
    args = arguments()
    if not MALLOC.keys() <= os.environ.keys():
        os.execve(sys.executable, [sys.executable, *sys.argv], MALLOC | os.environ)
    os.nice(max(0, args.nice - os.nice(0)))
    processes = args.processes or torch.cuda.device_count() or len(os.sched_getaffinity(0))
    others = spawn(processes) if "RANK" not in os.environ and processes > 1 else []
    try:
        train(args)
    except DataError as error:
        if os.environ.get("RANK", "0") == "0":  # the others found the same
            print(f"error: {error}", file=sys.stderr)
        sys.exit(2)
    finally:
        for other in others:
            try:
                other.wait(60)
            except subprocess.TimeoutExpired:
                other.kill()


if __name__ == "__main__":
    main()
