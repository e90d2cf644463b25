"""What `import` says about a log that it takes."""

from __future__ import annotations

from pathlib import Path

from tests.engine.cli.calling import areal

ROWS = "".join(f"u{at % 5},i{at % 7},2014-05-13 16:{at % 60:02d}:00\n" for at in range(50))


def test_what_the_options_answer_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(f"user,item,when\n{ROWS}")
    plain = areal(tmp_path / "w", "import", tmp_path / "log.csv")
    assert "they are taken as UTC" in plain.err
    zoned = areal(tmp_path / "w", "import", tmp_path / "log.csv", "--time-zone", "Europe/Berlin")
    assert zoned.code == 0
    assert "UTC" not in zoned.err


def test_a_named_order_is_not_missed(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("user,item,at\nu,a,3\nu,b,2\nv,a,1\n")
    plain = areal(tmp_path / "w", "import", tmp_path / "log.csv")
    assert "the order of the lines" in plain.err
    ordered = areal(tmp_path / "w", "import", tmp_path / "log.csv", "--order", "at")
    assert ordered.code == 0
    assert "the order of the lines" not in ordered.err
