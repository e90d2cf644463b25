"""What a run leaves behind: rows in the store and lines in its log, event by event."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import advances
from engine.evaluation.evaluator import Ranking
from engine.evaluation.figures import figures
from engine.models.methods import METHODS
from engine.models.subjects import MODEL
from engine.sequences.examples import Examples
from engine.sequences.splits import Part
from engine.store.runs import BEFORE_TRAINING, FINAL, Metric, add_metrics, get_run, metrics, update_run
from engine.training.config import RunConfig
from engine.training.events import EpochFinished
from engine.training.kept_ranks import keep_ranks
from engine.workspace import Workspace


@dataclass(frozen=True)
class RunRecord:
    """Writes down one run."""

    workspace: Workspace
    run_id: int

    def configuration(self, config: RunConfig) -> None:
        """`config.json` in the run's folder."""
        path = self.workspace.run_folder(self.run_id) / "config.json"
        path.write_text(json.dumps(config.model_dump(mode="json"), indent=2), encoding="utf-8")

    def line(self, text: str) -> None:
        """A line in the run's `log.txt`, with the time in UTC."""
        stamp = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
        with (self.workspace.run_folder(self.run_id) / "log.txt").open("a", encoding="utf-8") as log:
            log.write(f"{stamp} {text}\n")

    def epoch(self, event: EpochFinished) -> None:
        """Losses and validation metrics of an epoch."""
        training = {f"loss.{name}": loss for name, loss in event.losses.items() if name != "total"}
        training |= {
            "loss": event.losses["total"],
            "embedding_spread": event.embedding_spread,
            "gradient_norm": event.gradient_norm,
            "learning_rate": event.learning_rate,
            "seconds": event.seconds,
        }
        rows = _rows(MODEL, "train", "all", training, event.epoch)
        rows += _rows(MODEL, "val", "all", event.metrics, event.epoch)
        add_metrics(self.workspace.store, self.run_id, rows)
        progress = {"epoch": event.epoch} | ({"best_epoch": event.epoch} if event.best else {})
        update_run(self.workspace.store, self.run_id, **progress)
        self.line(
            f"epoch {event.epoch}: loss {event.losses['total']:.4f}, "
            f"validation NDCG@20 {event.metrics['ndcg@20']:.2%}, HR@20 {event.metrics['hr@20']:.2%}, "
            f"{event.seconds:.1f} s{', best so far' if event.best else ''}"
        )

    def before_training(self, values: Mapping[str, float]) -> None:
        """What the model is like before its first step."""
        add_metrics(self.workspace.store, self.run_id, _rows(MODEL, "train", "all", values, BEFORE_TRAINING))

    def reference(self, subject: str, values: Mapping[str, float]) -> None:
        """A reference row on the validation rows that every epoch is judged on: a line beside the curves."""
        rows = _rows(subject, "val", "all", values, BEFORE_TRAINING)
        add_metrics(self.workspace.store, self.run_id, rows)

    def final(self, subject: str, part: Part, ranking: Ranking, examples: Examples) -> dict[str, float]:
        """Final figures of the model or of a reference row, and the rank of every example.

        Returns:
            The figures over all rows.
        """
        found = figures(ranking, examples)
        if subject == MODEL:
            found["all"] |= self._costs(examples)
        rows = [row for name, values in found.items() for row in _rows(subject, part, name, values, FINAL)]
        add_metrics(self.workspace.store, self.run_id, rows)
        run = get_run(self.workspace.store, self.run_id)
        keep_ranks(self.workspace, run, part, examples, subject, ranking)
        return found["all"]

    def _costs(self, examples: Examples) -> dict[str, float]:
        """What the model costs beside the time of a row."""
        run = get_run(self.workspace.store, self.run_id)
        config = RunConfig.model_validate(run.config)
        costs = {"parameters": float(run.parameters or 0)}
        if METHODS[config.method].has_chain:
            steps = advances(DiffusionProcess(config.diffusion), config.sampling)
            costs |= {"denoising_steps": float(len(steps)), "samples": float(config.sampling.samples)}
        recorded = metrics(self.workspace.store, self.run_id, subject=MODEL, split="train")
        epochs = [metric.value for metric in recorded if metric.name == "seconds"]
        if seconds := sum(epochs):
            costs["training_seconds"] = seconds
            costs["samples_per_second"] = len(epochs) * int(examples.trained.sum()) / seconds
        return costs

    def ended(self, status: str, *, error: str | None = None) -> None:
        """The end of the run, whatever it was."""
        now = time.time_ns() // 1_000_000
        update_run(self.workspace.store, self.run_id, status=status, finished_at=now, error=error)
        self.line(f"{status}{': ' + error if error else ''}")


def _rows(subject: str, split: str, slice_: str, values: Mapping[str, float], step: int) -> list[Metric]:
    return [Metric(subject, split, slice_, name, step, value) for name, value in values.items()]
