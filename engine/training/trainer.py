"""Training: epochs until patience, time or the number asked for runs out; the best epoch is kept."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import torch

from engine.errors import EngineError
from engine.evaluation.evaluator import rank_examples
from engine.evaluation.metrics import metrics
from engine.events import Cancelled, CancelToken, Event
from engine.models.areal.model import Areal
from engine.models.protocol import Scorer
from engine.sequences.examples import Examples
from engine.sequences.splits import Part
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.runs import create_run, get_run, update_run
from engine.training.checkpoint import best_checkpoint, load_run_model, save
from engine.training.config import RunConfig
from engine.training.devices import leave_a_core_to_the_window, resolve
from engine.training.epoch import Diverged, EpochLosses, EpochRunner
from engine.training.events import EpochFinished, ReferenceEvaluated, RunFinished, RunStarted
from engine.training.optimising import Optimisation
from engine.training.record import MODEL, RunRecord
from engine.training.references import fit_references, rank_references
from engine.training.setup import RunData, build_model, embedding_spread, parameter_count, run_data
from engine.workspace import Workspace

SELECTED_BY = "ndcg@20"
"""The validation metric that chooses the epoch."""


def train(
    workspace: Workspace,
    dataset_key: int | str,
    config: RunConfig,
    cancel: CancelToken,
    *,
    preset: str = "recommended",
    name: str | None = None,
) -> Iterator[Event]:
    """Train AREAL on a data set; the last event is `RunFinished`.

    Cancelling ends it after the current step. The best epoch so far is kept then, and the last event says
    that the run was stopped.

    Args:
        preset: the preset `config` came from, for the record.
        name: what to call the run; made from the data set and the preset if None.

    Raises:
        NotFound: there is no such data set.
        BadSetting: the split or the device is not possible.
        Cancelled: stopped before the first epoch was complete, so that there is no model.
        EngineError: training failed; the run is kept with the reason.
    """
    dataset = get_dataset(workspace.store, dataset_key)
    device = resolve(config.device)
    leave_a_core_to_the_window()
    data = run_data(workspace, dataset.id, config)
    run_id = create_run(
        workspace.store,
        dataset_id=dataset.id,
        name=name or f"{dataset.name}, {preset}",
        model="areal",
        preset=preset,
        seed=config.seed,
        device=device.type,
        config=config.model_dump(),
    )
    training = _Training(workspace, dataset, config, data, device, RunRecord(workspace, run_id), cancel)
    try:
        yield from training.events()
    except Cancelled:
        training.record.ended("stopped", error="Stopped before the first epoch was complete.")
        raise
    except GeneratorExit:
        training.record.ended("interrupted", error="The program ended while training.")
        raise
    except BaseException as error:
        explained = _explained(error, training)
        training.record.ended("failed", error=str(explained))
        raise explained from error


@dataclass
class _Training:
    workspace: Workspace
    dataset: DatasetRow
    config: RunConfig
    data: RunData
    device: torch.device
    record: RunRecord
    cancel: CancelToken
    began: float = field(default_factory=time.perf_counter)
    epoch: int = 0
    best_epoch: int = 0
    best: float = -1.0

    @property
    def run_id(self) -> int:
        return self.record.run_id

    def events(self) -> Iterator[Event]:
        torch.manual_seed(self.config.seed)
        model = build_model(self.data.n_items, self.config, self.data.log).to(self.device)
        yield self._start(model)
        references = yield from fit_references(self.data.log, self.cancel)
        watched = _validation_rows(self.data.parts["val"], self.config.training.validation_rows)
        yield from self._references_on_validation(references, watched)
        reason = yield from self._epochs(model, watched)
        if reason == "stopped":
            yield self._finish("stopped", reason, {})
            return
        best = load_run_model(
            self.workspace, get_run(self.workspace.store, self.run_id), self.data.n_items, self.device
        )
        try:
            test = yield from self._final_test(best, references)
        except Cancelled:
            yield self._finish("stopped", "stopped during the final test", {})
            return
        yield self._finish("finished", reason, test)

    def _start(self, model: Areal) -> RunStarted:
        parts, training = self.data.parts, self.config.training
        event = RunStarted(
            run_id=self.run_id,
            name=get_run(self.workspace.store, self.run_id).name,
            dataset_id=self.dataset.id,
            device=self.device.type,
            parameters=parameter_count(model),
            examples_train=len(parts["train"]),
            examples_val=len(parts["val"]),
            examples_test=len(parts["test"]),
            epochs=training.epochs,
            steps_per_epoch=-(-len(parts["train"]) // training.batch_size),
            policy=self.data.policy,
            repeat_share=self.data.repeat_share,
        )
        update_run(
            self.workspace.store,
            self.run_id,
            split_hash=self.data.split.hash,
            policy=self.data.policy,
            parameters=event.parameters,
        )
        self.record.configuration(self.config)
        self.record.line(
            f"started on {event.device}: {event.parameters:,} parameters, {event.examples_train:,} training, "
            f"{event.examples_val:,} validation, {event.examples_test:,} test examples, split "
            f"{self.data.split.name} {self.data.split.hash[:12]}, items of the history: {event.policy}"
        )
        return event

    def _references_on_validation(
        self, references: dict[str, Scorer], watched: torch.Tensor
    ) -> Iterator[Event]:
        """On all validation rows for the record, and on those that epochs are judged on for the curves."""
        ranks = yield from rank_references(references, self.data, "val", self.cancel)
        for name, found in ranks.items():
            self.record.final(name, "val", found, self.data.parts["val"])
            seen = metrics(found.rows(watched))
            self.record.reference(name, seen)
            yield ReferenceEvaluated(run_id=self.run_id, subject=name, split="val", metrics=seen)

    def _epochs(self, model: Areal, watched: torch.Tensor) -> Generator[Event, None, str]:
        """Returns why training ended."""
        training = self.config.training
        train = self.data.parts["train"].to(self.device)
        validation = self.data.parts["val"].rows(watched).to(self.device)
        steps = training.epochs * -(-len(train) // training.batch_size)
        optimisation = Optimisation(model, training, steps)
        runner = EpochRunner(model, optimisation, train, training.batch_size, self.run_id, self.cancel)
        for epoch in range(1, training.epochs + 1):
            began = time.perf_counter()
            losses = yield from runner.epoch(epoch)
            try:
                self.cancel.raise_if_cancelled()
                ranks = yield from rank_examples(
                    optimisation.judged,
                    validation,
                    self.data.policy,
                    self.cancel,
                    text=f"Validating epoch {epoch}",
                )
            except Cancelled:
                if self.best_epoch:
                    return "stopped"
                raise
            seconds = time.perf_counter() - began
            yield self._epoch_finished(optimisation, epoch, losses, metrics(ranks), seconds)
            if training.patience and epoch - self.best_epoch >= training.patience:
                return f"no better epoch in {training.patience}"
            if training.max_minutes and time.perf_counter() - self.began > 60 * training.max_minutes:
                return "time limit"
        return "all epochs done"

    def _epoch_finished(
        self,
        optimisation: Optimisation,
        epoch: int,
        losses: EpochLosses,
        found: dict[str, float],
        seconds: float,
    ) -> EpochFinished:
        better = found[SELECTED_BY] > self.best
        if better:
            self.best, self.best_epoch = found[SELECTED_BY], epoch
            save(optimisation.judged, best_checkpoint(self.workspace, self.run_id))
        self.epoch = epoch
        event = EpochFinished(
            run_id=self.run_id,
            epoch=epoch,
            losses=losses.means(),
            metrics=found,
            seconds=seconds,
            eta_seconds=self._eta(),
            best=better,
            learning_rate=optimisation.rate,
            embedding_spread=embedding_spread(optimisation.judged),
            gradient_norm=losses.gradient_norm,
        )
        self.record.epoch(event)
        return event

    def _eta(self) -> float:
        """Time to the last epoch at the pace so far, and not beyond the time limit."""
        elapsed = time.perf_counter() - self.began
        left = elapsed / self.epoch * (self.config.training.epochs - self.epoch)
        limit = self.config.training.max_minutes
        return max(0.0, min(left, 60 * limit - elapsed)) if limit else left

    def _final_test(
        self, model: Scorer, references: dict[str, Scorer]
    ) -> Generator[Event, None, dict[str, float]]:
        """The chosen epoch on all validation rows, then, once, on test. Returns the test metrics."""
        found: dict[str, float] = {}
        chosen_then_judged: tuple[Part, ...] = ("val", "test")
        for part in chosen_then_judged:
            examples = self.data.parts[part].to(self.device)
            ranks = yield from rank_examples(
                model, examples, self.data.policy, self.cancel, text=f"Scoring the best epoch on {part}"
            )
            found = self.record.final(MODEL, part, ranks, examples)
        by_reference = yield from rank_references(references, self.data, "test", self.cancel)
        for name, ranks in by_reference.items():
            values = self.record.final(name, "test", ranks, self.data.parts["test"])
            yield ReferenceEvaluated(run_id=self.run_id, subject=name, split="test", metrics=values)
        return found

    def _finish(self, status: str, reason: str, test: dict[str, float]) -> RunFinished:
        self.record.ended(status, error=None)
        return RunFinished(
            run_id=self.run_id,
            status=status,
            epochs=self.epoch,
            best_epoch=self.best_epoch,
            stop_reason=reason,
            metrics=test,
            seconds=time.perf_counter() - self.began,
        )


def _validation_rows(examples: Examples, limit: int) -> torch.Tensor:
    """The rows that every epoch is judged on: the same ones in every run over the same split."""
    order = torch.randperm(len(examples), generator=torch.Generator().manual_seed(0))
    return order[: limit or None].sort().values


def _explained(error: BaseException, training: _Training) -> BaseException:
    if isinstance(error, Diverged):
        return EngineError(
            "Training diverged.",
            why=f"The loss “{error}” stopped being a finite number in epoch {training.epoch + 1}.",
            advice="Lower the learning rate and train again.",
        )
    if isinstance(error, torch.OutOfMemoryError):
        return EngineError(
            "The device ran out of memory.",
            why=f"A step needs more than {training.device.type} has left.",
            advice="Lower training.batch_size or model.embedding_size.",
        )
    return error
