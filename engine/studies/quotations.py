"""What the paper says its studies showed, word for word; never beside our figures without its source.

Of Figures 5, 6 and 7 only the text has words: their values are pictures, and are not guessed here.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "Niu et al. 2023"

_ELSEWHERE = "Quoted, not measured here: on other data, another split and another code."

CAVEATS = (
    _ELSEWHERE,
    "The column “KuaiRec” has to be read with care: the three baselines of it that could be checked have "
    "the values published for Zhihu.",
    "Published as single figures without intervals.",
)

TABLE2_CAVEATS = (
    _ELSEWHERE,
    "The column “KuaiRec” has to be read with care: GRU4Rec, Caser and DiffRec, which could be checked, have "
    "in it the means that DreamRec (Yang et al. 2023) published for Zhihu, and none that it published for "
    "KuaiRec, where to recommend the last item again alone finds more (HR@20 5.5).",
    "On YooChoose all three have DreamRec's means, too, but for the NDCG of Caser (there 1.88) and of "
    "DiffRec (there 1.84): the baselines seem to be taken over, not trained again.",
    "DreamRec itself, on which AREAL stands, is not in the paper's table: 4.78 and 2.23 on YooChoose, 2.26 "
    "and 0.79 on Zhihu by its authors.",
    "The improvements that the paper states are divided by its own score (0.12 of 4.57 is 2.63%); of the "
    "best baseline they are 2.70, 5.32, 4.43 and 4.11%.",
    "What is behind ± is not said; it cannot hold the chance in the choice of test sessions, which alone is "
    "about 0.2 points of HR@20 on Zhihu.",
)
"""Of Table 2, beside which our own rows stand."""


@dataclass(frozen=True)
class QuotedRow:
    """One row of the paper's Tables 2 and 3, in percent.

    Attributes:
        label: as `engine.studies.variants.label` calls it; in Table 2 the model as the paper calls it.
        values: HR@20 and NDCG@20 on YooChoose, then on KuaiRec.
        spreads: what Table 2 has behind ± for each of them.
    """

    label: str
    values: tuple[float, float, float, float]
    spreads: tuple[float, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The values as they are printed."""
        if not self.spreads:
            return tuple(f"{value:.2f}" for value in self.values)
        return tuple(f"{v:.2f} ± {s:.2f}" for v, s in zip(self.values, self.spreads, strict=True))


@dataclass(frozen=True)
class Quotation:
    """What the paper has on one of its studies: where, in which words, and the figures it prints."""

    where: str
    words: str
    rows: tuple[QuotedRow, ...] = ()
    caveats: tuple[str, ...] = CAVEATS


HEADS = ("YooChoose HR", "YooChoose NDCG", "KuaiRec HR", "KuaiRec NDCG")
"""Of the first 20, in percent."""

TABLE2 = {
    "gru4rec": QuotedRow("GRU4Rec", (3.89, 1.62, 1.78, 0.67), (0.11, 0.02, 0.02, 0.03)),
    "caser": QuotedRow("Caser", (4.06, 1.82, 1.57, 0.59), (0.12, 0.09, 0.05, 0.01)),
    "nextitnet": QuotedRow("NextItNet", (3.93, 1.59, 1.75, 0.64), (0.03, 0.05, 0.02, 0.03)),
    "sasrec": QuotedRow("SASRec", (3.68, 1.63, 1.62, 0.60), (0.08, 0.02, 0.01, 0.03)),
    "ips": QuotedRow("IPS", (3.81, 1.73, 1.66, 0.65), (0.05, 0.03, 0.04, 0.02)),
    "adaranker": QuotedRow("AdaRanker", (3.74, 1.67, 1.70, 0.61), (0.06, 0.04, 0.04, 0.02)),
    "cl4srec": QuotedRow("CL4SRec", (4.45, 1.84, 2.03, 0.73), (0.04, 0.03, 0.03, 0.03)),
    "diffrec": QuotedRow("DiffRec", (4.33, 1.88, 1.82, 0.65), (0.02, 0.01, 0.03, 0.09)),
    "areal": QuotedRow("AREAL", (4.57, 1.98, 2.12, 0.76), (0.03, 0.02, 0.02, 0.01)),
}
"""Table 2 by the model as `engine.models.methods` calls it."""

QUOTATIONS = {
    "table2": Quotation(
        "Section 5.3, Table 2",
        "Overall, AREAL outperforms multiple baseline models in terms of predictive ability, indicating the "
        "effectiveness of our proposed diffusion generation model in sequential recommendation.",
        tuple(TABLE2.values()),
        TABLE2_CAVEATS,
    ),
    "schedules": Quotation(
        "Section 5.4.1, Figure 5",
        "We can see that there is no significant difference in the results under different noise "
        "arrangements. The sqrt noise schedule performs well and achieves good performance on the "
        "YooChoose and KuaiRec datasets. Linear noise schedule shows similar performance to sqrt "
        "schedule, while cosine noise schedule and exponential noise schedule show slightly lower "
        "performance than sqrt or linear noise scheduling.",
    ),
    "modules": Quotation(
        "Section 5.4.2, Table 3",
        "Using only local or global features performs better than models such as DiffRec, SASRec, "
        "GRU4Rec, etc.",
        (
            QuotedRow("neither", (4.26, 1.73, 1.63, 0.59)),
            QuotedRow("local", (4.39, 1.79, 1.87, 0.64)),
            QuotedRow("global", (4.42, 1.85, 1.94, 0.68)),
            QuotedRow("both", (4.57, 1.98, 2.12, 0.76)),
        ),
    ),
    "weights": Quotation(
        "Section 5.4.2, Table 3",
        "The use of local and global features in 3:7 weight ratio results in better performance, "
        "indirectly indicating that the user's global features still dominate, while local features "
        "have an auxiliary effect, both of which have an impact on the results.",
        (
            QuotedRow("0.9 : 0.1", (4.37, 1.79, 1.86, 0.62)),
            QuotedRow("0.7 : 0.3", (4.42, 1.84, 2.02, 0.69)),
            QuotedRow("0.5 : 0.5", (4.50, 1.91, 1.98, 0.68)),
            QuotedRow("0.3 : 0.7", (4.53, 1.93, 2.07, 0.72)),
            QuotedRow("0.1 : 0.9", (4.46, 1.87, 2.04, 0.68)),
        ),
    ),
    "embedding": Quotation(
        "Section 5.4.3, Figure 6",
        "In general, as the embedding size increases, the performance shows a trend of first increasing"
        " and then decreasing. When the embedding size increases from 16 to 64, performance can be "
        "significantly improved. When the embedding size is 256, the model performance decrease.",
    ),
    "steps": Quotation(
        "Section 5.4.4, Figure 7",
        "We can see that AREAL generally performs well at larger diffusion steps (such as "
        "1000,1500,2000), achieving optimal performance at 1000 diffusion steps. […] However, when we "
        "use fewer diffusion steps, we observe a decrease in performance, indicating that using larger "
        "diffusion steps is necessary.",
    ),
}
