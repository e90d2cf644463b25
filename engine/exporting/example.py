"""The scripts that go with exported models: they show all that is needed to use them.

Texts rather than modules, so that the packaged program, which holds no sources, can write them, too.
"""

from __future__ import annotations

EXAMPLE = '''\
"""What the model recommends after a history. Needs numpy and onnxruntime, nothing else.

    python example.py ID ID ID     ids of items as the log has them, oldest first
"""
import csv
import sys
from pathlib import Path

import numpy as np
import onnxruntime

HERE = Path(__file__).resolve().parent
SESSION = onnxruntime.InferenceSession(HERE / "recommend.onnx")
FIXED = {"noise": np.load(HERE / "noise.npy")} if (HERE / "noise.npy").exists() else {}
with (HERE / "items.tsv").open(encoding="utf-8", newline="") as file:
    ITEMS = list(csv.DictReader(file, delimiter="\\t"))
NUMBERS = {item["external_id"]: number for number, item in enumerate(ITEMS)}


def recommend(histories, k=20):
    """The numbers and scores [users, k] of the best items; histories are lists of item numbers."""
    length = np.array([len(each) for each in histories], dtype=np.int64)
    history = np.zeros((len(histories), max(1, length.max())), dtype=np.int64)
    for row, each in zip(history, histories):
        row[: len(each)] = each
    inputs = {"history": history, "length": length, "k": np.array([min(k, len(ITEMS))]), **FIXED}
    return SESSION.run(["items", "scores"], inputs)


if __name__ == "__main__":
    items, scores = recommend([[NUMBERS[item] for item in sys.argv[1:]]])
    for item, score in zip(items[0], scores[0]):
        if np.isfinite(score):  # -inf: nothing more may be recommended
            print(f"{score:.6f}", ITEMS[item]["external_id"], ITEMS[item]["title"], sep="\\t")
'''
"""Beside `recommend.onnx`, `items.tsv` and, for a model with a chain, `noise.npy`."""

TORCH_EXAMPLE = '''\
"""What the model recommends after a history. Needs torch (which brings numpy), nothing else.

    python example.py ID ID ID     ids of items as the log has them, oldest first
"""
import csv
import sys
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).resolve().parent
PROGRAM = torch.export.load(HERE / "recommend.pt2").module()
FIXED = [torch.from_numpy(np.load(path)) for path in HERE.glob("noise.npy")]
with (HERE / "items.tsv").open(encoding="utf-8", newline="") as file:
    ITEMS = list(csv.DictReader(file, delimiter="\\t"))
NUMBERS = {item["external_id"]: number for number, item in enumerate(ITEMS)}


def recommend(histories, k=20):
    """The numbers and scores [users, k] of the best items; histories are lists of item numbers."""
    length = torch.tensor([len(each) for each in histories])
    history = torch.zeros(len(histories), max(1, int(length.max())), dtype=torch.int64)
    for row, each in zip(history, histories):
        row[: len(each)] = torch.tensor(each, dtype=torch.int64)
    with torch.inference_mode():
        best = PROGRAM(history, length, *FIXED).topk(min(k, len(ITEMS)))
    return best.indices.numpy(), best.values.numpy()


if __name__ == "__main__":
    items, scores = recommend([[NUMBERS[item] for item in sys.argv[1:]]])
    for item, score in zip(items[0], scores[0]):
        if np.isfinite(score):  # -inf: nothing more may be recommended
            print(f"{score:.6f}", ITEMS[item]["external_id"], ITEMS[item]["title"], sep="\\t")
'''
"""Beside `recommend.pt2`, `items.tsv` and, for a model with a chain, `noise.npy`."""
