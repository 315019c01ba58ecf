"""Writes given texts at given places with ReportLab's canvas.

reportlab_pages.py TEXTS FONT BOLD_FONT OUT        TEXTS as for write_pages; with `-` as OUT it only reads
"""

import sys

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

texts, font, bold, out = sys.argv[1:]
pages = []
with open(texts, encoding="utf-8", newline="\n") as file:
    for line in file:
        if line == "\f\n":
            pages.append([])
            continue
        kind, *fields = line.rstrip("\n").split("\t")
        pages[-1].append((kind, *fields))
if out == "-":
    sys.exit()

pdfmetrics.registerFont(TTFont("R", font))
pdfmetrics.registerFont(TTFont("B", bold))
canvas = Canvas(out, pagesize=(841.89, 595.28), pageCompression=1, invariant=1)
for page in pages:
    canvas.setLineWidth(0.25)
    name_and_size = None
    for item in page:
        if item[0] == "line":
            x1, y, x2 = map(float, item[1:])
            canvas.line(x1, y, x2, y)
            continue
        _, name, x, y, size, text = item
        if name_and_size != (name, size):
            canvas.setFont(name, float(size))
            name_and_size = name, size
        if x.endswith("<"):
            canvas.drawRightString(float(x[:-1]), float(y), text)
        else:
            canvas.drawString(float(x), float(y), text)
    canvas.showPage()
canvas.save()
