"""The script that goes with an exported ONNX model: it shows all that is needed to use it.

A text rather than a module, so that the packaged program, which holds no sources, can write it, too.
"""

from __future__ import annotations

NAME = "example.py"

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
    inputs = {"history": history, "length": length, "k": np.array([k]), **FIXED}
    return SESSION.run(["items", "scores"], inputs)


if __name__ == "__main__":
    items, scores = recommend([[NUMBERS[item] for item in sys.argv[1:]]])
    for item, score in zip(items[0], scores[0]):
        if np.isfinite(score):  # -inf: nothing more may be recommended
            print(f"{score:.6f}", ITEMS[item]["external_id"], ITEMS[item]["title"], sep="\\t")
'''
"""Beside `recommend.onnx`, `items.tsv` and, for a model with a chain, `noise.npy`."""
