"""One HTML file that needs nothing else, and in which no text of a log is HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from engine.exporting.user_report import ReportTable, Section, report, save_report

PNG = b"\x89PNG\r\n\x1a\n0"


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.sources: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.sources += [value or "" for name, value in attrs if name in ("src", "href")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_a_report_holds_its_texts_tables_and_pictures() -> None:
    table = ReportTable(("#", "Item"), [("1", "Heat"), ("2", "Juno")], frozenset({0}), (1, [1.0, 0.25]))
    page = Page(report("User 7", "3 events", [Section("Top 2", ["Because."], table, [("Map", PNG)])]))
    assert {"User 7", "3 events", "Top 2", "Because.", "Heat", "Juno", "Map"} <= set(page.words)
    assert page.tags.count("tr") == 3
    assert page.tags.count("img") == 1
    assert all(source.startswith("data:image/png;base64,") for source in page.sources)


def test_bars_begin_one_below_the_other_and_what_is_muted_steps_back() -> None:
    rows = [("1", "Heat", "9%"), ("2", "Juno", "3%"), ("", "Tron", "")]
    table = ReportTable(
        ("#", "Item", "P"), rows, frozenset({0, 2}), (2, [1.0, 0.25, 0.0]), fitted=True, muted=frozenset({2})
    )
    text = report("User 7", "", [Section("Top 2", (), table)])
    # Each bar stands at the left of a track of one width.
    assert text.count('<td class=n><span class="track"><span class="bar" style="width:') == 3
    assert "<table class=fitted>" in text
    assert text.count("<tr class=muted>") == 1
    assert text.index("<tr class=muted>") < text.index("Tron")


def test_a_text_of_the_log_stays_a_text() -> None:
    nasty = '<script>alert("x")</script>'
    page = Page(report(nasty, nasty, [Section(nasty, [nasty], ReportTable((nasty,), [(nasty,)]))]))
    assert "script" not in page.tags
    assert page.words.count(nasty) == 7


def test_it_is_written_whole(tmp_path: Path) -> None:
    save_report(tmp_path / "user.html", "User 7", "", [])
    assert (tmp_path / "user.html").read_text("utf-8").endswith("</html>\n")
    assert [entry.name for entry in tmp_path.iterdir()] == ["user.html"]
