"""Wrong usage is exit code 2, and the right name is near at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.cli.calling import areal

REFUSALS = [
    (["train", "shop", "--set", "training.epoch=3"], "training.epochs"),
    (["train", "shop", "--set", "training.epochs=0"], "1 to 10"),
    (["train", "shop", "--set", "training.epochs"], "path.to.field=value"),
    (["train", "shop", "--preset", "recomended"], "recommended"),
    (["train", "shop", "--model", "arael"], "areal"),
    (["train", "shop", "--seed", "one"], "seed"),
    (["train", "shop", "--device", "gpu"], "cuda"),
    (["train", "shop", "--set", "data.split=column"], "split column"),
    (["train", "shopp"], "shop"),
    (["evaluate", "shop, quic"], "shop"),
    (["evaluate", "7"], "run"),
    (["recommend", "1", "--user", "s0033"], "s003"),
    (["recommend", "1", "--all", "--out", "a.xlsx"], ".csv"),
    (["recommend", "1", "--all"], "--out"),
    (["recommend", "1", "--user", "s003", "--out", "a.csv"], "--all"),
    (["trajectory", "1", "--user", "s003", "--out", "a.npy"], ".npz"),
    (["export", "2", "--out", "models"], "run"),
]


@pytest.mark.parametrize(("words", "advice"), REFUSALS, ids=[" ".join(words) for words, _ in REFUSALS])
def test_a_refusal_names_what_would_do(words: list[str], advice: str, trained: Path) -> None:
    before = areal(trained, "runs", "--json").result

    refused = areal(trained, *words)

    assert refused.code == 2, refused.err
    assert refused.out == ""
    assert advice in refused.err
    assert areal(trained, "runs", "--json").result == before
