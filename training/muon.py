"""Muon: momentum whose update is made orthogonal, for the matrices inside the blocks.

Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024), with the Newton-Schulz coefficients given there; the scale
0.2 * sqrt(max(rows, columns)), which lets it share AdamW's learning rate and weight decay, is from Liu et al., "Muon is scalable for LLM
training" (2025). `torch.optim.Muon` computes in bf16, matrix by matrix, which takes as long as the rest of a step on a CPU without bf16
units; here matrices of one shape go through f32 together, and each rank takes its share of them.
"""

import torch
import torch.distributed as dist


def orthogonalize(g, steps=5):
    """(n, rows, columns) -> the same with all singular values near 1."""
    tall = g.shape[1] > g.shape[2]
    x = g.mT if tall else g
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        gram = x @ x.mT
        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
    return x.mT if tall else x


class Muon(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.95, weight_decay=0.1):
        params = sorted(params, key=lambda p: p.shape)
        shapes = sorted({p.shape for p in params})
        groups = [{"params": [p for p in params if p.shape == shape]} for shape in shapes]
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        ranks, rank = (dist.get_world_size(), dist.get_rank()) if dist.is_initialized() else (1, 0)
        for group in self.param_groups:
            params = group["params"]
            directions = torch.stack([self.direction(p, group["momentum"]) for p in params])  # (n, rows, columns)
            updates = torch.zeros_like(directions)
            updates[rank::ranks] = orthogonalize(directions[rank::ranks])
            if ranks > 1:
                dist.all_reduce(updates)
            scale = 0.2 * max(params[0].shape) ** 0.5
            for p, update in zip(params, updates):
                p.mul_(1 - group["lr"] * group["weight_decay"]).add_(update, alpha=-group["lr"] * scale)

    def direction(self, p, momentum):
        """Nesterov momentum."""
        state = self.state[p]
        if not state:
            state["momentum"] = torch.zeros_like(p)
        state["momentum"].lerp_(p.grad, 1 - momentum)
        return p.grad.lerp(state["momentum"], momentum)
