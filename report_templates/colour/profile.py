"""Writes srgb.icc: a small ICC profile (version 2.1, display, RGB to XYZ) of the colours of IEC 61966-2-1.

The primaries are adapted to the profile's white D50 (Bradford); the curve is sampled at 256 points.
"""

import struct
from pathlib import Path


def s15(value):
    return struct.pack(">i", round(value * 65536))


def text(kind, data):
    return kind + bytes(4) + data


def xyz(x, y, z):
    return text(b"XYZ ", s15(x) + s15(y) + s15(z))


def linear(value):
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


name = b"sRGB IEC61966-2.1\0"
description = text(b"desc", struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67))
curve = text(b"curv", struct.pack(">I", 256) + b"".join(struct.pack(">H", round(linear(i / 255) * 65535)) for i in range(256)))
tags = [
    ([b"desc"], description),
    ([b"cprt"], text(b"text", b"No copyright, use freely\0")),
    ([b"wtpt"], xyz(0.9505, 1.0, 1.0891)),
    ([b"rXYZ"], xyz(0.43607, 0.22249, 0.01392)),
    ([b"gXYZ"], xyz(0.38515, 0.71687, 0.09708)),
    ([b"bXYZ"], xyz(0.14307, 0.06061, 0.71410)),
    ([b"rTRC", b"gTRC", b"bTRC"], curve),
]
count = sum(len(names) for names, _ in tags)
offset = 128 + 4 + 12 * count
table, body = struct.pack(">I", count), b""
for names, data in tags:
    for tag in names:
        table += tag + struct.pack(">II", offset + len(body), len(data))
    body += data + bytes(-len(data) % 4)
size = 128 + len(table) + len(body)
header = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(4 + 4 + 4 + 4 + 8 + 4)
header += s15(0.9642) + s15(1.0) + s15(0.8249) + bytes(4)
header += bytes(128 - len(header))
Path(__file__).with_name("srgb.icc").write_bytes(header + table + body)
