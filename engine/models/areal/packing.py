"""Right-padded histories laid out without their padding, and who stands near whom."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor
from torch.nn import functional as F


@dataclass(frozen=True)
class Packing:
    """N positions of B rows, time after time, and in each time the longest row first.

    On the CPU only real positions are kept: most histories are shorter than the longest, and all that the
    encoder computes is saved for the others. On a device all are kept, since to count the real ones the host
    would have to wait. An empty row keeps its first position in any case, so that every row has a last one.

    Attributes:
        whole: all positions are kept, in the order of the rows.
        source: where each position is in the rows laid end to end.
        sizes: rows that reach each time; they never grow.
        last: which of the N is the last real position of each row.
        near: the positions from `reach` before to `reach` after each; N where there is none. One row more
            than positions, for none itself.
    """

    whole: bool
    source: Int64[Tensor, "N"]
    sizes: list[int]
    last: Int64[Tensor, "B"]
    near: Int64[Tensor, "N+1 width"]

    @classmethod
    def of(cls, real: Bool[Tensor, "B L"], reach: int, *, whole: bool) -> Packing:
        """Where right-padded rows are real, with neighbours as far as `reach` to both sides."""
        return cls._all(real, reach) if whole else cls._real_ones(real, reach)

    @classmethod
    def _real_ones(cls, real: Bool[Tensor, "B L"], reach: int) -> Packing:
        rows, times = real.shape
        length = real.sum(1).clamp_min(1)
        order = length.argsort(descending=True, stable=True)
        time = torch.arange(times)[:, None]
        kept = time < length[order]
        sizes = [size for size in kept.sum(1).tolist() if size]
        source = (order * times + time)[kept]
        number = torch.full((rows, times + 2 * reach), len(source), device=real.device)
        inner = number[:, reach : reach + times]
        inner[source // times, source % times] = torch.arange(len(source), device=real.device)
        last = inner.gather(1, length[:, None] - 1)[:, 0]
        inner.masked_fill_(torch.arange(times, device=real.device) >= length[:, None], len(source))
        near = number.unfold(1, 2 * reach + 1, 1).flatten(0, 1)[source]
        return cls(False, source, sizes, last, F.pad(near, (0, 0, 0, 1), value=len(source)))

    @classmethod
    def _all(cls, real: Bool[Tensor, "B L"], reach: int) -> Packing:
        """Numbers alone, whatever the rows hold: time t of row r is t B + r. A program of it can be kept."""
        rows, times = real.shape
        length = real.sum(1).clamp_min(1)
        row, time = (torch.arange(count, device=real.device) for count in (rows, times))
        to = time[:, None, None] + torch.arange(-reach, reach + 1, device=real.device)
        is_there = (to >= 0) & (to < length[:, None])
        none = (0, 0, 0, 1)
        number = F.pad((to * rows + row[:, None]).flatten(0, 1), none)
        near = torch.where(F.pad(is_there.flatten(0, 1), none), number, rows * times)
        source = (row * times + time[:, None]).flatten()
        last = (length - 1) * rows + row
        return cls(True, source, [rows] * times, last, near)

    def pack(self, sequence: Float[Tensor, "B L d"]) -> Float[Tensor, "N d"]:
        """The vectors at the positions."""
        return sequence.flatten(0, 1).index_select(0, self.source)

    def unpack(self, packed: Float[Tensor, "N d"], real: Bool[Tensor, "B L"]) -> Float[Tensor, "B L d"]:
        """Back in rows, with zeros at the padding."""
        whole = packed.new_zeros(real.numel(), packed.shape[1]).index_copy(0, self.source, packed)
        return whole.view(*real.shape, -1).masked_fill(~real[..., None], 0.0)
