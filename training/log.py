"""What a run tells: a progress line, log.csv and curve.png."""

import csv
import os
import sys
import time
from pathlib import Path

# Share of each held-out group in the loss by which the best weights are chosen; groups that are not there do not count.
CHOOSING = {"band": 0.4, "classical": 0.2, "drums": 0.1}


def human(losses):
    """The mean of the groups in CHOOSING by their share, or of all groups if none of those is there; 0 groups give infinity."""
    shares = {name: CHOOSING[name] for name in losses if name in CHOOSING} or dict.fromkeys(losses, 1.0)
    return sum(losses[name] * share for name, share in shares.items()) / sum(shares.values()) if shares else float("inf")


class Log:
    """Rank 0 alone has one."""

    EVERY = 10  # steps a row

    def __init__(self, folder: Path, groups, step):
        self.folder, self.groups = folder, groups
        self.fields = ["step", "seconds", "tokens", "lr", "train", *(f"val_{g}" for g in groups), "val_human"]
        self.rows = self.rows_up_to(step) if step else []
        self.recent, self.mark = [], None
        self.write()

    def rows_up_to(self, step):
        """A resumed run repeats the steps after its checkpoint, so their rows go."""
        try:
            with open(self.folder / "log.csv", newline="") as file:
                return [row for row in csv.DictReader(file) if int(row["step"]) <= step]
        except OSError:
            return []

    def write(self):
        with open(self.folder / "log.tmp", "w", newline="") as file:
            writer = csv.DictWriter(file, self.fields, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(self.rows)
        os.replace(self.folder / "log.tmp", self.folder / "log.csv")

    def add(self, row):
        self.rows.append(row)
        with open(self.folder / "log.csv", "a", newline="") as file:
            csv.DictWriter(file, self.fields).writerow(row)

    def trained(self, step, seconds, tokens, lr, loss, hours):
        self.recent.append(loss)
        now = time.monotonic()
        self.mark = self.mark or (now, tokens)
        if step % self.EVERY:
            return
        mean, self.recent = sum(self.recent) / len(self.recent), []
        speed = (tokens - self.mark[1]) / max(now - self.mark[0], 1e-9)
        self.mark = (now, tokens)
        self.add({"step": step, "seconds": round(seconds, 1), "tokens": tokens, "lr": f"{lr:.3g}", "train": round(mean, 4)})
        done = min(1.0, seconds / (hours * 3600))
        bar = "#" * int(done * 24)
        line = f"[{bar:-<24}] {done:6.1%} of {hours:g} h  step {step}  {tokens / 1e6:.2f} M tokens  {speed:,.0f}/s  loss {mean:.3f}"
        print(line, end="\r" if sys.stdout.isatty() else "\n", flush=True)

    def evaluated(self, step, seconds, tokens, losses):
        """Returns the loss by which the best weights are chosen."""
        chosen = human(losses)
        row = {"step": step, "seconds": round(seconds, 1), "tokens": tokens, "val_human": round(chosen, 4)}
        self.add(row | {f"val_{name}": round(loss, 4) for name, loss in losses.items()})
        words = "  ".join(f"{name} {loss:.3f}" for name, loss in (losses | {"human": chosen}).items())
        print(f"\nheld out at step {step}, {tokens / 1e6:.2f} M tokens: {words}", flush=True)
        self.draw()
        return chosen

    def draw(self):
        import matplotlib

        matplotlib.use("Agg")
        import matplotlib.pyplot as plt

        figure, axes = plt.subplots(figsize=(8, 5))
        for name in self.fields[4:]:
            points = [(int(r["tokens"]) / 1e6, float(r[name])) for r in self.rows if r.get(name) not in (None, "")]
            if points:
                bold = {"train": {"color": "0.7", "linewidth": 1}, "val_human": {"color": "black", "linewidth": 2}}
                axes.plot(*zip(*points), label=name.replace("val_", "held out: "), **bold.get(name, {"marker": ".", "linewidth": 1}))
        axes.set(xlabel="million tokens", ylabel="nats per token")
        axes.legend()
        axes.grid(alpha=0.3)
        figure.savefig(self.folder / "curve.png", dpi=110)
        plt.close(figure)
