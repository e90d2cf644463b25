"""Table 2 as it is shown and saved: what each column says, and the quotation apart."""

from __future__ import annotations

import csv
import html
import io
import re
import statistics
from dataclasses import replace
from pathlib import Path

import pytest

from engine.errors import BadSetting
from engine.events import CancelToken
from engine.store.studies import StudyRow, get_study
from engine.studies.quotations import TABLE2
from engine.studies.results import Figure, ResultRow, StudyResult
from engine.studies.table2.differences import Against
from engine.studies.table2.export import as_csv, as_html, as_latex, save_table2
from engine.studies.table2.notes import notes
from engine.studies.table2.table import QUOTED, Line, Table2, _quoted_for, assemble, columns, lines_of
from engine.workspace import Workspace
from tests.engine.studies.table2.conftest import CASER, GRU, small_plan


@pytest.fixture(scope="module")
def table(finished: Workspace) -> Table2:
    working = assemble(finished, 1, CancelToken())
    while True:
        try:
            next(working)
        except StopIteration as end:
            found: Table2 = end.value
            return found


def text(line: Line, head: str) -> str:
    return next(column.text(line) for column in columns() if column.head == head)


def line_of(table: Table2, label: str) -> Line:
    return next(line for line in table.lines if line.label == label)


def test_a_line_has_mean_choice_seeds_cost_and_what_the_paper_says(table: Table2) -> None:
    line = line_of(table, CASER)
    assert text(line, "Chosen on validation") == "learning rate 0.02"
    assert text(line, "Seeds") == "2"
    assert text(line, "NDCG@20, %") == f"{100 * line.figures['ndcg@20'].mean:.2f}"
    assert float(text(line, "Parameters").replace(",", "")) > 1000
    assert float(text(line, "Samples/s").replace(",", "")) > 0
    assert text(line, "YooChoose HR") == "4.06 ± 0.12"
    assert line.quoted is TABLE2["caser"]


def test_exactly_the_best_line_is_called_best(table: Table2) -> None:
    best = [line.label for line in table.lines if text(line, "NDCG@20, p") == "best"]
    assert len(best) == 1
    assert best[0] in (GRU, CASER)


def test_reference_rows_have_figures_and_no_cost_of_training(table: Table2) -> None:
    line = line_of(table, "item-knn")
    assert text(line, "NDCG@20, %")
    assert text(line, "NDCG@20, p")
    assert text(line, "Training, s") == text(line, "Seeds") == text(line, "YooChoose HR") == ""


def test_every_line_tells_of_groups_of_examples(table: Table2) -> None:
    assert {"all", "with-history", "empty-history"} <= set(table.groups)
    for line in table.lines:
        assert line.groups["all"] == pytest.approx(line.figures["ndcg@20"].mean)


def test_the_notes_tell_grid_seeds_and_policy(table: Table2) -> None:
    said = " ".join(notes(table))
    assert "the same 2 configurations (learning rate 0.0001, 0.02)" in said
    assert "with seed 2." in said
    assert "with seeds 0, 1" in said
    assert "may be recommended" in said
    assert "Holm" in said


def test_a_reference_row_that_is_ahead_of_every_model_says_so(finished: Workspace) -> None:
    plan = small_plan()
    study = get_study(finished.store, 1)
    line = Line("markov", is_reference=True, against={"ndcg@20": Against(-0.1, -0.2, -0.05, 0.0012)})
    assert text(line, "HR@20, p") == ""
    assert text(line, "NDCG@20, p") == "ahead, 0.001"
    assert "Ahead on test NDCG@20 of the row that is best on validation: Markov." in notes(
        Table2(StudyResult(study, plan, (), {}, True), (line,))
    )


def test_simple_methods_come_first_and_the_quotation_beside_what_is_as_published(table: Table2) -> None:
    references = [line.label for line in table.lines if line.is_reference]
    assert references == ["random", "popularity", "repeat-last", "markov", "item-knn", "v-sknn"]
    plan = small_plan("caser")
    (only,) = plan.entries
    both = plan.model_copy(
        update={"entries": (only, only.model_copy(update={"label": "as published", "preset": "published"}))}
    )
    assert _quoted_for(plan, CASER) is TABLE2["caser"]
    assert _quoted_for(both, CASER) is None
    assert _quoted_for(both, "as published") is TABLE2["caser"]


def rows_of(text: str, level: str) -> list[dict[str, str]]:
    return [row for row in csv.DictReader(io.StringIO(text)) if row["level"] == level]


def test_the_csv_has_plain_numbers_and_says_which_columns_are_quoted(table: Table2) -> None:
    text = as_csv([table, table])
    heads = next(csv.reader(io.StringIO(text)))
    assert len(set(heads)) == len(heads)
    assert {len(row) for row in csv.reader(io.StringIO(text))} == {len(heads)}
    rows, references = rows_of(text, "row"), rows_of(text, "reference")
    assert [row["row"] for row in rows] == [line.label for line in table.lines if not line.is_reference] * 2
    first, line = next(row for row in rows if row["row"] == GRU), line_of(table, GRU)
    assert (first["data set"], first["seeds"]) == ("tiny", "2")
    assert first["name in scripts"] == "gru4rec"
    assert first["chosen"].startswith("learning rate 0.")
    assert first["chosen, for --set"].startswith("training.learning_rate=0.")
    assert float(first["ndcg@20 %"]) == pytest.approx(100 * line.figures["ndcg@20"].mean, abs=1e-4)
    assert float(first["ndcg@20 % low"]) <= float(first["ndcg@20 %"]) <= float(first["ndcg@20 % high"])
    assert float(first["parameters"]) == line.figures["parameters"].mean
    assert first["quoted, not measured here: KuaiRec NDCG@20 %"] == "0.67"
    assert first["quoted, not measured here: KuaiRec NDCG@20 % ±"] == "0.03"
    assert float(first["ndcg@20 %, with-history"]) == pytest.approx(
        100 * line.groups["with-history"], abs=1e-4
    )
    reference = next(row for row in references if row["row"] == "Item-kNN")
    assert (reference["name in scripts"], reference["seeds"], reference["parameters"]) == ("item-knn", "", "")
    assert float(reference["ndcg@20 p"]) <= float(reference["ndcg@20 p, Holm"]) <= 1


def test_means_intervals_and_adjusted_p_follow_from_the_rest_of_the_csv(table: Table2) -> None:
    text = as_csv([table])
    t_of_two_seeds = 12.7062  # two-sided 95% of Student's t with one degree of freedom
    for row in rows_of(text, "row"):
        seeds = [each for each in rows_of(text, "seed") if each["row"] == row["row"]]
        assert [each["seed"] for each in seeds] == ["0", "1"]
        for metric in ("hr@20", "ndcg@20"):
            values = [float(each[f"{metric} %"]) for each in seeds]
            mean, reach = statistics.fmean(values), t_of_two_seeds * statistics.stdev(values) / 2**0.5
            assert float(row[f"{metric} %"]) == pytest.approx(mean, abs=2e-4)
            assert float(row[f"{metric} % low"]) == pytest.approx(max(0.0, mean - reach), abs=2e-3)
            assert float(row[f"{metric} % high"]) == pytest.approx(min(100.0, mean + reach), abs=2e-3)
    for metric in ("hr@20", "ndcg@20"):
        compared = [row for row in (*rows_of(text, "row"), *rows_of(text, "reference")) if row[f"{metric} p"]]
        assert len(compared) == len(table.lines) - 1
        ordered = sorted((float(row[f"{metric} p"]), float(row[f"{metric} p, Holm"])) for row in compared)
        before = 0.0
        for place, (raw, adjusted) in enumerate(ordered):
            before = max(before, min(1.0, raw * (len(ordered) - place)))
            assert adjusted == pytest.approx(before)


def test_notes_licences_and_the_quotation_stand_in_every_format(table: Table2) -> None:
    notes = [row["row"] for row in rows_of(as_csv([table]), "note")]
    for text in ("\n".join(notes), html.unescape(as_html([table])), as_latex([table])):
        assert "Source: " in text
        assert "Licence: " in text
        assert "Holm" in text
        assert "divided by its own score" in text
        assert "published for Zhihu" in text


def test_a_study_under_way_is_called_partial(table: Table2) -> None:
    lines = tuple(replace(line, of=line.seeds + (line.label == GRU)) for line in table.lines)
    partial = replace(table, lines=lines)
    assert not any(text.startswith("Partial") for text in notes(table))
    assert notes(partial)[0].startswith("Partial: 1 of 2 rows")
    assert line_of(partial, GRU).is_partial
    assert not line_of(partial, CASER).is_partial
    assert set(partial.highest.values()) == {CASER}


def test_a_reference_row_has_its_validation_too(table: Table2) -> None:
    markov = next(row for row in rows_of(as_csv([table]), "reference") if row["row"] == "Markov")
    known = table.result.references["val"]["markov"]["ndcg@20"]
    assert float(markov["validation ndcg@20 %"]) == pytest.approx(100 * known, abs=1e-4)
    assert text(line_of(table, "markov"), "NDCG@20, val %") == f"{100 * known:.2f}"


def test_numbers_of_the_csv_have_no_more_digits_than_they_tell(table: Table2) -> None:
    row = next(row for row in rows_of(as_csv([table]), "row"))
    assert row["parameters"].isdigit()
    assert all(len(row[name].strip("0.")) <= 6 for name in ("hr@20 p", "hr@20 p, Holm", "ms_per_row"))


def test_what_failed_is_told_in_the_name_of_the_row(workspace: Workspace) -> None:
    row = ResultRow(GRU, {}, "failed", 0, 2, tried=2, to_try=2, reason="It diverged.")
    plan = small_plan("gru4rec")
    study = StudyRow(1, 1, "Shop", "Table 2", "table2", {}, 0)
    (line,) = lines_of(workspace, StudyResult(study, plan, (row,), {}, True), {})
    assert text(line, "Model") == f"{GRU} (failed, 0 of 2 seeds)"


def test_the_highest_mean_is_bold_in_latex_and_html(table: Table2) -> None:
    assert as_html([table]).count("<b>") == 2
    best = line_of(table, table.highest["ndcg@20"]).figures["ndcg@20"].mean
    assert rf"\textbf{{{100 * best:.2f}}}" in as_latex([table])
    assert as_latex([table]).count(r"\textbf") == 2


def test_the_page_is_whole_and_puts_the_quotation_under_a_head_of_its_own(table: Table2) -> None:
    page = as_html([table])
    assert page.startswith("<!doctype html>")
    assert f'colspan="4">{QUOTED}</th>' in page
    assert "DreamRec" in page
    assert "<td>Markov</td>" in page
    assert "With history</th>" in page
    assert "training.learning_rate" not in page
    assert page.count("<table>") == 2


def hostile(finished: Workspace) -> Table2:
    """A table whose data set is called after a formula and a tag."""
    study = get_study(finished.store, 1)
    study = type(study)(**{**vars(study), "dataset_name": "=1+1 & <b>%_$"})
    line = Line(
        "A (\\x)", figures={"ndcg@20": Figure(0.5)}, against={"ndcg@20": Against(0.1, 0, 0.2, 0.0001)}
    )
    return Table2(StudyResult(study, small_plan(), (), {}, True), (line,))


def test_names_from_a_log_are_harmless_everywhere(finished: Workspace) -> None:
    table = hostile(finished)
    assert "'=1+1" in as_csv([table])
    assert "<b>" not in as_html([table])
    latex = as_latex([table])
    assert r"=1+1 \& $<$b$>$\%\_\$" in latex
    assert r"A (\textbackslash{}x)" in latex
    assert r"$<$0.001" in latex


def test_every_row_of_the_latex_table_has_as_many_cells(table: Table2) -> None:
    lines = [line for line in as_latex([table]).splitlines() if line.endswith(r" \\") and line[0] != "%"]
    assert {line.count(" & ") + 1 for line in lines[1:]} == {len(columns())}
    heads = lines[0]
    spanned = sum(int(part.split("}")[0]) - 1 for part in heads.split(r"\multicolumn{")[1:])
    assert heads.count(" & ") + 1 + spanned == len(columns())


def test_latex_has_nothing_that_it_would_not_print(table: Table2, finished: Workspace) -> None:
    for latex in (as_latex([table]), as_latex([hostile(finished)])):
        lines = [line for line in latex.splitlines() if not line.startswith("%")]
        body = [line for line in lines if line.endswith(r" \\") or line.startswith(r"\caption")]
        assert len(body) > 2
        for line in body:
            bare = re.sub(r"\\multicolumn\{\d+\}\{c\}|\\text\w+\{|\\caption\{|\$\\pm\$|\$[<>]\$", "", line)
            bare = re.sub(r"\\[&%$#_{}\\]", "", bare)
            assert not re.findall(r"[%$#_~^\\]", bare), line
            assert bare.isascii() or not re.findall(r"[^\x00-\xff]", bare), line
        assert latex.count(r"\begin{") == latex.count(r"\end{")


@pytest.mark.parametrize("ending", ["csv", "tex", "html"])
def test_it_is_saved_in_the_format_of_its_name(table: Table2, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"table.{ending}"
    save_table2(path, [table])
    assert GRU in path.read_text(encoding="utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_another_ending_is_refused(table: Table2, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="what to write"):
        save_table2(tmp_path / "table.pdf", [table])


def test_small_p_values_are_not_written_as_zero() -> None:
    assert [Against(0.1, 0, 1, p).text for p in (0.0001, 0.0312, 1.0)] == ["<0.001", "0.031", "1.000"]
