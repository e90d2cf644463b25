"""Charts as SVG: everything within its frame, every name a text, nothing drawn of nothing."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exporting.svg_charts import HEIGHT, WIDTH, Curve, Estimate, curves, estimates, standalone


def plain(value: float) -> str:
    return f"{value:.3g}"


def places(svg: str) -> list[tuple[float, float]]:
    drawn = re.findall(r'class="line s\d" d="M([^"]*)"', svg)
    return [tuple(map(float, pair.split())) for path in drawn for pair in path.split("L")]  # type: ignore[misc]


numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(st.lists(numbers, min_size=1, max_size=30))
def test_every_point_lies_within_the_frame(values: list[float]) -> None:
    svg = curves("c", [Curve("a", list(enumerate(values, 1)))], plain)
    ElementTree.fromstring(svg)
    found = places(svg)
    assert len(found) == len(values)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in found)


def test_higher_values_are_drawn_higher() -> None:
    (_, low), (_, high) = places(curves("c", [Curve("a", [(1, 0.1), (2, 0.9)])], plain))
    assert high < low


def test_what_is_no_number_is_left_out() -> None:
    nan = float("nan")
    assert len(places(curves("c", [Curve("a", [(1, 1.0), (2, nan), (3, 2.0)])], plain))) == 2
    assert curves("c", [Curve("a", [(1, nan)])], plain) == ""


def test_nothing_is_drawn_of_nothing() -> None:
    assert curves("c", [], plain) == ""
    assert curves("c", [Curve("level alone", level=1.0)], plain) == ""
    assert estimates("e", [], plain) == ""


def test_names_are_texts_and_do_not_lie_on_each_other() -> None:
    lines = [Curve(f"<b>{n}</b>", [(1, 1.0), (2, 1.0)]) for n in range(5)]
    svg = curves("<title>", lines, plain)
    root = ElementTree.fromstring(svg)
    named = [text for text in root.iter("{http://www.w3.org/2000/svg}text") if text.get("class") == "name"]
    heights = [float(text.get("y", "0")) for text in named]
    assert sorted(text.text or "" for text in named) == [f"<b>{n}</b>" for n in range(5)]
    assert min(b - a for a, b in itertools.pairwise(heights)) >= 12


@pytest.mark.parametrize("value", [0.0, 0.3, 55.0])
def test_an_estimate_stands_with_its_interval(value: float) -> None:
    rows = [Estimate("own", value, value - 0.1, value + 0.1, own=True), Estimate("other", value)]
    svg = estimates("e", rows, plain)
    root = ElementTree.fromstring(svg)
    assert svg.count('class="interval') == 1
    assert len(list(root.iter("{http://www.w3.org/2000/svg}circle"))) == 2


def test_a_chart_of_its_own_brings_its_colours() -> None:
    alone = standalone(curves("c", [Curve("a", [(1, 1.0), (2, 3.0)])], plain))
    root = ElementTree.fromstring(alone.split("\n", 1)[1])
    style = root.find("{http://www.w3.org/2000/svg}style")
    assert style is not None
    assert "--s0: #4b57d6" in (style.text or "")
