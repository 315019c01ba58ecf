#!/usr/bin/env python3
"""Runs a program under the system-call filter of a systemd unit: under_filter.py UNIT PROGRAM [ARGUMENT]...

What the unit allows is asked of systemd-analyze, the numbers of calls are those of the kernel's header. Beside SystemCallFilter=,
RestrictAddressFamilies=none and MemoryDenyWriteExecute=yes are held to. x86-64 alone. Status 77: something is missing for it.
"""

import ctypes
import os
import re
import struct
import subprocess
import sys

HEADER = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"
ARCHITECTURE = 0xC000003E
ALLOW, DENY = 0x7FFF0000, 0x00050000
EPERM, EAFNOSUPPORT = 1, 97
LOAD, EQUAL, ANY_BIT, RETURN, AND, EQUAL_K = 0x20, 0x15, 0x45, 0x06, 0x54, 0x15
WRITE_AND_EXECUTE, EXECUTE = 6, 4
THIRD_ARGUMENT = 32


def missing(what):
    print(f"left out: {what}", file=sys.stderr)
    sys.exit(77)


def calls_of(name, seen):
    """The calls of a set such as @system-service, those of the sets in it too."""
    if not name.startswith("@"):
        return {name}
    if name in seen:
        return set()
    seen.add(name)
    try:
        told = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        missing(f"systemd-analyze tells nothing of {name}")
    lines = [line.strip() for line in told.stdout.splitlines()[1:]]
    return {call for line in lines if line and not line.startswith("#") for call in calls_of(line, seen)}


def settings_of(unit):
    with open(unit, encoding="utf-8") as lines:
        pairs = [line.strip().split("=", 1) for line in lines if "=" in line and not line.startswith("#")]
    return [(key, value.split()) for key, value in pairs]


def program_of(unit):
    """The filter as instructions of the kernel's packet filter."""
    settings = settings_of(unit)
    with open(HEADER, encoding="utf-8") as header:
        numbers = {name: int(number) for name, number in re.findall(r"#define __NR_(\w+)\s+(\d+)", header.read())}
    allowed = calls_of("@default", set())
    lists = [value for key, value in settings if key == "SystemCallFilter"]
    if not lists:
        sys.exit(f"{unit} has no SystemCallFilter=")
    for words in lists:
        is_denied = words[0].startswith("~")
        named = set().union(*(calls_of(word.lstrip("~"), set()) for word in words))
        allowed = allowed - named if is_denied else allowed | named
    steps = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURE), (RETURN, 0, 0, DENY | EPERM), (LOAD, 0, 0, 0)]

    def deny(name, error):
        steps.extend([(EQUAL, 0, 1, numbers[name]), (RETURN, 0, 0, DENY | error)])

    if ("RestrictAddressFamilies", ["none"]) in settings:
        deny("socket", EAFNOSUPPORT)
    if ("MemoryDenyWriteExecute", ["yes"]) in settings:
        for name, bits in [("mmap", WRITE_AND_EXECUTE), ("mprotect", EXECUTE), ("pkey_mprotect", EXECUTE)]:
            # Behind this call's own test the number is loaded again for those to come.
            steps.extend([
                (EQUAL, 0, 5, numbers[name]),
                (LOAD, 0, 0, THIRD_ARGUMENT),
                (AND, 0, 0, bits),
                (EQUAL_K, 0, 1, bits),
                (RETURN, 0, 0, DENY | EPERM),
                (LOAD, 0, 0, 0),
            ])
    for number in sorted({numbers[name] for name in allowed if name in numbers}):
        steps.extend([(EQUAL, 0, 1, number), (RETURN, 0, 0, ALLOW)])
    steps.append((RETURN, 0, 0, DENY | EPERM))
    return steps


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]


def main():
    if os.uname().machine != "x86_64" or not os.path.exists(HEADER):
        missing("the numbers of system calls are known of x86-64 with the kernel's headers")
    steps = program_of(sys.argv[1])
    packed = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = Program(len(steps), ctypes.cast(packed, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, set_filter, filter_mode = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(set_filter, filter_mode, ctypes.byref(program), 0, 0):
        missing("the kernel takes no filter here: " + os.strerror(ctypes.get_errno()))
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
