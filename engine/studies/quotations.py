"""What the paper says its studies showed, word for word; never beside our figures without its source.

Of Figures 5, 6 and 7 only the text has words: their values are pictures, and are not guessed here.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "Niu et al. 2023"

CAVEATS = (
    "Quoted, not measured here: on other data, another split and another code.",
    "The column “KuaiRec” has to be read with care: the three baselines of it that could be checked have "
    "the values published for Zhihu.",
    "Published as single figures without intervals.",
)


@dataclass(frozen=True)
class QuotedRow:
    """One row of the paper's Table 3, in percent.

    Attributes:
        label: as `engine.studies.variants.label` calls it.
        values: HR@20 and NDCG@20 on YooChoose, then on KuaiRec.
    """

    label: str
    values: tuple[float, float, float, float]


@dataclass(frozen=True)
class Quotation:
    """What the paper has on one of its studies: where, in which words, and the figures it prints."""

    where: str
    words: str
    rows: tuple[QuotedRow, ...] = ()


HEADS = ("YooChoose HR", "YooChoose NDCG", "KuaiRec HR", "KuaiRec NDCG")
"""Of the first 20, in percent."""

QUOTATIONS = {
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
