"""The grammar is a contract with scripts: verbs, options, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.parser import build_parser, parse

ACCEPTED = [
    "import a.csv",
    "import a.csv b.csv --name N --user 1 --item 2 --time t --order o --value v",
    "import a.csv --split-column s --items i.csv",
    "import a.csv --json",
    "datasets",
    "datasets --json",
    "train 1",
    "train D --preset quick --model areal --set training.epochs=1 --set data.split=by_time",
    "train D --seed 3 --device cpu",
    "train D --json",
    "resume 1",
    "resume R --json",
    "runs",
    "runs --json",
    "evaluate 1",
    "evaluate 1 --split val --json",
    "recommend 1 --user u",
    "recommend 1 --all --out x.csv --top 5 --json",
    "trajectory 1 --user u",
    "trajectory 1 --user u --out x.npz --json",
    "export 1 --out d",
    "export 1 --out d --format bundle",
]

REFUSED = [
    "",
    "learn",
    "import",
    "train",
    "resume",
    "evaluate 1 --split train",
    "recommend 1",
    "recommend 1 --user u --all",
    "recommend 1 --user u --top 0",
    "recommend 1 --user u --top many",
    "trajectory 1",
    "export 1",
    "export 1 --out d --format zip",
    "datasets --jso",
]


@pytest.mark.parametrize("line", ACCEPTED)
def test_accepts_the_documented_command_line(line: str) -> None:
    arguments = build_parser().parse_args(["--workspace", "w", *line.split()])

    assert arguments.workspace == Path("w")
    assert arguments.json is ("--json" in line)


@pytest.mark.parametrize("line", REFUSED)
def test_refuses_with_exit_code_2(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(line.split())

    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_settings_are_collected_in_order() -> None:
    arguments = build_parser().parse_args(["train", "1", "--set", "a=1", "--set", "b=2"])

    assert arguments.settings == ["a=1", "b=2"]


def test_an_id_may_be_a_negative_number() -> None:
    assert build_parser().parse_args(["recommend", "1", "--user", "-5"]).user == "-5"


@pytest.mark.parametrize(
    "line", [["train", "b\udcff"], ["import", "b\udcff.csv"], ["import", "a", "--name", "\udcff"]]
)
def test_bytes_that_are_no_text_are_wrong_usage(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(line)

    assert ended.value.code == 2
    assert "not UTF-8" in capsys.readouterr().err
