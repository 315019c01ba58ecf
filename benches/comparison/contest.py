"""Programs that do the same, measured as whole processes in turn: A, B, C, A, B, C …"""

import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

from .setting import PACKAGES, YARDSTICK


@dataclasses.dataclass
class Contender:
    """A program in a contest.

    `check` is called with what it printed, and raises when that is wrong. `before` is called ahead of each run, and is
    not measured. `cores` limits the cores that it may use.
    """

    name: str
    command: list
    check: object = None
    before: object = None
    cores: int = 0
    folder: pathlib.Path = None


@dataclasses.dataclass
class Run:
    """What one process took: seconds of wall time, seconds of CPU of all threads, KiB at its peak."""

    seconds: float
    cpu: float
    peak: int


@dataclasses.dataclass
class Score:
    """All measured runs of a contender."""

    name: str
    runs: list

    def median(self, what="seconds"):
        """The median of `seconds`, `cpu` or `peak`."""
        return statistics.median(getattr(run, what) for run in self.runs)

    def spread(self):
        """Shortest and longest wall time."""
        seconds = [run.seconds for run in self.runs]
        return min(seconds), max(seconds)


def compete(contenders, runs):
    """The score of each contender, by name, after one run each that only warms up; every run's output is checked."""
    scores = {contender.name: Score(contender.name, []) for contender in contenders}
    for turn in range(runs + 1):
        for contender in contenders:
            run = run_once(contender)
            if turn > 0:
                scores[contender.name].runs.append(run)
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return scores


def run_once(contender):
    """Runs a contender once."""
    if contender.before:
        contender.before()
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES), "KASVERSLAG_LOG": "off"}
    all_cores = os.sched_getaffinity(0)
    with tempfile.NamedTemporaryFile() as figures, tempfile.TemporaryFile() as printed, tempfile.TemporaryFile() as told:
        command = [YARDSTICK / "measure", figures.name, *contender.command]
        if contender.cores:
            os.sched_setaffinity(0, sorted(all_cores)[: contender.cores])
        try:
            subprocess.run(command, stdout=printed, stderr=told, env=environment, cwd=contender.folder, check=False)
        finally:
            os.sched_setaffinity(0, all_cores)
        told.seek(0)
        printed.seek(0)
        words = figures.read().split()
        if len(words) != 4 or words[3] != b"0":
            sys.exit(f"{contender.name} failed:\n{told.read().decode(errors='replace')[-3000:]}")
        if contender.check:
            contender.check(printed.read())
    return Run(float(words[0]), float(words[1]), int(words[2]))
