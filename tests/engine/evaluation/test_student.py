"""Student's t quantiles, beside SciPy's."""

from __future__ import annotations

import pytest
from scipy.special import stdtrit

from engine.evaluation.student import two_sided_quantile


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 9, 30, 101])
@pytest.mark.parametrize("probability", [0.5, 0.9, 0.95, 0.999])
def test_the_quantile_is_that_of_the_special_functions(degrees: int, probability: float) -> None:
    expected = float(stdtrit(degrees, (1 + probability) / 2))

    assert two_sided_quantile(probability, degrees) == pytest.approx(expected, rel=1e-10)


def test_three_seeds_reach_as_far_as_the_printed_tables_say() -> None:
    assert two_sided_quantile(0.95, 2) == pytest.approx(4.303, abs=5e-4)
