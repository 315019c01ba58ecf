"""Section: the night of many libraries on which a day, a week and a month end."""

import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from . import table
from .contest import Contender, compete
from .setting import ROOT

BEFORE = ["--date", "2026-05-30", "--now", "2026-05-31T03:00:00+02:00"]
NIGHT = ["--date", "2026-05-31", "--now", "2026-06-01T03:00:00+02:00"]
# Three reports for each of three periods, as PDF and as CSV.
FILES_A_LIBRARY = 3 * 3 * 2


def make_libraries(folder, libraries):
    """Exports and configuration of so many libraries."""
    subprocess.run([sys.executable, ROOT / "benches/make_libraries.py", folder, str(libraries)], check=True)


def put_away(reports):
    """Moves what an earlier night left. Deleted it is when all is over: ext4 takes longer to make files, for minutes,
    after many were deleted. What the system has yet to write is written first, so that nobody else pays for it.
    """
    if reports.exists():
        reports.rename(pathlib.Path(tempfile.mkdtemp(prefix="night-", dir=reports.parent), reports.name))
    os.sync()


def written(reports, kinds=(".pdf", ".csv")):
    """All numbered files with these endings: what is in force stands in `actueel` a second time, the chain beside."""
    return [
        pathlib.Path(folder, name)
        for folder, _, names in os.walk(reports)
        if "actueel" not in pathlib.Path(folder).parts
        for name in names
        if name.endswith(kinds) and name != "keten.csv"
    ]


def measure(setting):
    """A table of one job and two, and of the run after."""
    folder = setting.folder("nights")
    libraries = setting.share_of(300, 2)
    make_libraries(folder, libraries)
    # The days before are issued as CSV alone: they are there, and nothing of them is measured.
    config = (folder / "kasverslag.toml").read_text()
    (folder / "before.toml").write_text(config.replace("[run]\n", '[run]\nformats = ["csv"]\n', 1))
    run = [setting.program, "run", "--quiet"]
    subprocess.run(
        [*run, "--config", "before.toml", "--jobs", "2", *BEFORE], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    reports, kept = folder / "reports", folder / "kept"
    reports.rename(kept)
    files = libraries * FILES_A_LIBRARY
    there = len(written(kept))
    states = set()

    def restore():
        put_away(reports)
        shutil.copytree(kept, reports)
        os.sync()

    def check(_printed):
        if len(written(reports)) != there + files:
            sys.exit(f"the night left {len(written(reports)) - there} files, not {files}")
        states.add(digest(reports))
        if len(states) > 1:
            sys.exit("two nights left other bytes")

    night = [*run, "--config", "kasverslag.toml", *NIGHT]
    # Twice as many as processors: one job works while another waits for the disk.
    jobs = {1: "`--jobs 1`", 2: "`--jobs 2`", 4: "`--jobs 4`"}
    contenders = [
        Contender(name, [*night, "--jobs", str(count)], check, restore, folder=folder) for count, name in jobs.items()
    ]
    scores = compete(contenders, min(setting.runs, 3))
    subprocess.run([setting.program, "verify", reports], check=True)
    quiet = compete([Contender("again: nothing new", night, check, folder=folder)], setting.runs)
    rows = [
        [
            score.name,
            table.wall(score),
            table.count(round(files / score.median())),
            table.seconds(score.median("cpu")),
            table.mebibytes(score),
        ]
        for score in scores.values()
    ]
    again = quiet["again: nothing new"]
    rows.append([again.name, table.wall(again), "", table.seconds(again.median("cpu")), table.mebibytes(again)])
    setting.facts["files a second"] = files / scores[jobs[4]].median()
    setting.facts["seconds a library with nothing new"] = again.median() / libraries
    faster = scores[jobs[1]].median() / scores[jobs[2]].median()
    return (
        f"{table.count(libraries)} libraries, {table.count(files)} files a night, {min(setting.runs, 3)} runs each in turn. "
        f"The second job makes it {faster:.2f} times as fast.\n\n"
        + table.table(["", "time (shortest – longest)", "files/s", "CPU", "peak"], rows)
    )


def digest(reports):
    """A hash of all that a run leaves but its accounts of itself, which tell the time it took."""
    sums = hashlib.sha256()
    accounts = ("run.json", "nights.jsonl")
    for file in sorted(path for path in reports.rglob("*") if path.is_file() and path.name not in accounts):
        sums.update(f"{file.relative_to(reports)}\0".encode())
        sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()
