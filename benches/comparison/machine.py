"""The machine that was measured on: what bears on figures, and nothing that names it."""

import importlib.metadata
import os
import pathlib
import platform
import subprocess

from .setting import PACKAGES, ROOT


def describe(setting):
    """A list in Markdown."""
    packages = {
        found.metadata["Name"].lower(): found.version
        for found in importlib.metadata.distributions(path=[str(PACKAGES)])
    }
    rivals = [
        f"{name} {packages[name.lower()]}" for name in ("DuckDB", "pandas", "ReportLab") if name.lower() in packages
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    programs = [
        first_line(setting.program, "--version"),
        first_line("rustc", "--version"),
        f"Python {platform.python_version()}",
    ]
    lines = [
        f"{len(os.sched_getaffinity(0))} cores of {processor()}{', virtual' if is_virtual() else ''}",
        f"{memory:.0f} GiB of memory; {disk(setting.data)}; Linux {platform.release().split('-')[0]}",
        ", ".join([*programs, *rivals, f"pdf-writer {locked('pdf-writer')}"]),
    ]
    return "".join(f"- {line}\n" for line in lines)


def first_line(*command):
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return " ".join(printed.splitlines()[0].split()[:2])


def processor():
    facts = dict(line.split(":", 1) for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines() if ":" in line)
    facts = {name.strip(): value.strip() for name, value in facts.items()}
    name = facts.get("model name", platform.machine())
    return f"{name} (family {facts['cpu family']}, model {facts['model']})" if "cpu family" in facts else name


def is_virtual():
    return "hypervisor" in pathlib.Path("/proc/cpuinfo").read_text()


def disk(folder):
    """The file system that the data are on."""
    mounts = [line.split()[:3] for line in pathlib.Path("/proc/mounts").read_text().splitlines()]
    place = str(folder.resolve())
    holds = [mount for mount in mounts if (place + "/").startswith(mount[1].rstrip("/") + "/")]
    device, _, kind = max(holds, key=lambda mount: len(mount[1]))
    virtual = " on a virtual disk" if device.startswith("/dev/vd") else ""
    return f"{kind}{virtual}"


def locked(crate):
    """The version of a crate that the yardsticks are built with."""
    lines = (ROOT / "benches/yardstick/Cargo.lock").read_text().splitlines()
    return lines[lines.index(f'name = "{crate}"') + 1].split('"')[1]
